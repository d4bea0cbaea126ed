using System;
using System.Collections.Generic;
using Tepui.Client.Masters;
using Tepui.Protocol.Codecs;

namespace Tepui.Client.Schedulers;

/// <summary>How a <see cref="SchedulerDriver"/> reaches the master and what it does by itself.</summary>
public sealed record SchedulerDriverOptions
{
    /// <summary>
    /// Where the master is, as <see cref="MasterLocation"/> reads it: one <c>zk://host:port,host:port/path</c> URL at which masters are
    /// elected, or <c>host:port</c> or <c>http://host:port</c> of any masters, of which the leader is found by its redirect; they are
    /// tried in turn. Not needed with a <see cref="Detector"/>.
    /// </summary>
    public IReadOnlyList<string> Masters { get; init; } = [];

    /// <summary>Says which master to turn to, in place of <see cref="Masters"/>; its owner disposes it.</summary>
    public IMasterDetector? Detector { get; init; }

    /// <summary>How an election at a zk:// URL is followed; the driver's own clock and defaults where it is null.</summary>
    public MasterDetectorOptions? Detection { get; init; }

    /// <summary>While no master is known for so long, <see cref="Scheduler.MasterUnreachable"/> says so; the driver goes on waiting.</summary>
    public TimeSpan DetectionPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Sent with every request where given. The framework's own <c>principal</c> is yours to set; a master wants them equal.
    /// </summary>
    public BasicCredential? Credential { get; init; }

    public MessageEncoding Encoding { get; init; } = MessageEncoding.Protobuf;

    /// <summary>Acknowledge a task's or an operation's status once the callback that tells it has returned.</summary>
    public bool AcknowledgesAutomatically { get; init; } = true;

    /// <summary>
    /// The wait before the first attempt to reconnect; it doubles with each, up to the longest, and half of it is random.
    /// </summary>
    public TimeSpan ShortestBackoff { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Mesos recommends at most 15 seconds (docs/scheduler-http-api.md, "Network partitions"). A tenth of the framework's failover
    /// time-out is the longest wait where that is shorter, as in Mesos's driver.
    /// </summary>
    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>So many heartbeat intervals without any event, and the connection counts as lost.</summary>
    public int MissedHeartbeats { get; init; } = 5;

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long <see cref="ISchedulerDriver.Stop"/> waits for the master to take the last calls.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Spreads the reconnects of many frameworks.</summary>
    public Random Jitter { get; init; } = Random.Shared;
}
