using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

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
}

/// <summary>What to start.</summary>
/// <param name="ContainerId">Unique; safe as a file name.</param>
/// <param name="Argv">Path or name (searched in PATH) and arguments.</param>
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
    /// <summary>What to execute when it is not the zeroth argument.</summary>
    public string? Executable { get; init; }
}

/// <param name="Pid">In the agent's pid namespace.</param>
public sealed record LaunchedContainer(string ContainerId, int Pid);

/// <param name="Exit">Null while it runs.</param>
public sealed record RecoveredContainer(string ContainerId, int Pid, ContainerExit? Exit);

/// <param name="WaitStatus">As wait(2) gives it; null when nobody could see it (the supervisor died).</param>
public sealed record ContainerExit(string ContainerId, int? WaitStatus);
