using System;
using System.Collections.Generic;
using Mesos.V1.Scheduler;
using Tepui.Internal.V1;
using Tepui.Kernel.Master.Subscribers;
using Tepui.Kernel.Master.Views;

namespace Tepui.Kernel.Master;

/// <summary>All that a master asks of the world around it; the shell carries it out.</summary>
public abstract record MasterEffect;

/// <summary>Answers a request: accepted (202, or 200 for a subscription or an operator call) when there is no rejection.</summary>
public sealed record Reply(RequestId Request, Rejection? Rejection = null) : MasterEffect;

/// <summary>Writes an event to a scheduler's stream.</summary>
public sealed record SendEvent(ConnectionId Connection, Event Event) : MasterEffect;

/// <summary>
/// Begins streams of operators: SUBSCRIBED with the view and a HEARTBEAT each, then every <see cref="SendOperatorEvent"/> that
/// follows.
/// </summary>
public sealed record OpenOperatorStreams(IReadOnlyList<ConnectionId> Connections, MasterView View, TimeSpan HeartbeatInterval)
    : MasterEffect;

/// <summary>Writes an event to the stream of every operator that is open.</summary>
public sealed record SendOperatorEvent(OperatorChange Change) : MasterEffect;

/// <summary>Sends a frame to an agent; the shell fills in the channel.</summary>
public sealed record SendToAgent(ConnectionId Connection, AgentLinkFrame Frame) : MasterEffect;

/// <summary>Ends a stream or channel after what was sent before; no <see cref="ConnectionClosed"/> follows.</summary>
public sealed record CloseConnection(ConnectionId Connection) : MasterEffect;

/// <summary>Makes the registry durable; answered by <see cref="RegistryStored"/> or <see cref="RegistryFailed"/>.</summary>
public sealed record StoreRegistry(long Version, Registry.RegistryState Registry) : MasterEffect;

/// <summary>Arms a timer; one with the same key is replaced.</summary>
public sealed record StartTimer(MasterTimer Timer, TimeSpan After) : MasterEffect;

/// <summary>Disarms a timer; one that has just fired may still arrive, and is then ignored.</summary>
public sealed record CancelTimer(MasterTimer Timer) : MasterEffect;

/// <summary>Ends the master: it must not go on. The reason is for its operator.</summary>
public sealed record EndMaster(string Reason) : MasterEffect;

/// <summary>Tells what happened: a log line, a metric.</summary>
public sealed record Tell(Notice Notice) : MasterEffect;
