using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tasks;
using Reason = Mesos.V1.TaskStatus.Types.Reason;

namespace Tepui.Kernel.Master.Calls.Accepting;

/// <summary>LAUNCH_GROUP in an ACCEPT: tasks that run in one executor, all of them or none.</summary>
internal static class AcceptLaunchGroup
{
    public static void Do(Acceptance acceptance, Offer.Types.Operation operation)
    {
        if (operation.LaunchGroup is not { } launch)
        {
            acceptance.Refuse(operation, "A LAUNCH_GROUP offer operation must have the Offer.Operation.launch_group field set.");
            return;
        }

        if (operation.Id is not null)
        {
            RefuseAll(acceptance, launch.TaskGroup, "The `id` field cannot be set on LAUNCH_GROUP operations");
            return;
        }

        Complete(launch, acceptance.Role);
        var faults = TaskGroupValidation.Validate(
            launch.TaskGroup, launch.Executor, AcceptLaunch.PlaceOf(acceptance), acceptance.Remaining, acceptance.Framework.Tasks, out var executor);
        if (faults.Count > 0)
        {
            RefuseAll(acceptance, launch.TaskGroup, string.Join("; ", faults));
            return;
        }

        Run(acceptance, launch, executor);
    }

    /// <param name="executor">What the executor takes; null when it runs already.</param>
    private static void Run(Acceptance acceptance, Offer.Types.Operation.Types.LaunchGroup launch, ResourceSet? executor)
    {
        var (context, framework, agent) = (acceptance.Context, acceptance.Framework, acceptance.Agent);
        if (executor is not null)
        {
            AcceptLaunch.Take(acceptance, executor);
            AcceptLaunch.AddExecutor(acceptance, launch.Executor, executor);
        }

        foreach (var task in launch.TaskGroup.Tasks)
        {
            var resources = ResourceSet.From(task.Resources);
            AcceptLaunch.Take(acceptance, resources);
            var record = AcceptLaunch.AddTask(acceptance, task, resources);
            context.Tell(new TaskLaunched(framework.Id, record.Id, agent.Id));
        }

        framework.Metrics.Count(Offer.Types.Operation.Types.Type.LaunchGroup);
        context.Send(agent, new AgentLinkFrame
        {
            RunTaskGroup = new RunTaskGroup
            {
                Framework = framework.Info,
                Executor = launch.Executor,
                TaskGroup = launch.TaskGroup,
                LaunchExecutor = executor is not null,
            },
        });
    }

    /// <summary>Each task is shown with its executor, which all share.</summary>
    private static void Complete(Offer.Types.Operation.Types.LaunchGroup launch, string role)
    {
        AcceptLaunch.InjectAllocation(launch.Executor.Resources, role);
        foreach (var task in launch.TaskGroup.Tasks)
        {
            AcceptLaunch.InjectAllocation(task.Resources, role);
            if (task.Executor is null)
            {
                task.Executor = launch.Executor;
            }
            else
            {
                AcceptLaunch.InjectAllocation(task.Executor.Resources, role);
            }
        }
    }

    private static void RefuseAll(Acceptance acceptance, TaskGroupInfo group, string fault)
    {
        foreach (var task in group.Tasks)
        {
            TaskLife.Refuse(acceptance.Context, acceptance.Framework, task, TaskState.TaskError, Reason.TaskGroupInvalid, fault);
        }
    }
}
