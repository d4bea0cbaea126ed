using System;
using System.Collections.Generic;
using Mesos.V1;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Tasks;

/// <summary>
/// What the master checks of a task before it lets it go to an agent, in Mesos's order (src/master/validation.cpp). Mesos tells
/// the first fault; here all are told.
/// </summary>
public static class TaskValidation
{
    /// <summary>All that is wrong with a task; empty when nothing is.</summary>
    /// <param name="available">What of its offers is left.</param>
    /// <param name="demand">What it takes of that; meaningful when nothing is wrong.</param>
    public static IReadOnlyList<string> Validate(TaskInfo task, LaunchPlace place, ResourceSet available, out TaskDemand demand)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(place);
        ArgumentNullException.ThrowIfNull(available);
        var faults = default(FaultList);
        var resources = ValidateAlone(task, place, ref faults);
        faults.AddWhen(
            task.Executor is not null == task.Command is not null,
            "Task should have at least one (but not both) of CommandInfo or ExecutorInfo present");
        var executor = task.Executor is null
            ? ResourceSet.Empty
            : ExecutorValidation.ValidateLaunch(task.Executor, place, ref faults);
        faults.AddWhen(
            task.Container?.LinuxInfo is { HasShareCgroups: true, ShareCgroups: false },
            "Only tasks in a task group may have 'share_cgroups' set to 'false'");
        ValidateSupported(task, ref faults);
        demand = new TaskDemand(resources, ResourceSet.Empty, false);
        if (!faults.IsEmpty)
        {
            return faults.All;
        }

        if (task.Executor is not null)
        {
            faults.Add(DemandValidation.ValidateTogether(resources, executor));
            if (place.FindExecutor(new ExecutorId(task.Executor.ExecutorId.Value)) is null)
            {
                demand = new TaskDemand(resources, executor, true);
            }
        }

        var total = demand.Executor.IsEmpty ? resources : resources + demand.Executor;
        if (!available.Contains(total))
        {
            faults.Add($"Total resources {total} required by task and its executor is more than available {available}");
        }

        return faults.All;
    }

    /// <summary>Adds all that is wrong with a task, whoever runs it.</summary>
    /// <returns>What it asks for.</returns>
    internal static ResourceSet ValidateAlone(TaskInfo task, LaunchPlace place, ref FaultList faults)
    {
        ValidateIdentity(task, place, ref faults);
        ValidatePolicies(task, ref faults);
        faults.AddWhen(task.Resources.Count == 0, "Task uses no resources");
        var resources = DemandValidation.Validate(task.Resources, "task", ref faults);
        ValidateCommand(task, ref faults);
        LimitValidation.Validate(task, resources, ref faults);
        return resources;
    }

    private static void ValidateIdentity(TaskInfo task, LaunchPlace place, ref FaultList faults)
    {
        if (IdValidation.Validate(task.TaskId.Value) is { } fault)
        {
            faults.Add(fault);
        }
        else
        {
            var id = new TaskId(task.TaskId.Value);
            faults.Add(place.IsLive(id) ? $"Task has duplicate ID: {id}"
                : place.IsUnreachable(id) ? $"Task reuses the ID of an unreachable task: {id}"
                : null);
        }

        if (task.AgentId.Value != place.Agent.Value)
        {
            faults.Add($"Task uses invalid agent {task.AgentId.Value} while agent {place.Agent} is expected");
        }
    }

    private static void ValidatePolicies(TaskInfo task, ref FaultList faults)
    {
        faults.AddWhen(
            task.KillPolicy?.GracePeriod is { Nanoseconds: < 0 },
            "Task's 'kill_policy.grace_period' must be non-negative");
        faults.AddWhen(task.MaxCompletionTime is { Nanoseconds: < 0 }, "Task's `max_completion_time` must be non-negative");
        if (task.Check is not null)
        {
            faults.Add("Task uses invalid check: ", CheckValidation.Validate(task.Check));
        }

        if (task.HealthCheck is not null)
        {
            faults.Add("Task uses invalid health check: ", CheckValidation.Validate(task.HealthCheck));
        }
    }

    private static void ValidateCommand(TaskInfo task, ref FaultList faults)
    {
        if (task.Command is not null)
        {
            faults.Add("Task's `CommandInfo` is invalid: ", CommandValidation.Validate(task.Command));
        }

        if (task.Container is not null)
        {
            foreach (var fault in ContainerValidation.Validate(task.Container))
            {
                faults.Add("Task's `ContainerInfo` is invalid: ", fault);
            }
        }
    }

    private static void ValidateSupported(TaskInfo task, ref FaultList faults)
    {
        var unsupported = UnsupportedTaskFields.Find(task);
        if (unsupported.Count > 0)
        {
            faults.Add($"Not supported yet by this master: TaskInfo {string.Join(", ", unsupported)}");
        }

        if (task.Executor is null)
        {
            faults.Add("Task's command has ", Nothing(task.Command, task.Container));
        }
        else
        {
            faults.Add("Executor's command has ", Nothing(task.Executor.Command, task.Executor.Container));
        }
    }

    /// <summary>Says what a command lacks to be run, or null; an image has an entry point of its own.</summary>
    private static string? Nothing(CommandInfo? command, ContainerInfo? container) =>
        command is null || command.HasValue || container?.Type == ContainerInfo.Types.Type.Docker ? null
        : command.Shell ? "'shell' set but no 'value'"
        : command.Arguments.Count == 0 && container?.Mesos?.Image is null ? "neither 'value' nor 'arguments'"
        : null;
}
