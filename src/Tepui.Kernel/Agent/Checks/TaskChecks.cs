using System;
using Tepui.Kernel.Agent.Tasks;

namespace Tepui.Kernel.Agent.Checks;

/// <summary>A task that is checked, while it is.</summary>
/// <param name="container">The one its command runs in.</param>
/// <param name="started">When its command began.</param>
internal sealed class TaskChecks(AgentTask task, ContainerId container, DateTimeOffset started)
{
    public AgentTask Task { get; } = task;

    public ContainerId Container { get; } = container;

    public DateTimeOffset Started { get; } = started;

    /// <summary>Null for a task without one.</summary>
    public OneCheck? Check { get; } = task.Info!.Check is { } check
        ? new OneCheck(CheckRhythm.Of(check), CheckProbe.Of(check))
        : null;

    public OneCheck? HealthCheck { get; } = task.Info!.HealthCheck is { } check
        ? new OneCheck(CheckRhythm.Of(check), CheckProbe.Of(check))
        : null;

    public OneCheck? Of(CheckKind kind) => kind == CheckKind.Check ? Check : HealthCheck;
}

/// <summary>One of its checks.</summary>
internal sealed class OneCheck(CheckRhythm rhythm, CheckProbe probe)
{
    public CheckRhythm Rhythm { get; } = rhythm;

    public CheckProbe Probe { get; } = probe;

    /// <summary>It was asked for and has not answered: there is never a second beside it.</summary>
    public bool IsUnderWay { get; set; }
}
