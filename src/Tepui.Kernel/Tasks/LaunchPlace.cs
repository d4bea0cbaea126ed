using System;
using Mesos.V1;

namespace Tepui.Kernel.Tasks;

/// <summary>Where tasks of a LAUNCH are to run, and what their ids may clash with there.</summary>
/// <param name="IsLive">Whether the framework has a task of this id that lives.</param>
/// <param name="IsUnreachable">Whether the framework has a task of this id whose agent is out of reach.</param>
/// <param name="FindExecutor">The framework's executor of this id on the agent, or null.</param>
public sealed record LaunchPlace(
    FrameworkId Framework,
    AgentId Agent,
    Func<TaskId, bool> IsLive,
    Func<TaskId, bool> IsUnreachable,
    Func<ExecutorId, ExecutorInfo?> FindExecutor);
