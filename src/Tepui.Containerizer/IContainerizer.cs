using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Containerizer.Streams;
using Tepui.Containerizer.Volumes;

namespace Tepui.Containerizer;

/// <summary>
/// Runs containers and outlives none of them: what it launched goes on when the agent's process ends, and
/// <see cref="RecoverAsync"/> finds it again. Every containerizer passes one shared conformance suite.
/// </summary>
public interface IContainerizer
{
    /// <summary>
    /// Ends of containers, in the order they were noticed, each told at least once until <see cref="ForgetAsync"/>.
    /// </summary>
    ChannelReader<ContainerExit> Exits { get; }

    /// <summary>Reconnects to what an earlier process of this agent launched: all that runs, and all that ended and was not forgotten.</summary>
    Task<IReadOnlyList<RecoveredContainer>> RecoverAsync(CancellationToken cancellation);

    /// <summary>Starts a container in its sandbox, which exists. Completes when its process runs.</summary>
    /// <exception cref="ContainerLaunchException">It could not be started; the message says what to do.</exception>
    ValueTask<LaunchedContainer> LaunchAsync(ContainerLaunch launch, CancellationToken cancellation);

    /// <summary>Sends a signal to the container's first process group. Nothing happens when it has ended.</summary>
    ValueTask SignalAsync(string containerId, int signal, CancellationToken cancellation);

    /// <summary>Kills every process of the container, also those that left its session. Its exit is told when all are gone.</summary>
    ValueTask DestroyAsync(string containerId, CancellationToken cancellation);

    /// <summary>The exit of this container is on the agent's own disk; it need not be told again.</summary>
    ValueTask ForgetAsync(string containerId, CancellationToken cancellation);

    /// <summary>Gives a running container more or less. Nothing happens when it has ended, or where nothing is enforced.</summary>
    ValueTask UpdateAsync(string containerId, ContainerResources resources, CancellationToken cancellation);

    /// <summary>What it uses now, with the limits it has; null when it does not run.</summary>
    ValueTask<ResourceStatistics?> UsageAsync(string containerId, CancellationToken cancellation);

    /// <summary>Its addresses, cgroups and first process; null when it does not run.</summary>
    ValueTask<ContainerStatus?> StatusAsync(string containerId, CancellationToken cancellation);

    /// <summary>
    /// Runs a command inside a running container and gives its wait status as wait(2) does. Cancelling kills all of it.
    /// </summary>
    /// <exception cref="ContainerLaunchException">It could not be started, or the container does not run.</exception>
    ValueTask<int> RunInsideAsync(ContainerCommand command, CancellationToken cancellation);

    /// <summary>The path of its network namespace (as <c>/proc/PID/ns/net</c>), or null when it is the agent's own, or it does not run.</summary>
    ValueTask<string?> NetworkNamespaceAsync(string containerId, CancellationToken cancellation);

    /// <summary>Reads what a container with a switchboard writes from now on.</summary>
    /// <param name="owns">Of a session: the one it belongs to.</param>
    /// <exception cref="ContainerAttachException">It cannot be.</exception>
    ValueTask<ContainerOutput> AttachOutputAsync(string containerId, bool owns, CancellationToken cancellation) =>
        throw new ContainerAttachException(AttachProblem.NoSwitchboard, "one cannot attach to containers of this kind");

    /// <summary>Writes the input of a container with a switchboard, as the only one.</summary>
    /// <exception cref="ContainerAttachException">It cannot be.</exception>
    ValueTask<ContainerInputStream> AttachInputAsync(string containerId, CancellationToken cancellation) =>
        throw new ContainerAttachException(AttachProblem.NoSwitchboard, "one cannot attach to containers of this kind");
}

