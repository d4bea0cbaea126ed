using System;
using Microsoft.Extensions.Logging;
using Tepui.Agent.Links;
using Tepui.Containerizer;
using Tepui.Containerizer.Fetching;
using Tepui.ZooKeeper;

namespace Tepui.Agent.Hosting;

/// <summary>What an agent takes from the process it runs in; the defaults are a process's of its own.</summary>
public sealed record AgentHostOptions
{
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Null logs to standard error.</summary>
    public ILogger? Logger { get; init; }

    /// <summary>Shared by the agents of a process; null makes one for this agent.</summary>
    public AgentLinks? Links { get; init; }

    /// <summary>Runs the containers; null starts them as processes of a supervisor. Disposed with the agent only when it made it.</summary>
    public IContainerizer? Containerizer { get; init; }

    /// <summary>Brings what tasks ask for into their sandboxes; null makes a fetcher of the flags.</summary>
    public IFetcher? Fetcher { get; init; }

    /// <summary>Opens the sessions in which a zk:// URL's election is followed; null connects to its servers.</summary>
    public Func<IZooKeeperSession>? ZooKeeper { get; init; }

    /// <summary>Tasks end as soon as this process does: for clusters that live in one process.</summary>
    public bool DieWithAgent { get; init; }

    /// <summary>The host's present boot; null reads it.</summary>
    public string? BootId { get; init; }

    /// <summary>Told when a rule of the agent's own is broken; it should end the process. Null ends it with exit status 70.</summary>
    public Action<string>? OnBroken { get; init; }
}
