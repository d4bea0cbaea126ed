using Google.Protobuf.Collections;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Master.Executors;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tasks;
using Reason = Mesos.V1.TaskStatus.Types.Reason;

namespace Tepui.Kernel.Master.Calls.Accepting;

/// <summary>LAUNCH in an ACCEPT. A task that cannot be launched gets a status that says why; the others are launched.</summary>
internal static class AcceptLaunch
{
    public static void Do(Acceptance acceptance, Offer.Types.Operation operation)
    {
        if (operation.Launch is null)
        {
            acceptance.Refuse(operation, "A LAUNCH offer operation must have the Offer.Operation.launch field set.");
            return;
        }

        var place = PlaceOf(acceptance);
        foreach (var task in operation.Launch.TaskInfos)
        {
            if (operation.Id is not null)
            {
                Refuse(acceptance, task, "The `id` field cannot be set on LAUNCH operations");
                continue;
            }

            Complete(task, acceptance);
            var faults = TaskValidation.Validate(task, place, acceptance.Usable, out var demand);
            if (faults.Count > 0)
            {
                Refuse(acceptance, task, string.Join("; ", faults));
                continue;
            }

            Take(acceptance, demand.Executor.IsEmpty ? demand.Task : demand.Task + demand.Executor);
            if (demand.LaunchesExecutor)
            {
                AddExecutor(acceptance, task.Executor, demand.Executor);
            }

            Run(acceptance, task, demand);
        }
    }

    /// <summary>Where the tasks of the call are to run.</summary>
    public static LaunchPlace PlaceOf(Acceptance acceptance)
    {
        var (framework, agent) = (acceptance.Framework, acceptance.Agent);
        return new LaunchPlace(
            framework.Id,
            agent.Id,
            framework.Tasks.Contains,
            framework.UnreachableTasks.Contains,
            executor => agent.Executor(framework.Id, executor)?.Info);
    }

    /// <summary>Takes of the offers what tasks need. Of a shared volume there is always one more.</summary>
    public static void Take(Acceptance acceptance, ResourceSet needed)
    {
        if (!acceptance.Shared.IsEmpty)
        {
            var own = acceptance.Remaining.Filter(static entry => entry.Key.IsShared);
            var additional = needed.Filter(static entry => entry.Key.IsShared) - own;
            if (!additional.IsEmpty)
            {
                acceptance.Context.Allocator.ApplyOperation(
                    acceptance.Framework.Id, acceptance.Agent.Id, ResourceSet.Empty, additional);
            }
        }

        acceptance.Remaining -= needed;
    }

    public static void AddExecutor(Acceptance acceptance, ExecutorInfo info, ResourceSet resources)
    {
        var (framework, agent) = (acceptance.Framework, acceptance.Agent);
        var executor = ExecutorRecord.Of(agent.Id, info, resources);
        ExecutorLife.Add(agent, framework, executor);
        acceptance.Context.Tell(new ExecutorAdded(framework.Id, executor.Id, agent.Id, resources.ToString()));
    }

    public static TaskRecord AddTask(Acceptance acceptance, TaskInfo task, ResourceSet resources)
    {
        var record = TaskRecord.Launch(
            acceptance.Framework.Id, acceptance.Agent.Id, task, resources, acceptance.Context.State.TaskShapes);
        TaskLife.Add(acceptance.Context, acceptance.Agent, acceptance.Framework, record);
        return record;
    }

    /// <summary>Frameworks without MULTI_ROLE were not shown allocation_info, and send resources without it.</summary>
    public static void InjectAllocation(RepeatedField<Resource> resources, string role)
    {
        Resource.Types.AllocationInfo? allocation = null;
        foreach (var resource in resources)
        {
            resource.AllocationInfo ??= allocation ??= new Resource.Types.AllocationInfo { Role = role };
        }
    }

    private static void Run(Acceptance acceptance, TaskInfo task, TaskDemand demand)
    {
        var (context, framework, agent) = (acceptance.Context, acceptance.Framework, acceptance.Agent);
        var record = AddTask(acceptance, task, demand.Task);
        framework.Metrics.Count(Offer.Types.Operation.Types.Type.Launch);
        var run = new RunTask { Framework = framework.Info, Task = task };
        if (task.Executor is not null)
        {
            run.LaunchExecutor = demand.LaunchesExecutor;
        }

        context.Send(agent, new AgentLinkFrame { RunTask = run });
        context.Tell(new TaskLaunched(framework.Id, record.Id, agent.Id));
    }

    /// <summary>Fills in what a framework may leave out: whose the executor is, and the role that the offer was allocated to.</summary>
    private static void Complete(TaskInfo task, Acceptance acceptance)
    {
        InjectAllocation(task.Resources, acceptance.Role);
        if (task.Executor is { } executor)
        {
            executor.FrameworkId ??= acceptance.Framework.Info.Id;
            InjectAllocation(executor.Resources, acceptance.Role);
        }
    }

    private static void Refuse(Acceptance acceptance, TaskInfo task, string fault) =>
        TaskLife.Refuse(acceptance.Context, acceptance.Framework, task, TaskState.TaskError, Reason.TaskInvalid, fault);
}
