using System;
using Google.Protobuf.Collections;
using Mesos.V1;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Master.Calls.Accepting;
using Tepui.Kernel.Master.Frameworks;
using Tepui.Kernel.Master.Operations;
using Tepui.Kernel.Offers;
using Tepui.Kernel.Operations;
using Tepui.Kernel.Resources;
using Call = Mesos.V1.Scheduler.Call;
using OperationType = Mesos.V1.Offer.Types.Operation.Types.Type;
using Reason = Mesos.V1.TaskStatus.Types.Reason;

namespace Tepui.Kernel.Master.Calls;

/// <summary>
/// ACCEPT: takes offers of one agent and does operations on what they hold, in order; what none takes goes back to the allocator
/// under the call's filters. One that cannot be done is told so, and with it what needs what it would have made; the others are
/// done.
/// </summary>
internal static class Accept
{
    public static Rejection? Handle(MasterContext context, FrameworkRecord framework, Call.Types.Accept accept)
    {
        CountLaunches(context, accept);
        if (OfferValidation.Validate(accept.OfferIds, context.State.Offers, framework.Id) is { } fault)
        {
            RefuseAll(context, framework, accept, fault);
            return null;
        }

        var first = context.State.Offers.Find(new OfferId(accept.OfferIds[0].Value))!;
        var agent = context.State.Agents.Find(first.Agent)!;
        var offered = TakeOffers(context, framework, accept);
        var acceptance = new Acceptance(context, framework, agent, first.Role, offered);
        foreach (var operation in accept.Operations)
        {
            Do(acceptance, operation);
        }

        GiveBack(acceptance, RefuseDuration.Of(accept.Filters));
        return null;
    }

    private static void Do(Acceptance acceptance, Offer.Types.Operation operation)
    {
        if (operation.Type == OperationType.Launch)
        {
            AcceptLaunch.Do(acceptance, operation);
            return;
        }

        if (operation.Type == OperationType.LaunchGroup)
        {
            AcceptLaunchGroup.Do(acceptance, operation);
            return;
        }

        if (OperationMessage.FindFault(operation) is { } malformed)
        {
            acceptance.Refuse(operation, $"Operation attempted with invalid resources: {malformed}");
            return;
        }

        var normal = OperationMessage.Normalize(operation, acceptance.Role);
        switch (normal.Type)
        {
            case OperationType.Reserve:
                AcceptReserve.Do(acceptance, normal);
                break;
            case OperationType.Unreserve:
                AcceptUnreserve.Do(acceptance, normal);
                break;
            case OperationType.Create:
                AcceptCreate.Do(acceptance, normal);
                break;
            case OperationType.Destroy:
                AcceptDestroy.Do(acceptance, normal);
                break;
            case OperationType.GrowVolume:
                AcceptGrowVolume.Do(acceptance, normal);
                break;
            case OperationType.ShrinkVolume:
                AcceptShrinkVolume.Do(acceptance, normal);
                break;
            case OperationType.CreateDisk:
                AcceptCreateDisk.Do(acceptance, normal);
                break;
            case OperationType.DestroyDisk:
                AcceptDestroyDisk.Do(acceptance, normal);
                break;
        }
    }

    private static ResourceSet TakeOffers(MasterContext context, FrameworkRecord framework, Call.Types.Accept accept)
    {
        var offered = ResourceSet.Empty;
        foreach (var id in accept.OfferIds)
        {
            var offer = context.State.Offers.Find(new OfferId(id.Value))!;
            offered += offer.Resources;
            OfferLife.Remove(context, offer);
            framework.Metrics.OffersAccepted++;
        }

        return offered;
    }

    /// <summary>
    /// What operations of this call made is offered again at once, for the framework waits for it; what it left as it was is
    /// declined.
    /// </summary>
    private static void GiveBack(Acceptance acceptance, TimeSpan refuse)
    {
        var left = acceptance.Left;
        if (left.IsEmpty)
        {
            return;
        }

        var (context, framework, agent) = (acceptance.Context, acceptance.Framework.Id, acceptance.Agent.Id);
        if (acceptance.Converted is { IsEmpty: false } converted)
        {
            context.Allocator.Recover(framework, agent, converted, TimeSpan.Zero, context.Now);
            left -= converted;
        }

        context.Allocator.Recover(framework, agent, left, refuse, context.Now);
    }

    /// <summary>The offers are not (all) this framework's any more: none of them is used, and nothing is done.</summary>
    private static void RefuseAll(MasterContext context, FrameworkRecord framework, Call.Types.Accept accept, string fault)
    {
        foreach (var id in accept.OfferIds)
        {
            if (context.State.Offers.Find(new OfferId(id.Value)) is { } offer && offer.Framework == framework.Id)
            {
                OfferLife.Discard(context, offer, TimeSpan.Zero);
            }
        }

        var state = framework.IsPartitionAware ? TaskState.TaskDropped : TaskState.TaskLost;
        foreach (var operation in accept.Operations)
        {
            if (operation.Type is not (OperationType.Launch or OperationType.LaunchGroup))
            {
                OperationLife.Refuse(context, framework, operation, $"Operation attempted with invalid offers: {fault}");
            }

            foreach (var task in TasksOf(operation))
            {
                TaskLife.Refuse(context, framework, task, state, Reason.InvalidOffers, $"Task launched with invalid offers: {fault}");
            }
        }
    }

    private static RepeatedField<TaskInfo> TasksOf(Offer.Types.Operation operation) => operation.Type switch
    {
        OperationType.Launch => operation.Launch?.TaskInfos,
        OperationType.LaunchGroup => operation.LaunchGroup?.TaskGroup?.Tasks,
        _ => null,
    } ?? [];

    private static void CountLaunches(MasterContext context, Call.Types.Accept accept)
    {
        foreach (var operation in accept.Operations)
        {
            if (operation.Type == OperationType.Launch)
            {
                context.Counters.Count(operation.Launch is { TaskInfos.Count: > 0 }
                    ? MasterCounter.MessagesLaunchTasks
                    : MasterCounter.MessagesDeclineOffers);
            }
        }

        if (accept.Operations.Count == 0)
        {
            context.Counters.Count(MasterCounter.MessagesDeclineOffers);
        }
    }
}
