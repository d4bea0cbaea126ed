using System;
using Mesos.V1.Scheduler;
using Tepui.Internal.V1;

namespace Tepui.Kernel.Master;

/// <summary>All that can happen to a master, as <see cref="MasterMachine.Step"/> takes it.</summary>
public abstract record MasterInput;

/// <summary>
/// A scheduler asks to subscribe. The shell has opened nothing yet: it waits for <see cref="Reply"/> with this request,
/// answers 200 when that is no rejection, and then writes the events sent to <paramref name="Connection"/>.
/// </summary>
/// <param name="StreamId">What the shell will give as Mesos-Stream-Id; later calls must bring it.</param>
public sealed record SchedulerSubscribes(RequestId Request, ConnectionId Connection, string StreamId, string? Principal, Call Call)
    : MasterInput;

/// <summary>Any other scheduler call; answered by <see cref="Reply"/>.</summary>
/// <param name="StreamId">The request's Mesos-Stream-Id, or null without one.</param>
public sealed record SchedulerCalls(RequestId Request, string? StreamId, string? Principal, Call Call) : MasterInput;

/// <summary>An operator call that changes something (reads are answered from views).</summary>
public sealed record OperatorCalls(RequestId Request, string? Principal, Mesos.V1.Master.Call Call) : MasterInput;

/// <summary>
/// An operator asks for the event stream; answered by <see cref="Reply"/>, and then, when that is no rejection, by
/// <see cref="OpenOperatorStreams"/>.
/// </summary>
public sealed record OperatorSubscribes(RequestId Request, ConnectionId Connection) : MasterInput;

/// <summary>A frame from an agent. The first on a connection is a registration.</summary>
/// <param name="Address">The agent's remote IP address, for its pid and log lines.</param>
public sealed record AgentSends(ConnectionId Connection, string Address, AgentLinkFrame Frame) : MasterInput;

/// <summary>A scheduler's stream or an agent's channel is gone.</summary>
public sealed record ConnectionClosed(ConnectionId Connection) : MasterInput;

/// <summary>A timer asked for by <see cref="StartTimer"/> has come due.</summary>
public sealed record TimerFired(MasterTimer Timer) : MasterInput;

/// <summary>The registry asked for by <see cref="StoreRegistry"/> is durable.</summary>
public sealed record RegistryStored(long Version) : MasterInput;

/// <summary>The registry could not be stored; the master must not act on what it did not store.</summary>
public sealed record RegistryFailed(long Version, string Reason) : MasterInput;

/// <summary>This master leads from now on, with what the registry holds.</summary>
/// <param name="Term">Of two leaders the later has the greater one; 0 where nobody elects masters.</param>
/// <param name="LeaseUntil">Until when no other master can lead; null where nobody elects masters.</param>
public sealed record LeadershipGained(Registry.RegistryState Registry, long Term = 0, DateTimeOffset? LeaseUntil = null) : MasterInput;

/// <summary>No other master can lead before this time. An earlier one than was said before changes nothing.</summary>
public sealed record LeaseExtended(DateTimeOffset Until) : MasterInput;

/// <summary>This master leads no more; the shell ends the process after it.</summary>
public sealed record LeadershipLost(string Reason) : MasterInput;
