using System;

namespace Tepui.Containerizer.Processes;

/// <summary>How an agent runs its supervisor.</summary>
/// <param name="RuntimeDirectory">The supervisor's files, log and journal lie in its folder <c>supervisor</c>.</param>
public sealed record ProcessContainerizerOptions(string RuntimeDirectory)
{
    /// <summary>How long tasks go on without an agent (Mesos's --recovery_timeout).</summary>
    public TimeSpan RecoveryTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Tasks end as soon as the agent's process does, however it ends: for clusters that live in one process.</summary>
    public bool DieWithAgent { get; init; }

    /// <summary>The folder that holds Tepui.Supervisor.dll; null means beside the running program.</summary>
    public string? SupervisorFolder { get; init; }

    /// <summary>How long a new supervisor may take to answer.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
