using System;
using Microsoft.Extensions.Logging;
using Tepui.Kernel;
using Tepui.ZooKeeper;

namespace Tepui.Master.Hosting;

/// <summary>What a program that embeds a master may set beside its flags; each has a default for a plain daemon.</summary>
public sealed record MasterSettings
{
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Begins a session with the ensemble of <c>--zk</c>; null connects to it.</summary>
    public Func<IZooKeeperSession>? OpenZooKeeper { get; init; }

    /// <summary>Null logs to standard error.</summary>
    public ILogger? Logger { get; init; }

    /// <summary>Told of each notice, between steps; must not wait.</summary>
    public Action<Notice>? OnNotice { get; init; }

    /// <summary>Told when the master must not go on, and why; between steps. Null ends the process with status 1.</summary>
    public Action<string>? OnEnd { get; init; }

    /// <summary>Told of a fault in Tepui itself, after the report is written. Null ends the process with status 70.</summary>
    public Action<string>? OnFault { get; init; }
}
