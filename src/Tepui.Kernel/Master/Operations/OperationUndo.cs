using System.Linq;
using Tepui.Kernel.Master.Agents;
using Tepui.Kernel.Operations;

namespace Tepui.Kernel.Master.Operations;

/// <summary>
/// An agent could not do what the master had counted as done: what was made is what it was again, as far as no task holds it.
/// What a task holds is settled when the agent comes back and says what it has.
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
            if (!FreeResources.TryFree(context, agent, undo.Consumed, "the operation that made it failed", out var fault))
            {
                context.Tell(new OperationNotUndone(agent.Id, WireNames.Of(operation.Info.Type), fault!));
                return;
            }

            context.Allocator.ApplyOperation(null, agent.Id, undo.Consumed, undo.Converted);
            agent.Convert(undo);
        }
    }
}
