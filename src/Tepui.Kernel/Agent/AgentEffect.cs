using System;
using System.Collections.Generic;
using Tepui.Internal.V1;

namespace Tepui.Kernel.Agent;

/// <summary>
/// All that an agent asks of the world around it. The shell writes the <see cref="AppendCheckpoint"/> effects of a batch
/// before it carries out any other, then the others in their order.
/// </summary>
public abstract record AgentEffect;

/// <summary>Opens a link to the leading master; answered by <see cref="LinkConnected"/> or <see cref="LinkClosed"/> with this number.</summary>
public sealed record Connect(ConnectionId Link) : AgentEffect;

/// <summary>Ends the link; no <see cref="LinkClosed"/> is needed any more.</summary>
public sealed record CloseLink(ConnectionId Link) : AgentEffect;

/// <summary>Sends a frame to the master; the shell fills in the channel.</summary>
public sealed record SendToMaster(ConnectionId Link, AgentLinkFrame Frame) : AgentEffect;

/// <summary>Makes the sandbox and starts the command in it; answered by <see cref="ContainerStarted"/> or <see cref="ContainerFailed"/>.</summary>
/// <param name="Executable">A path, or a name that is looked for in the environment's PATH.</param>
/// <param name="Argv">All arguments, the zeroth included.</param>
/// <param name="User">Run as this user, or null for the agent's own.</param>
public sealed record LaunchContainer(
    ContainerId Container,
    Sandbox Sandbox,
    string Executable,
    IReadOnlyList<string> Argv,
    IReadOnlyList<KeyValuePair<string, string>> Environment,
    string? User) : AgentEffect;

/// <summary>Sends a signal to the container's processes.</summary>
public sealed record SignalContainer(ContainerId Container, int Signal) : AgentEffect;

/// <summary>Kills every process of the container at once.</summary>
public sealed record DestroyContainer(ContainerId Container) : AgentEffect;

/// <summary>The container's end is written down; it need not be told again.</summary>
public sealed record ForgetContainer(ContainerId Container) : AgentEffect;

/// <summary>Adds a record to the agent's log.</summary>
public sealed record AppendCheckpoint(AgentCheckpoint Record) : AgentEffect;

/// <summary>Arms a timer; one with the same key is replaced.</summary>
public sealed record StartTimer(AgentTimer Timer, TimeSpan After) : AgentEffect;

/// <summary>Disarms a timer; one that has just fired may still arrive, and is then ignored.</summary>
public sealed record CancelTimer(AgentTimer Timer) : AgentEffect;

/// <summary>Tells what happened: a log line, a metric.</summary>
public sealed record Tell(AgentNotice Notice) : AgentEffect;

/// <summary>The agent has nothing more to do; its process ends.</summary>
/// <param name="Failed">It ends because of something wrong.</param>
public sealed record Stop(string Reason, bool Failed) : AgentEffect;
