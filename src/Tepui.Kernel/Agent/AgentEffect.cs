using System;
using System.Collections.Generic;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Checks;
using Tepui.Kernel.Agent.Link;
using Tepui.Kernel.Agent.Volumes;

namespace Tepui.Kernel.Agent;

/// <summary>
/// All that an agent asks of the world around it. The shell writes the <see cref="AppendCheckpoint"/> effects of a batch
/// before it carries out any other, then the others in their order.
/// </summary>
public abstract record AgentEffect;

/// <summary>Opens a link to the master; answered by <see cref="LinkConnected"/> or <see cref="LinkClosed"/> with this number.</summary>
public sealed record Connect(ConnectionId Link, LeadingMaster Master) : AgentEffect;

/// <summary>Ends the link; no <see cref="LinkClosed"/> is needed any more.</summary>
public sealed record CloseLink(ConnectionId Link) : AgentEffect;

/// <summary>Sends a frame to the master; the shell fills in the channel.</summary>
public sealed record SendToMaster(ConnectionId Link, AgentLinkFrame Frame) : AgentEffect;

/// <summary>
/// Makes the sandbox, fetches what the command needs and starts it there; answered by <see cref="ContainerStarted"/> or
/// <see cref="ContainerFailed"/>. A <see cref="DestroyContainer"/> meanwhile ends it, and it is answered all the same.
/// </summary>
/// <param name="Executable">
/// A path, or a name that is looked for in the environment's PATH; of a Docker container, what replaces the image's entry point.
/// </param>
/// <param name="Argv">All arguments, the zeroth included; of a Docker container, those of its entry point.</param>
/// <param name="User">Run as this user, or null for the agent's own.</param>
public sealed record LaunchContainer(
    ContainerId Container,
    Sandbox Sandbox,
    string? Executable,
    IReadOnlyList<string> Argv,
    IReadOnlyList<KeyValuePair<string, string>> Environment,
    string? User) : AgentEffect
{
    public IReadOnlyList<CommandInfo.Types.URI> Uris { get; init; } = [];

    /// <summary>Run it as a Docker container; null for a plain process.</summary>
    public DockerContainer? Docker { get; init; }

    /// <summary>Persistent volumes it finds in its sandbox; changes to them that were asked for before are waited for.</summary>
    public IReadOnlyList<VolumeMount> Volumes { get; init; } = [];

    /// <summary>Of type MESOS: image, volumes, networks, linux and rlimit info, tty; null when nothing is said.</summary>
    public ContainerInfo? Info { get; init; }

    /// <summary>The command as it was asked for; an image's own entry point and arguments are combined with it.</summary>
    public CommandInfo? Command { get; init; }

    /// <summary>What it is given.</summary>
    public IReadOnlyList<Resource> Resources { get; init; } = [];

    /// <summary>What it may use at most, by the resource's name; empty where the requests are the limits.</summary>
    public IReadOnlyDictionary<string, Value.Types.Scalar> Limits { get; init; } = NoLimits;

    /// <summary>Its sandbox has a folder for temporary files.</summary>
    public bool OwnTemporaryFolder { get; init; }

    /// <summary>The container it is nested in, which runs; null for one of its own.</summary>
    public ContainerId? Parent { get; init; }

    /// <summary>A link in another sandbox that leads to this one; null for none.</summary>
    public SandboxLink? Link { get; init; }

    /// <summary>It is nested to look into its parent (class DEBUG): namespaces, root and cgroups are the parent's.</summary>
    public bool IsDebug { get; init; }

    private static IReadOnlyDictionary<string, Value.Types.Scalar> NoLimits { get; } = new Dictionary<string, Value.Types.Scalar>();
}

/// <param name="Path">Relative to the sandbox it is in.</param>
public sealed record SandboxLink(Sandbox Sandbox, string Path);

/// <summary>Gives a running container more or less; nobody waits for it.</summary>
public sealed record UpdateContainer(
    ContainerId Container, IReadOnlyList<Resource> Resources, IReadOnlyDictionary<string, Value.Types.Scalar> Limits) : AgentEffect;

/// <summary>
/// Makes the directories of persistent volumes, or removes them with all that is in them; what is so already is no fault. One
/// after the other; answered by <see cref="VolumesChanged"/>.
/// </summary>
public sealed record ChangeVolumes(ByteString Operation, IReadOnlyList<VolumePlace> Volumes, bool Removes) : AgentEffect;

