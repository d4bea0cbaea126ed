using System.Linq;
using Tepui.Kernel.Master.Agents;
using Tepui.Kernel.Operations;

namespace Tepui.Kernel.Master.Operations;

/// <summary>
/// An agent could not do what the master had counted as done: what was made is what it was again, as far as no task holds it.
/// What a task holds is settled when the agent comes back and says what it has. What a later operation has made something else of waits
/// for that one, which has failed as well, to be undone.
/// </summary>
internal static class OperationUndo
{
    public static void Apply(MasterContext context, AgentRecord agent, OperationRecord operation)
    {
        if (!OperationMessage.IsSpeculative(operation.Info.Type))
        {
            return;
        }

        foreach (var conversion in OperationConversions.Of(operation.Info).Reverse())
        {
            var undo = conversion.WithoutAllocation();
            undo = undo with { Consumed = undo.Converted, Converted = undo.Consumed };
            if (!TryUndo(context, agent, undo, out var fault))
            {
                agent.NotUndone.Add(undo);
                context.Tell(new OperationNotUndone(agent.Id, WireNames.Of(operation.Info.Type), fault!));
            }
        }
    }

    private static bool TryUndo(MasterContext context, AgentRecord agent, ResourceConversion undo, out string? fault)
    {
        if (!FreeResources.TryFree(context, agent, undo.Consumed, "the operation that made it failed", out fault))
        {
            return false;
        }

        context.Allocator.ApplyOperation(null, agent.Id, undo.Consumed, undo.Converted);
        agent.Convert(undo);
        foreach (var waiting in agent.NotUndone.Where(waiting => undo.Converted.Contains(waiting.Consumed)).Reverse().ToList())
        {
            if (agent.NotUndone.Remove(waiting) && !TryUndo(context, agent, waiting, out _))
            {
                agent.NotUndone.Add(waiting);
            }
        }

        return true;
    }
}