/// <summary>What to start.</summary>
/// <param name="ContainerId">Unique; safe as a file name.</param>
/// <param name="Argv">
/// A process: path or name (searched in PATH) and arguments. A Docker container: the arguments of its entry point.
/// </param>
/// <param name="Environment">The whole environment, nothing is inherited.</param>
/// <param name="WorkingDirectory">The sandbox. stdout and stderr are appended to files of these names in it.</param>
/// <param name="User">Run as this user, or null for the agent's own.</param>
public sealed record ContainerLaunch(
    string ContainerId,
    IReadOnlyList<string> Argv,
    IReadOnlyList<KeyValuePair<string, string>> Environment,
    string WorkingDirectory,
    string? User = null)
{
    /// <summary>What to execute when it is not the zeroth argument; of a Docker container, what replaces the image's entry point.</summary>
    public string? Executable { get; init; }

    /// <summary>Run it as a Docker container; null for a plain process.</summary>
    public DockerLaunch? Docker { get; init; }

    /// <summary>Persistent volumes it finds at paths of its own.</summary>
    public IReadOnlyList<ContainerVolume> Volumes { get; init; } = [];

    /// <summary>Of type MESOS: image, volumes, networks, linux and rlimit info, tty; null when nothing is said.</summary>
    public ContainerInfo? Info { get; init; }

    /// <summary>The command as it was asked for; an image's own entry point and arguments are combined with it.</summary>
    public CommandInfo? Command { get; init; }

    public ContainerResources Resources { get; init; } = ContainerResources.None;

    /// <summary>What its streams are; null for an empty input and plain files.</summary>
    public ContainerIo? Io { get; init; }

    /// <summary>Where its stdout and stderr are: its own sandbox, also when it begins in another's.</summary>
    internal string OwnDirectory => Io?.Directory ?? WorkingDirectory;

    /// <summary>The container it is nested in, which runs; null for one of its own.</summary>
    public string? Parent { get; init; }

    /// <summary>
    /// It is nested to look into its parent (class DEBUG): all namespaces, the root and the cgroups of the parent are its own.
    /// </summary>
    public bool IsDebug { get; init; }

    /// <summary>It begins in another's pid namespace, so that its processes are looked for among all.</summary>
    internal bool IsSpread { get; init; }
}

/// <summary>What a Docker container has beyond a command.</summary>
/// <param name="Container">Of type DOCKER: image, network, port mappings, parameters, volumes.</param>
/// <param name="Cpus">What it is allocated.</param>
/// <param name="MemoryBytes">What it is allocated; 0 when nothing is said.</param>
/// <param name="Labels">Names of whom it runs for, for people who look at it with Docker's own tools.</param>
public sealed record DockerLaunch(
    ContainerInfo Container,
    double Cpus,
    long MemoryBytes,
    IReadOnlyList<KeyValuePair<string, string>> Labels);

/// <param name="Pid">In the agent's pid namespace.</param>
public sealed record LaunchedContainer(string ContainerId, int Pid)
{
    /// <summary>The addresses it is reached under; empty when they are the agent's own.</summary>
    public IReadOnlyList<string> IpAddresses { get; init; } = [];

    /// <summary>The networks it has joined, with its addresses in each; empty when only <see cref="IpAddresses"/> are known.</summary>
    public IReadOnlyList<NetworkInfo> Networks { get; init; } = [];

    /// <summary>What <c>docker inspect</c> says of it, a JSON array of one, as Mesos puts it into the data of TASK_RUNNING; else empty.</summary>
    public ReadOnlyMemory<byte> Inspection { get; init; }
}

/// <param name="Exit">Null while it runs.</param>
public sealed record RecoveredContainer(string ContainerId, int Pid, ContainerExit? Exit);

/// <param name="WaitStatus">As wait(2) gives it; null when nobody could see it (the supervisor died).</param>
public sealed record ContainerExit(string ContainerId, int? WaitStatus)
{
    /// <summary>The kernel killed it because it used more memory than it was given.</summary>
    public bool OutOfMemory { get; init; }

    /// <summary>It was killed for what it used, and this says more than <see cref="OutOfMemory"/>; else null.</summary>
    public ContainerLimitation? Limitation { get; init; }

    /// <summary>Why there is no status, or what else the user should know; null when the status says all.</summary>
    public string? Message { get; init; }
}
