using System;
using Mesos.V1;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Tasks;

/// <summary>What the master checks of a task before it lets it go to an agent, in Mesos's order (src/master/validation.cpp).</summary>
public static class TaskValidation
{
    /// <summary>What is wrong with a task, or null.</summary>
    /// <param name="isLive">Whether its framework has a task of this id that lives.</param>
    /// <param name="isUnreachable">Whether its framework has a task of this id whose agent is out of reach.</param>
    /// <param name="resources">What the task asks for; meaningful when nothing is wrong.</param>
    public static string? Validate(
        TaskInfo task,
        AgentId agent,
        Func<TaskId, bool> isLive,
        Func<TaskId, bool> isUnreachable,
        ResourceSet available,
        out ResourceSet resources)
    {
        ArgumentNullException.ThrowIfNull(task);
        resources = ResourceSet.Empty;
        return ValidateIdentity(task, agent, isLive, isUnreachable)
            ?? ValidatePolicies(task)
            ?? ValidateResources(task, out resources)
            ?? ValidateCommand(task)
            ?? ValidateSupported(task)
            ?? (available.Contains(resources)
                ? null
                : $"Total resources {resources} required by task and its executor is more than available {available}");
    }

    private static string? ValidateIdentity(TaskInfo task, AgentId agent, Func<TaskId, bool> isLive, Func<TaskId, bool> isUnreachable)
    {
        if (IdValidation.Validate(task.TaskId.Value) is { } fault)
        {
            return fault;
        }

        var id = new TaskId(task.TaskId.Value);
        if (isLive(id))
        {
            return $"Task has duplicate ID: {id}";
        }

        if (isUnreachable(id))
        {
            return $"Task reuses the ID of an unreachable task: {id}";
        }

        return task.AgentId.Value == agent.Value
            ? null
            : $"Task uses invalid agent {task.AgentId.Value} while agent {agent} is expected";
    }

    private static string? ValidatePolicies(TaskInfo task)
    {
        if (task.KillPolicy?.GracePeriod is { Nanoseconds: < 0 })
        {
            return "Task's 'kill_policy.grace_period' must be non-negative";
        }

        if (task.MaxCompletionTime is { Nanoseconds: < 0 })
        {
            return "Task's `max_completion_time` must be non-negative";
        }

        if (task.Check is not null && CheckValidation.Validate(task.Check) is { } check)
        {
            return $"Task uses invalid check: {check}";
        }

        return task.HealthCheck is not null && CheckValidation.Validate(task.HealthCheck) is { } health
            ? $"Task uses invalid health check: {health}"
            : null;
    }

    private static string? ValidateResources(TaskInfo task, out ResourceSet resources)
    {
        resources = ResourceSet.Empty;
        if (task.Resources.Count == 0)
        {
            return "Task uses no resources";
        }

        var faults = ResourceValidation.Validate(task.Resources);
        if (faults.Count > 0)
        {
            return $"Task uses invalid resources: {string.Join("; ", faults)}";
        }

        string? role = null;
        foreach (var resource in task.Resources)
        {
            var own = resource.AllocationInfo?.Role;
            if (own is null)
            {
                return "Invalid task resources: The resources are not allocated to a role";
            }

            if (role is not null && role != own)
            {
                return $"Invalid task resources: The resources have multiple allocation roles ('{own}' and '{role}') " +
                    "but only one allocation role is allowed";
            }

            role = own;
        }

        resources = ResourceSet.From(task.Resources);
        return null;
    }

    private static string? ValidateCommand(TaskInfo task)
    {
        if (task.Command is not null && CommandValidation.Validate(task.Command) is { } fault)
        {
            return $"Task's `CommandInfo` is invalid: {fault}";
        }

        return task.Executor is not null == task.Command is not null
            ? "Task should have at least one (but not both) of CommandInfo or ExecutorInfo present"
            : null;
    }

    private static string? ValidateSupported(TaskInfo task)
    {
        if (task.Executor is not null)
        {
            return "Not supported yet by this master: TaskInfo 'executor'";
        }

        var unsupported = UnsupportedTaskFields.Find(task);
        if (unsupported.Count > 0)
        {
            return $"Not supported yet by this master: TaskInfo {string.Join(", ", unsupported)}";
        }

        // A Docker image has an entry point of its own.
        var command = task.Command;
        return task.Container?.Type == ContainerInfo.Types.Type.Docker ? null
            : command.Shell && !command.HasValue ? "Task's command has 'shell' set but no 'value'"
            : !command.HasValue && command.Arguments.Count == 0 ? "Task's command has neither 'value' nor 'arguments'"
            : null;
    }
}
