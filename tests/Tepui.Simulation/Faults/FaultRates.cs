using System;
using System.Collections.Generic;
using System.Linq;

namespace Tepui.Simulation.Faults;

/// <summary>How often each fault happens in an hour, on the average.</summary>
public sealed class FaultRates
{
    private readonly SortedDictionary<FaultKind, double> _perHour = [];

    public static FaultRates None => new();

    /// <summary>Enough that they meet each other, and not so much that nothing ever comes to pass between them.</summary>
    public static FaultRates Usual => new()
    {
        [FaultKind.LeaderCrash] = 3,
        [FaultKind.MasterCrash] = 2,
        [FaultKind.LeaderPause] = 3,
        [FaultKind.LeaderPauseBeforeEffects] = 3,
        [FaultKind.AgentCrash] = 6,
        [FaultKind.AgentCrashAtWrite] = 8,
        [FaultKind.AgentPause] = 4,
        [FaultKind.HostReboot] = 1,
        [FaultKind.SchedulerCrash] = 4,
        [FaultKind.SchedulerPause] = 3,
        [FaultKind.MasterAgentPartition] = 4,
        [FaultKind.MasterZooKeeperPartition] = 3,
        [FaultKind.AgentZooKeeperPartition] = 3,
        [FaultKind.SchedulerMasterPartition] = 3,
        [FaultKind.SchedulerZooKeeperPartition] = 2,
        [FaultKind.Isolation] = 2,
        [FaultKind.ConnectionReset] = 12,
        [FaultKind.SessionExpiry] = 3,
        [FaultKind.ZooKeeperOutage] = 1,
        [FaultKind.SlowRegistry] = 4,
        [FaultKind.FailingRegistry] = 3,
        [FaultKind.ContainerEnd] = 10,
        [FaultKind.Compaction] = 10,
        [FaultKind.SlowNetwork] = 2,
        [FaultKind.LateWatches] = 3,
    };

    public double this[FaultKind kind]
    {
        get => _perHour.GetValueOrDefault(kind);
        set => _perHour[kind] = value;
    }

    public IEnumerable<KeyValuePair<FaultKind, double>> All => _perHour.Where(static pair => pair.Value > 0);

    /// <summary>All so many times as often.</summary>
    public FaultRates Times(double factor)
    {
        var rates = new FaultRates();
        foreach ((FaultKind kind, double perHour) in _perHour)
            rates[kind] = perHour * factor;
        return rates;
    }

    /// <summary>Only these.</summary>
    public FaultRates Only(params FaultKind[] kinds)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        var rates = new FaultRates();
        foreach (FaultKind kind in kinds)
            rates[kind] = this[kind];
        return rates;
    }
}
