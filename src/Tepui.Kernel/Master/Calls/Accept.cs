using System;
using System.Collections.Generic;
using Google.Protobuf.Collections;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Master.Agents;
using Tepui.Kernel.Master.Executors;
using Tepui.Kernel.Master.Frameworks;
using Tepui.Kernel.Offers;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tasks;
using Call = Mesos.V1.Scheduler.Call;
using OperationType = Mesos.V1.Offer.Types.Operation.Types.Type;
using Reason = Mesos.V1.TaskStatus.Types.Reason;

namespace Tepui.Kernel.Master.Calls;

/// <summary>
/// ACCEPT: takes offers of one agent and launches tasks on what they hold; what no task takes goes back to the allocator
/// under the call's filters. A task that cannot be launched gets a status that says why; the others are launched.
/// </summary>
internal static class Accept
{
    public static Rejection? Handle(MasterContext context, FrameworkRecord framework, Call.Types.Accept accept)
    {
        if (FindUnsupported(accept) is { Count: > 0 } unsupported)
        {
            return new Rejection(RejectionKind.NotSupported, unsupported);
        }

        CountLaunches(context, accept);
        if (OfferValidation.Validate(accept.OfferIds, context.State.Offers, framework.Id) is { } fault)
        {
            RefuseAll(context, framework, accept, fault);
            return null;
        }

        var first = context.State.Offers.Find(new OfferId(accept.OfferIds[0].Value))!;
        var agent = context.State.Agents.Find(first.Agent)!;
        var offered = TakeOffers(context, framework, accept);
        var remaining = offered;
        foreach (var operation in accept.Operations)
        {
            framework.Metrics.Count(operation.Type);
            if (operation.Type == OperationType.Launch)
            {
                remaining = Launch(context, framework, agent, first.Role, operation, remaining);
            }
            else
            {
                RefuseGroup(context, framework, operation);
            }
        }

        if (!remaining.IsEmpty)
        {
            context.Allocator.Recover(
                framework.Id,
                agent.Id,
                remaining,
                RefuseDuration.Of(accept.Filters),
                context.Now);
        }

        return null;
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

    private static ResourceSet Launch(
        MasterContext context,
        FrameworkRecord framework,
        AgentRecord agent,
        string role,
        Offer.Types.Operation operation,
        ResourceSet remaining)
    {
        var place = new LaunchPlace(
            framework.Id,
            agent.Id,
            framework.Tasks.Contains,
            framework.UnreachableTasks.Contains,
            executor => agent.Executor(framework.Id, executor)?.Info);
        foreach (var task in operation.Launch?.TaskInfos ?? [])
        {
            if (operation.Id is not null)
            {
                RefuseInvalid(context, framework, task, "The `id` field cannot be set on LAUNCH operations");
                continue;
            }

            Complete(task, framework, role);
            var faults = TaskValidation.Validate(task, place, remaining, out var demand);
            if (faults.Count > 0)
            {
                RefuseInvalid(context, framework, task, string.Join("; ", faults));
                continue;
            }

            remaining -= demand.Task;
            if (demand.LaunchesExecutor)
            {
                remaining -= demand.Executor;
                AddExecutor(context, framework, agent, task.Executor, demand.Executor);
            }

            Run(context, framework, agent, task, demand);
        }

        return remaining;
    }

    private static void AddExecutor(
        MasterContext context,
        FrameworkRecord framework,
        AgentRecord agent,
        ExecutorInfo info,
        ResourceSet resources)
    {
        var executor = ExecutorRecord.Of(agent.Id, info, resources);
        ExecutorLife.Add(agent, framework, executor);
        context.Tell(new ExecutorAdded(framework.Id, executor.Id, agent.Id, resources.ToString()));
    }

    private static void Run(MasterContext context, FrameworkRecord framework, AgentRecord agent, TaskInfo task, TaskDemand demand)
    {
        var record = TaskRecord.Launch(framework.Id, agent.Id, task, demand.Task, context.State.TaskShapes);
        TaskLife.Add(context, agent, framework, record);
        var run = new RunTask { Framework = framework.Info, Task = task };
        if (task.Executor is not null)
        {
            run.LaunchExecutor = demand.LaunchesExecutor;
        }

        context.Send(agent, new AgentLinkFrame { RunTask = run });
        context.Tell(new TaskLaunched(framework.Id, record.Id, agent.Id));
    }

    /// <summary>Fills in what a framework may leave out: whose the executor is, and the role that the offer was allocated to.</summary>
    private static void Complete(TaskInfo task, FrameworkRecord framework, string role)
    {
        InjectAllocation(task.Resources, role);
        if (task.Executor is { } executor)
        {
            executor.FrameworkId ??= framework.Info.Id;
            InjectAllocation(executor.Resources, role);
        }
    }

    /// <summary>Frameworks without MULTI_ROLE were not shown allocation_info, and send resources without it.</summary>
    private static void InjectAllocation(RepeatedField<Resource> resources, string role)
    {
        Resource.Types.AllocationInfo? allocation = null;
        foreach (var resource in resources)
        {
            resource.AllocationInfo ??= allocation ??= new Resource.Types.AllocationInfo { Role = role };
        }
    }

    private static void RefuseInvalid(MasterContext context, FrameworkRecord framework, TaskInfo task, string fault) =>
        TaskLife.Refuse(context, framework, task, TaskState.TaskError, Reason.TaskInvalid, fault);

    /// <summary>The offers are not (all) this framework's any more: none of them is used, and no task is launched.</summary>
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
            foreach (var task in TasksOf(operation))
            {
                TaskLife.Refuse(context, framework, task, state, Reason.InvalidOffers, $"Task launched with invalid offers: {fault}");
            }
        }
    }

    /// <summary>
    /// Operations of a later day. One of them refuses the call before anything is done, since what follows may build on it;
    /// the offers stay out.
    /// </summary>
    private static List<string> FindUnsupported(Call.Types.Accept accept)
    {
        var faults = new List<string>();
        foreach (var operation in accept.Operations)
        {
            if (operation.Type is not (OperationType.Launch or OperationType.LaunchGroup))
            {
                faults.Add($"The {WireNames.Of(operation.Type)} operation is not supported yet by this master");
            }
        }

        return faults;
    }

    /// <summary>Task groups are of a later day too; their tasks are told so, as they are of any fault in a group.</summary>
    private static void RefuseGroup(MasterContext context, FrameworkRecord framework, Offer.Types.Operation operation)
    {
        foreach (var task in TasksOf(operation))
        {
            TaskLife.Refuse(
                context,
                framework,
                task,
                TaskState.TaskError,
                Reason.TaskGroupInvalid,
                "The LAUNCH_GROUP operation is not supported yet by this master");
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
