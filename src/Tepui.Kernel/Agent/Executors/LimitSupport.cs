using Mesos.V1;

namespace Tepui.Kernel.Agent.Executors;

/// <summary>Whether limits of a task can be held to here (src/slave/slave.cpp, validateResourceLimitsAndIsolators).</summary>
internal static class LimitSupport
{
    /// <summary>Mesos tells it with this reason, whatever its name says.</summary>
    public const TaskStatus.Types.Reason Reason = TaskStatus.Types.Reason.GcError;

    /// <summary>What is in the way, or null.</summary>
    public static string? Fault(AgentConfig config, TaskInfo task)
    {
        if (task.Limits.Count == 0 || DockerCommand.IsDocker(task.Container))
        {
            return null;
        }

        return task.Limits.ContainsKey("cpus") && !config.BoundsCpus
            ? "CPU limits can only be set on tasks launched in Mesos containers when the agent has loaded the 'cgroups/cpu' isolator"
            : task.Limits.ContainsKey("mem") && !config.BoundsMemory
            ? "Memory limits can only be set on tasks launched in Mesos containers when the agent has loaded the 'cgroups/mem' isolator"
            : null;
    }
}
