using System;
using System.Collections.Generic;
using Tepui.Kernel.Agent;

namespace Tepui.Simulation.Agents;

/// <summary>How the world's agents are configured.</summary>
public sealed record AgentSettings
{
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What each has, in --resources' syntax.</summary>
    public string Resources { get; init; } = "cpus:4;mem:4096;disk:8192;ports:[31000-31999]";

    /// <summary>Changes what is made of it by default.</summary>
    public Func<AgentConfig, AgentConfig> Config { get; init; } = static config => config;

    public IReadOnlyList<Mesos.V1.Attribute> Attributes { get; init; } = [];
}
