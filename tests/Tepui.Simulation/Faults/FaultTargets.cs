using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Simulation.Agents;
using Tepui.Simulation.Clusters;
using Tepui.Simulation.Containers;
using Tepui.Simulation.Masters;
using Tepui.Simulation.Worlds;
using Tepui.Simulation.ZooKeeper;

namespace Tepui.Simulation.Faults;

/// <summary>Whom a fault strikes, and how hard.</summary>
internal sealed class FaultTargets(Cluster cluster)
{
    private World World => cluster.World;

    /// <summary>Whether there was somebody to strike.</summary>
    public bool Strike(FaultKind kind, Random random) => kind switch
    {
        FaultKind.LeaderCrash => Crash(cluster.Leader, random),
        FaultKind.MasterCrash => Crash(Any(cluster.Masters, random), random),
        FaultKind.LeaderPause => Pause(cluster.Leader, random),
        FaultKind.LeaderPauseBeforeEffects => PauseBeforeEffects(random),
        FaultKind.AgentCrash => Crash(Any(cluster.Agents, random), random),
        FaultKind.AgentCrashAtWrite => CrashAtWrite(Any(cluster.Agents, random), random),
        FaultKind.AgentPause => Pause(Any(cluster.Agents, random), random),
        FaultKind.HostReboot => Reboot(Any(cluster.Agents, random), random),
        FaultKind.SchedulerCrash => Crash(Any(cluster.Schedulers, random), random),
        FaultKind.SchedulerPause => Pause(Any(cluster.Schedulers, random), random),
        FaultKind.MasterAgentPartition => Cut(Master(random), Any(cluster.Agents, random)?.Host, random),
        FaultKind.MasterZooKeeperPartition => Cut(Master(random), ZooKeeperModel.HostName, random),
        FaultKind.AgentZooKeeperPartition => Cut(Any(cluster.Agents, random)?.Host, ZooKeeperModel.HostName, random),
        FaultKind.SchedulerMasterPartition => Cut(Master(random), Any(cluster.Schedulers, random)?.Host, random),
        FaultKind.SchedulerZooKeeperPartition => Cut(Any(cluster.Schedulers, random)?.Host, ZooKeeperModel.HostName, random),
        FaultKind.Isolation => Isolate(random),
        FaultKind.ConnectionReset => Reset(random),
        FaultKind.SessionExpiry => Expire(random),
        FaultKind.ZooKeeperOutage => Crash(cluster.ZooKeeper, random),
        FaultKind.SlowRegistry => SlowRegistry(random),
        FaultKind.FailingRegistry => FailRegistry(),
        FaultKind.ContainerEnd => EndContainer(random),
        FaultKind.Compaction => Compact(Any(cluster.Agents, random)),
        FaultKind.SlowNetwork => For(Span(random, 5, 120), () => World.Network.SlowRate = 0.05, () => World.Network.SlowRate = 0),
        FaultKind.LateWatches => For(Span(random, 10, 300), () => cluster.ZooKeeper.LagRate = 0.5, () => cluster.ZooKeeper.LagRate = 0),
        _ => throw new InvalidOperationException($"nobody knows how to do {kind}"),
    };

    /// <summary>What was to befall somebody later does not.</summary>
    public void Clear()
    {
        foreach (SimulatedMaster master in cluster.Masters)
        {
            master.PausesBeforeDispatch = static () => null;
            master.RegistrySlowness = static () => TimeSpan.Zero;
            master.RegistryFault = static () => null;
        }

        foreach (SimulatedAgent agent in cluster.Agents)
        {
            agent.DiesAtWrite = static () => WriteFault.None;
            agent.CompactsNow = static () => false;
        }
    }

    private static T? Any<T>(IReadOnlyList<T> those, Random random)
        where T : class => those.Count == 0 ? null : those[random.Next(those.Count)];

    /// <summary>The leader more often than others: it has more to lose.</summary>
    private string? Master(Random random) => (random.Next(3) > 0 ? cluster.Leader : null)?.Host ?? Any(cluster.Masters, random)?.Host;

    private static TimeSpan Span(Random random, double shortest, double longest) =>
        TimeSpan.FromSeconds(shortest * Math.Pow(longest / shortest, random.NextDouble()));

    private bool Crash(Process? process, Random random)
    {
        if (process is not { IsRunning: true })
            return false;
        process.Crash();
        TimeSpan away = Span(random, 0.2, random.Next(4) == 0 ? 400 : 20);
        if (process is SimulatedAgent agent && random.Next(2) == 0)
            World.After(away * random.NextDouble(), () => EndContainerOf(agent, random));
        World.After(away, process.Start);
        return true;
    }

