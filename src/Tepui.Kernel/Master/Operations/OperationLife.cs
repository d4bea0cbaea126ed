using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Master.Agents;
using Tepui.Kernel.Master.Frameworks;
using Tepui.Kernel.Operations;
using Tepui.Kernel.StatusUpdates;

namespace Tepui.Kernel.Master.Operations;

/// <summary>How an operation's record comes, changes and goes.</summary>
internal static class OperationLife
{
    /// <summary>
    /// Does an operation that is known to be possible: in the allocator, in the agent's total, and then at the agent, which says
    /// when it has written it down. What builds on it may follow at once.
    /// </summary>
    /// <param name="framework">Who holds what is converted; null: nobody does, an operator wants it.</param>
    public static void Begin(
        MasterContext context,
        FrameworkRecord? framework,
        AgentRecord agent,
        Offer.Types.Operation info,
        IReadOnlyList<ResourceConversion> conversions)
    {
        foreach (var conversion in conversions)
        {
            if (conversion.IsEmpty)
            {
                continue;
            }

            if (!context.Allocator.ApplyOperation(framework?.Id, agent.Id, conversion.Consumed, conversion.Converted))
            {
                throw new System.InvalidOperationException($"{WireNames.Of(info.Type)} on agent {agent.Id}: {conversion.Consumed} is not there");
            }

            agent.Convert(conversion.WithoutAllocation());
        }

        var operation = new OperationRecord(StatusUuid.NextBytes(context.Random), framework?.Id, agent.Id, info);
        Add(context, agent, operation);
        framework?.Metrics.Count(info.Type);
        context.Send(agent, new AgentLinkFrame
        {
            ApplyOperation = new ApplyOperation
            {
                FrameworkId = framework?.Info.Id,
                Operation = info,
                OperationUuid = operation.Uuid,
            },
        });
        context.Tell(new OperationBegun(framework?.Id, agent.Id, WireNames.Of(info.Type), string.Join("; ", conversions.Select(static conversion => conversion.Converted))));
    }

    public static void Add(MasterContext context, AgentRecord agent, OperationRecord operation)
    {
        context.Counters.Operations.Enters(operation.Info.Type, operation.Latest.State);
        context.State.Operations.Add(operation.Uuid, operation);
        agent.Add(operation);
        if (operation.Framework is { } framework)
        {
            context.State.Frameworks.Find(framework)?.Add(operation);
        }
    }

    /// <summary>Takes a status into a record.</summary>
    /// <returns>Whether the operation has just ended.</returns>
    public static bool Update(MasterContext context, OperationRecord operation, OperationStatus status)
    {
        var before = operation.Latest.State;
        var ended = operation.Apply(status);
        context.Counters.Operations.Leaves(operation.Info.Type, before);
        context.Counters.Operations.Enters(operation.Info.Type, operation.Latest.State, before);
        return ended;
    }

    public static void Remove(MasterContext context, AgentRecord agent, OperationRecord operation)
    {
        context.Counters.Operations.Leaves(operation.Info.Type, operation.Latest.State);
        context.State.Operations.Remove(operation.Uuid);
        agent.Remove(operation);
        if (operation.Framework is { } framework)
        {
            context.State.Frameworks.Find(framework)?.Remove(operation);
        }

        AgentDrain.Check(context, agent);
    }

    /// <summary>
    /// Forgets all of an agent's. Frameworks are told what became of theirs, once: who misses it learns it by asking.
    /// </summary>
    public static void RemoveAll(MasterContext context, AgentRecord agent, OperationState? state = null, string message = "")
    {
        foreach (var operation in agent.Operations.ToList())
        {
            if (state is { } known && operation.Id is { } id && FrameworkOf(context, operation) is { } framework)
            {
                context.Send(framework, SchedulerEvents.UpdateOperationStatus(OperationStates.Make(known, id, agent.Id, message)));
            }

            Remove(context, agent, operation);
        }
    }

    /// <summary>
    /// Tells a framework that an operation was not done, where it wants to hear of it. Its offers' agent is not told, for the
    /// operation may be of another.
    /// </summary>
    public static void Refuse(MasterContext context, FrameworkRecord framework, Offer.Types.Operation operation, string reason)
    {
        context.Counters.Operations.Enters(operation.Type, OperationState.OperationError);
        context.Tell(new CallDropped(framework.Id, WireNames.Of(operation.Type), reason));
        if (operation.Id is { } id)
        {
            context.Send(
                framework,
                SchedulerEvents.UpdateOperationStatus(OperationStates.Make(OperationState.OperationError, id, null, reason)));
        }
    }

    /// <summary>The framework of an operation, when it has one and lives; else the operation is an orphan.</summary>
    public static FrameworkRecord? FrameworkOf(MasterContext context, OperationRecord operation) =>
        operation.Framework is { } id ? context.State.Frameworks.Find(id) : null;
}
