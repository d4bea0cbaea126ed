using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Resources;
using ExecutorType = Mesos.V1.ExecutorInfo.Types.Type;

namespace Tepui.Kernel.Tasks;

/// <summary>What the master checks of a task group (src/master/validation.cpp, "group"): one fault, and none of it is launched.</summary>
public static class TaskGroupValidation
{
    private const double MinimumCpus = 0.01;
    private const double MinimumMegabytes = 32;

    /// <summary>All that is wrong with a group; empty when nothing is.</summary>
    /// <param name="available">What of its offers is left.</param>
    /// <param name="tasks">The framework's tasks: those that run in the same executor must agree on cgroups.</param>
    /// <param name="launched">What its executor takes; null when that runs already. Meaningful when nothing is wrong.</param>
    public static IReadOnlyList<string> Validate(
        TaskGroupInfo group,
        ExecutorInfo executor,
        LaunchPlace place,
        ResourceSet available,
        IEnumerable<TaskRecord> tasks,
        out ResourceSet? launched)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(executor);
        ArgumentNullException.ThrowIfNull(place);
        ArgumentNullException.ThrowIfNull(available);
        var faults = default(FaultList);
        var demands = new List<ResourceSet>(group.Tasks.Count);
        foreach (var task in group.Tasks)
        {
            demands.Add(ValidateTask(task, place, ref faults));
        }

        ValidateUniqueIds(group, ref faults);
        var own = ValidateExecutor(group, executor, place, ref faults);
        ValidateShareCgroups(group, executor, tasks, place, ref faults);
        launched = place.FindExecutor(new ExecutorId(executor.ExecutorId.Value)) is null ? own : null;
        if (faults.IsEmpty)
        {
            ValidateDemands(demands, own, ref faults);
            var total = demands.Aggregate(launched ?? ResourceSet.Empty, static (sum, demand) => sum + demand);
            if (!available.Contains(total))
            {
                faults.Add(
                    $"Total resources {total} required by task group and its executor are more than available {available}");
            }
        }

        return faults.All;
    }

    private static ResourceSet ValidateTask(TaskInfo task, LaunchPlace place, ref FaultList faults)
    {
        var own = default(FaultList);
        var resources = TaskValidation.ValidateAlone(task, place, ref own);
        if (task.Container is { } container)
        {
            own.AddWhen(
                container.NetworkInfos.Count > 0 && task.HealthCheck is { Type: HealthCheck.Types.Type.Http or HealthCheck.Types.Type.Tcp },
                "HTTP and TCP health checks are not supported for nested containers not joining parent's network");
            own.AddWhen(container.Type == ContainerInfo.Types.Type.Docker, "Docker ContainerInfo is not supported on the task");
        }

        own.AddWhen(
            task.Limits.Count > 0 && task.Container?.LinuxInfo is not { HasShareCgroups: true, ShareCgroups: false },
            "Resource limits may only be set for tasks within a task group when the 'share_cgroups' field is set to 'false'.");
        foreach (var fault in own.All)
        {
            faults.Add($"Task '{task.TaskId.Value}' is invalid: {fault}");
        }

        return resources;
    }

    private static void ValidateUniqueIds(TaskGroupInfo group, ref FaultList faults)
    {
        foreach (var twins in group.Tasks.GroupBy(static task => task.TaskId.Value).Where(static tasks => tasks.Skip(1).Any()))
        {
            faults.Add($"Task '{twins.Key}' is invalid: Task has duplicate ID: {twins.Key}");
        }
    }

    private static ResourceSet ValidateExecutor(TaskGroupInfo group, ExecutorInfo executor, LaunchPlace place, ref FaultList faults)
    {
        var resources = ExecutorValidation.ValidateAny(executor, place, ref faults);
        faults.AddWhen(!executor.HasType, "'ExecutorInfo.type' must be set");
        faults.AddWhen(executor is { HasType: true, Type: ExecutorType.Unknown }, "Unknown executor type");
        faults.AddWhen(
            executor.Container?.Type == ContainerInfo.Types.Type.Docker,
            "Docker ContainerInfo is not supported on the executor");
        foreach (var task in group.Tasks)
        {
            faults.AddWhen(
                !ReferenceEquals(task.Executor, executor) && ExecutorComparison.Differences(task.Executor, executor).Count > 0,
                $"The `ExecutorInfo` of task '{task.TaskId.Value}' is different from executor '{executor.ExecutorId.Value}'");
        }

        if (faults.IsEmpty)
        {
            ValidateMinimum(executor.ExecutorId.Value, resources, ref faults);
        }

        return resources;
    }

    private static void ValidateMinimum(string executor, ResourceSet resources, ref FaultList faults)
    {
        var (cpus, memory) = (FixedPoint.ToDouble(resources.Scalar("cpus")), FixedPoint.ToDouble(resources.Scalar("mem")));
        faults.AddWhen(
            cpus < MinimumCpus,
            FormattableString.Invariant(
                $"Executor '{executor}' uses less CPUs ({(cpus == 0 ? "None" : cpus)}) than the minimum required ({MinimumCpus})"));
        faults.AddWhen(
            memory < MinimumMegabytes,
            FormattableString.Invariant(
                $"Executor '{executor}' uses less memory ({(memory == 0 ? "None" : memory + "MB")}) than the minimum required ({MinimumMegabytes}MB)"));
        faults.AddWhen(resources.Scalar("disk") == 0, $"Executor '{executor}' uses no disk");
    }

    private static void ValidateDemands(List<ResourceSet> demands, ResourceSet executor, ref FaultList faults)
    {
        var total = demands.Aggregate(executor, static (sum, demand) => sum + demand);
        faults.Add("Task group and executor use duplicate persistence ID: ", ResourceRules.UniquePersistenceIds(total));
        faults.Add("Task group and executor mix revocable and non-revocable resources: ", ResourceRules.RevocableMix(total));
        var sum = executor;
        foreach (var demand in demands)
        {
            if (DemandValidation.ValidateTogether(sum, demand) is not null)
            {
                faults.Add(
                    $"There are overlapping resources in the task group's task resources {{ {string.Join(", ", demands)} }} and/or " +
                    $"executor resources {executor}");
                return;
            }

            sum += demand;
        }
    }

    private static void ValidateShareCgroups(
        TaskGroupInfo group, ExecutorInfo executor, IEnumerable<TaskRecord> tasks, LaunchPlace place, ref FaultList faults)
    {
        faults.AddWhen(
            executor.Container?.LinuxInfo is { HasShareCgroups: true, ShareCgroups: true },
            "The 'share_cgroups' field cannot be set to 'true' on executor containers");
        var all = group.Tasks.Select(static task => SharesCgroups(task.Container)).ToHashSet();
        var id = new ExecutorId(executor.ExecutorId.Value);
        if (place.FindExecutor(id) is not null)
        {
            all.UnionWith(tasks
                .Where(task => task.Agent == place.Agent && task.Executor == id)
                .Select(static task => SharesCgroups(task.Image.ToTask().Container)));
        }

        faults.AddWhen(
            all.Count > 1,
            "If set, the value of 'share_cgroups' must be the same for all tasks in each task group and under a single executor");
    }

    private static bool SharesCgroups(ContainerInfo? container) =>
        container?.LinuxInfo is not { HasShareCgroups: true, ShareCgroups: false };
}
