namespace Tepui.Simulation.Faults;

/// <summary>What may befall a cluster.</summary>
public enum FaultKind
{
    /// <summary>kill -9 of the leader; it is started again.</summary>
    LeaderCrash,

    /// <summary>The same of any master.</summary>
    MasterCrash,

    /// <summary>SIGSTOP of the leader for less or more than its session lasts.</summary>
    LeaderPause,

    /// <summary>The same between what it decided and what it sends.</summary>
    LeaderPauseBeforeEffects,

    AgentCrash,

    /// <summary>kill -9 before, within or after a write of its log.</summary>
    AgentCrashAtWrite,

    AgentPause,

    /// <summary>An agent's host loses its power.</summary>
    HostReboot,

    SchedulerCrash,

    SchedulerPause,

    MasterAgentPartition,

    MasterZooKeeperPartition,

    AgentZooKeeperPartition,

    SchedulerMasterPartition,

    SchedulerZooKeeperPartition,

    /// <summary>A host is cut off from all others.</summary>
    Isolation,

    /// <summary>A connection is reset.</summary>
    ConnectionReset,

    /// <summary>A session of an agent's or a scheduler's ends.</summary>
    SessionExpiry,

    /// <summary>The ensemble as a whole is away.</summary>
    ZooKeeperOutage,

    SlowRegistry,

    FailingRegistry,

    /// <summary>A container ends, whatever its script says.</summary>
    ContainerEnd,

    /// <summary>An agent's log is made anew, as short as can be.</summary>
    Compaction,

    /// <summary>What is sent takes long now and then.</summary>
    SlowNetwork,

    /// <summary>Servers of the ensemble lag behind.</summary>
    LateWatches,
}