/// <summary>Brings a task's persistent volumes into the sandbox of its executor, which runs; answered by <see cref="VolumesLinked"/>.</summary>
public sealed record LinkVolumes(
    FrameworkId Framework, TaskId Task, Sandbox Sandbox, string? User, IReadOnlyList<VolumeMount> Volumes) : AgentEffect;

/// <summary>Takes volumes out of a sandbox; the volumes themselves stay.</summary>
public sealed record UnlinkVolumes(Sandbox Sandbox, IReadOnlyList<VolumeMount> Volumes) : AgentEffect;

/// <summary>What a Docker container has beyond a command.</summary>
/// <param name="Info">Of type DOCKER.</param>
/// <param name="MemoryBytes">0 when nothing is said.</param>
/// <param name="Labels">Names of whom it runs for, for people who look at it with Docker's own tools.</param>
public sealed record DockerContainer(
    ContainerInfo Info,
    double Cpus,
    long MemoryBytes,
    IReadOnlyList<KeyValuePair<string, string>> Labels);

/// <summary>Answers an executor's request: accepted (202, or 200 for a subscription) when there is no rejection.</summary>
public sealed record ReplyToExecutor(RequestId Request, Rejection? Rejection = null) : AgentEffect;

/// <summary>
/// Answers a call about containers. Of a LAUNCH_NESTED_CONTAINER_SESSION it says that the container runs: its output follows, and
/// <see cref="OperatorGone"/> must come when the connection ends.
/// </summary>
/// <param name="Response">What is answered with 200; null for an empty answer.</param>
public sealed record ReplyToOperator(RequestId Request, Rejection? Rejection = null, Mesos.V1.Agent.Response? Response = null) : AgentEffect
{
    /// <summary>A container to be launched is there already: 202.</summary>
    public bool Exists { get; init; }
}

/// <summary>Removes an ended container's sandbox with all that is in it; nobody waits for it.</summary>
public sealed record RemoveSandbox(Sandbox Sandbox) : AgentEffect;

/// <summary>Writes an event to an executor's stream.</summary>
public sealed record SendToExecutor(ConnectionId Connection, Mesos.V1.Executor.Event Event) : AgentEffect;

/// <summary>Ends an executor's stream after what was sent before; no <see cref="ExecutorClosed"/> follows.</summary>
public sealed record CloseExecutor(ConnectionId Connection) : AgentEffect;

/// <summary>Sends a signal to the container's processes.</summary>
public sealed record SignalContainer(ContainerId Container, int Signal) : AgentEffect;

/// <summary>Kills every process of the container at once.</summary>
public sealed record DestroyContainer(ContainerId Container) : AgentEffect;

/// <summary>The container's end is written down; it need not be told again.</summary>
public sealed record ForgetContainer(ContainerId Container) : AgentEffect;

/// <summary>Looks for what earlier runs have left below --work_dir; answered by <see cref="PathsFound"/>.</summary>
/// <param name="Agent">All sandboxes of other agents are over; null: of all.</param>
/// <param name="InUse">The containers whose sandboxes are not over.</param>
/// <param name="Most">How many are wanted: the oldest.</param>
public sealed record FindPaths(AgentId? Agent, IReadOnlySet<string> InUse, int Most) : AgentEffect;

/// <summary>
/// Removes folders with all that is in them, links not followed and mounts not entered, and the folders above as they become
/// empty; beside everything else, and answered by <see cref="PathsRemoved"/>.
/// </summary>
/// <param name="Paths">Below --work_dir.</param>
public sealed record RemovePaths(IReadOnlyList<string> Paths) : AgentEffect;

/// <summary>Notes the present time as a folder's modification time: since when it is over.</summary>
public sealed record TouchPath(string Path) : AgentEffect;

/// <summary>Removes from a sandbox whose container has ended what is only in the way there (--sandbox_cleanup_patterns, --sandbox_tmpdir).</summary>
public sealed record CleanSandbox(string Directory) : AgentEffect;

/// <summary>Looks how full the disk of --work_dir is; answered by <see cref="Agent.DiskMeasured"/>.</summary>
public sealed record MeasureDisk : AgentEffect;

/// <summary>
/// Carries out a check of what runs in the container; answered by <see cref="CheckAnswered"/> once nothing of it is left, so that one
/// never runs beside the next.
/// </summary>
/// <param name="Timeout">It is broken off then, and has failed; null for never.</param>
public sealed record RunCheck(ContainerId Container, CheckKind Kind, CheckProbe Probe, TimeSpan? Timeout) : AgentEffect;

/// <summary>Breaks off a check that is under way; nobody waits for its answer.</summary>
public sealed record StopCheck(ContainerId Container, CheckKind Kind) : AgentEffect;

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