    private static bool Pause(Process? process, Random random)
    {
        if (process is not { IsRunning: true, IsPaused: false })
            return false;
        process.Pause(Span(random, 0.5, random.Next(6) == 0 ? 300 : 30));
        return true;
    }

    private bool PauseBeforeEffects(Random random)
    {
        if (cluster.Leader is not { } master)
            return false;
        master.PausesBeforeDispatch = () =>
        {
            master.PausesBeforeDispatch = static () => null;
            return Span(random, 1, 60);
        };
        return true;
    }

    private bool CrashAtWrite(SimulatedAgent? agent, Random random)
    {
        if (agent is not { IsRunning: true })
            return false;
        agent.DiesAtWrite = () =>
        {
            agent.DiesAtWrite = static () => WriteFault.None;
            World.After(Span(random, 0.2, 20), agent.Start);
            return random.Next(4) switch
            {
                0 => WriteFault.Before,
                1 => WriteFault.After,
                _ => WriteFault.Torn,
            };
        };
        return true;
    }

    private static bool Reboot(SimulatedAgent? agent, Random random)
    {
        if (agent is null || agent.World.Network.IsDown(agent.Host))
            return false;
        agent.RebootHost(Span(random, 15, 400));
        return true;
    }

    private bool Cut(string? host, string? other, Random random)
    {
        if (host is null || other is null || World.Network.AreCut(host, other))
            return false;
        World.Network.Cut(host, other);
        World.After(Length(random), () => World.Network.Mend(host, other));
        return true;
    }

    private bool Isolate(Random random)
    {
        string[] hosts = [.. cluster.Processes.Select(process => process.Host).Distinct()];
        string host = hosts[random.Next(hosts.Length)];
        string[] others = [.. hosts.Where(other => other != host && !World.Network.AreCut(host, other))];
        foreach (string other in others)
            World.Network.Cut(host, other);
        World.After(Length(random), () =>
        {
            foreach (string other in others)
                World.Network.Mend(host, other);
        });
        return true;
    }

    private static TimeSpan Length(Random random) => Span(random, 1, random.Next(4) == 0 ? 1000 : 40);

    private bool Reset(Random random)
    {
        if (Any(World.Network.Open, random) is not { } connection)
            return false;
        World.Tell("network", "resets", $"{connection.Dialer.Owner.Name} - {connection.Acceptor.Owner.Name}");
        connection.Break("reset on the way");
        return true;
    }

    /// <summary>A leader's never ends before its time: ZooKeeper promises that, and its lease is built on it.</summary>
    private bool Expire(Random random)
    {
        Process? victim = random.Next(2) == 0 ? Any(cluster.Agents, random) : Any(cluster.Schedulers, random);
        if (victim is not { IsRunning: true } || !cluster.ZooKeeper.IsRunning)
            return false;
        cluster.ZooKeeper.Expire(victim);
        return true;
    }

    private bool SlowRegistry(Random random)
    {
        if (cluster.Leader is not { } master)
            return false;
        return For(
            Span(random, 5, 120),
            () => master.RegistrySlowness = () => TimeSpan.FromSeconds(8 * random.NextDouble()),
            () => master.RegistrySlowness = static () => TimeSpan.Zero);
    }

    private bool FailRegistry()
    {
        if (cluster.Leader is not { } master)
            return false;
        master.RegistryFault = () =>
        {
            master.RegistryFault = static () => null;
            return "the ensemble has no room for it";
        };
        return true;
    }

    private bool EndContainer(Random random) => Any(cluster.Agents, random) is { } agent && EndContainerOf(agent, random);

    private static bool EndContainerOf(SimulatedAgent agent, Random random)
    {
        List<SimulatedContainer> running = [.. agent.Containers.Running];
        if (Any(running, random) is not { } container)
            return false;
        agent.Containers.End(container, random.Next(2) == 0 ? 9 : random.Next(3) << 8);
        return true;
    }

    private static bool Compact(SimulatedAgent? agent)
    {
        if (agent is not { IsRunning: true })
            return false;
        agent.CompactsNow = () =>
        {
            agent.CompactsNow = static () => false;
            return true;
        };
        return true;
    }

    private bool For(TimeSpan time, Action begin, Action end)
    {
        begin();
        World.After(time, end);
        return true;
    }
}
