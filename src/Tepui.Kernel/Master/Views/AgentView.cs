using System;
using System.Collections.Generic;
using Mesos.V1;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Master.Views;

/// <summary>A registered agent at the time of a view. Messages in it are shared: nobody changes them.</summary>
public sealed record AgentView
{
    public required AgentId Id { get; init; }

    /// <summary>With its id.</summary>
    public required AgentInfo Info { get; init; }

    /// <summary>As Mesos names an agent process: <c>slave(1)@10.0.0.1:5051</c>.</summary>
    public string Pid => $"slave(1)@{Address}:{Info.Port}";

    /// <summary>The IP address its link came from.</summary>
    public required string Address { get; init; }

    /// <summary>Tepui's version at the agent's.</summary>
    public required string Version { get; init; }

    /// <summary>Whether it is offered.</summary>
    public required bool Active { get; init; }

    public required bool Connected { get; init; }

    /// <summary>Whether an operator took it out of use.</summary>
    public required bool Deactivated { get; init; }

    /// <summary>How it is being drained, or was; null when it is not.</summary>
    public required DrainInfo? Drain { get; init; }

    /// <summary>When this master told it to drain.</summary>
    public required DateTimeOffset? DrainStart { get; init; }

    public required DateTimeOffset RegisteredTime { get; init; }

    public required DateTimeOffset? ReregisteredTime { get; init; }

    public required ResourceSet Total { get; init; }

    public required ResourceSet Used { get; init; }

    public required ResourceSet Offered { get; init; }

    public required IReadOnlyList<(FrameworkId Framework, ExecutorInfo Executor)> Executors { get; init; }
}
