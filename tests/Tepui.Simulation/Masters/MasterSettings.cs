using System;
using Mesos.V1;
using Tepui.Kernel.Master;

namespace Tepui.Simulation.Masters;

/// <summary>How the world's masters are configured.</summary>
public sealed record MasterSettings
{
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What a batch of inputs takes to be run at the most.</summary>
    public TimeSpan LongestBatch { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Made for each run of a master, with its new id.</summary>
    public Func<MasterInfo, MasterConfig> Config { get; init; } = static info => new MasterConfig { Info = info };
}
