using System;
using Mesos.V1;
using Microsoft.Extensions.Logging;
using Tepui.Endpoints.Flags;
using Tepui.Endpoints.Logging;
using Tepui.Endpoints.Requests;
using Tepui.Kernel.Master;
using Tepui.Master.Connections;
using Tepui.Master.Elections;
using Tepui.Master.Endpoints.Files;
using Tepui.Master.Endpoints.Metrics;
using Tepui.Master.Endpoints.State;
using Tepui.Master.Hosting;
using Tepui.Master.Options;
using Tepui.Master.Subscribers;
using Tepui.Runtime.Loops;

namespace Tepui.Master.Endpoints;

/// <summary>What the endpoints have of a running master.</summary>
internal sealed record MasterService(
    MasterOptions Options,
    MasterInfo Info,
    MailboxLoop<MasterInput> Loop,
    ConnectionTable Connections,
    OperatorStreams OperatorStreams,
    KeptParts Kept,
    PendingReplies Replies,
    RegistryWriter Registry,
    MetricsSnapshot Metrics,
    LoggingLevel LoggingLevel,
    LeaderBoard Board,
    TimeProvider Time,
    ILogger Logger)
{
    /// <summary>When this master started.</summary>
    public DateTimeOffset StartTime { get; } = Time.GetUtcNow();

    /// <summary>Before what only the leader answers.</summary>
    public LeaderGate Gate { get; } = new(Board, Info, Time);

    public MasterLogFile LogFile { get; } = new(Options.ExternalLogFile);

    public ShownFlags Flags { get; } = new(Options);
}
