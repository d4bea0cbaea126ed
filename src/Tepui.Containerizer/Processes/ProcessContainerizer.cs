using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Mesos.V1;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tepui.Containerizer.Events;
using Tepui.Containerizer.Isolation.Posix;
using Tepui.Containerizer.Launching.Starting;
using Tepui.Containerizer.Streams;
using Tepui.Containerizer.Volumes;
using Tepui.Supervisor.Wire;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Processes;

/// <summary>
/// Containers as plain processes, started by a small supervisor that outlives the agent. A supervisor that dies is replaced
/// at once by one that takes over what it left.
/// </summary>
public sealed partial class ProcessContainerizer : IContainerizer, IContainerWills, IAsyncDisposable
{
    private const int NotAProgram = 8; // ENOEXEC

    private readonly SupervisorClient _client;
    private readonly Channel<ContainerExit> _exits = Channel.CreateUnbounded<ContainerExit>();
    private readonly Lock _gate = new();
    private readonly SupervisorLink _link;
    private readonly HeldPipes _pipes;
    private readonly TimeProvider _time;
    private readonly ProcessUsage _usage;
    private int _isDisposed;

    public ProcessContainerizer(
        ProcessContainerizerOptions options, TimeProvider? time = null, ILogger<ProcessContainerizer>? logger = null)
    {
        _time = time ?? TimeProvider.System;
        _client = new SupervisorClient(options, _time);
        _link = new SupervisorLink(_client, Tell, Connected, _time, logger ?? NullLogger<ProcessContainerizer>.Instance);
        _pipes = new HeldPipes(_client.Directory);
        RuntimeDirectory = options.RuntimeDirectory;
        Runs = new StarterRuns(this);
        _usage = new ProcessUsage(_time);
    }

    public ChannelReader<ContainerExit> Exits => _exits.Reader;

    /// <summary>The supervisor's files lie below it.</summary>
    internal string RuntimeDirectory { get; }

    /// <summary>For launches, which wait for what programs say.</summary>
    internal KernelEvents Events { get; } = new();

    /// <summary>Null until one is connected.</summary>
    public int? SupervisorPid => _link.Current?.SupervisorPid;

    public async Task<IReadOnlyList<RecoveredContainer>> RecoverAsync(CancellationToken cancellation)
    {
        SupervisorConnection connection = await _link.ConnectAsync(cancellation);
        SupervisorReply listing = await connection.RequestAsync(MessageKind.List, 0, static (_, _) => { }).WaitAsync(cancellation);
        return EndInsides(listing.Containers ?? []);
    }

    public async ValueTask<LaunchedContainer> LaunchAsync(ContainerLaunch launch, CancellationToken cancellation)
    {
        if (launch.Argv.Count == 0 && launch.Executable is null)
            throw new ContainerLaunchException("the command is empty: give it a path or a name");
        SandboxLinks.Make(launch.WorkingDirectory, launch.User, launch.Volumes);
        launch = UserSwitch.Apply(launch);
        string path = ExecutableLookup.Find(launch.Executable ?? launch.Argv[0], launch.Environment, launch.WorkingDirectory);
        SupervisorReply reply = await LaunchAsync(launch, path, cancellation);
        if (reply is { Kind: MessageKind.LaunchFailed, Number: NotAProgram })
        {
            // A script without a first line that names its interpreter is the shell's, as in execvp(3).
            launch = launch with { Argv = ["/bin/sh", path, .. launch.Argv.Skip(1)] };
            reply = await LaunchAsync(launch, "/bin/sh", cancellation);
        }

        return reply.Kind == MessageKind.Launched
            ? new LaunchedContainer(launch.ContainerId, reply.Number)
            : throw ExecutableLookup.Explain(reply.Number, path, launch.WorkingDirectory);
    }

    public ValueTask SignalAsync(string containerId, int signal, CancellationToken cancellation) =>
        _link.RepeatAsync(
            MessageKind.Signal,
            (containerId, signal),
            static (frame, what) =>
            {
                frame.Text(what.containerId);
                frame.Int32(what.signal);
            },
            cancellation);

    public ValueTask DestroyAsync(string containerId, CancellationToken cancellation) =>
        RepeatAsync(MessageKind.Destroy, containerId, cancellation);

    public ValueTask ForgetAsync(string containerId, CancellationToken cancellation)
    {
        lock (_gate)
            _ = _known.Remove(containerId);
        return RepeatAsync(MessageKind.Forget, containerId, cancellation);
    }

    public ValueTask UpdateAsync(string containerId, ContainerResources resources, CancellationToken cancellation) =>
        ValueTask.CompletedTask;

    public async ValueTask<ResourceStatistics?> UsageAsync(string containerId, CancellationToken cancellation)
    {
        if (await FindAsync(containerId, cancellation) is not { } found)
            return null;
        var statistics = new ResourceStatistics { Timestamp = _time.GetUtcNow().ToUnixTimeMilliseconds() / 1e3 };
        _usage.MeasureCpus(found.Pid, statistics);
        _usage.MeasureMemory(found.Pid, statistics);
        return statistics;
    }

    public async ValueTask<ContainerStatus?> StatusAsync(string containerId, CancellationToken cancellation) =>
        await FindAsync(containerId, cancellation) is { } found
            ? new ContainerStatus { ContainerId = new ContainerID { Value = containerId }, ExecutorPid = (uint)found.Pid }
            : null;

    public ValueTask<string?> NetworkNamespaceAsync(string containerId, CancellationToken cancellation) => new((string?)null);

    public async ValueTask<ContainerOutput> AttachOutputAsync(string containerId, bool owns, CancellationToken cancellation) =>
        await ContainerOutput.AttachAsync(_client.StreamSocket, containerId, owns, cancellation);

    public async ValueTask<ContainerInputStream> AttachInputAsync(string containerId, CancellationToken cancellation) =>
        await ContainerInputStream.AttachAsync(_client.StreamSocket, containerId, cancellation);

    /// <summary>Kills every container and ends the supervisor; completes when all are gone.</summary>
    public Task ShutdownAsync(CancellationToken cancellation) => _link.EndSupervisorAsync(cancellation);

    /// <summary>Leaves the supervisor and its containers alone, unless they are set to die with the agent.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
            return;
        await _link.DisposeAsync();
        _ = _exits.Writer.TryComplete();
        _pipes.Dispose();
        Events.Dispose();
    }

    /// <summary>A container that runs: the supervisor knows its process, so that nobody else has to keep it.</summary>
    private async ValueTask<RecoveredContainer?> FindAsync(string containerId, CancellationToken cancellation)
    {
        foreach (RecoveredContainer container in await RecoverAsync(cancellation))
        {
            if (container.ContainerId == containerId)
                return container.Exit is null ? container : null;
        }

        return null;
    }

    private void Hold(string containerId, ContainerIo io)
    {
        if (io.HasSwitchboard)
            _ = _switchboards.Add(containerId);
        else
            _pipes.Hold(containerId);
    }

    private async Task<SupervisorReply> LaunchAsync(ContainerLaunch launch, string path, CancellationToken cancellation)
    {
        SupervisorConnection connection = await _link.ConnectAsync(cancellation);
        if (connection.Level == 0 && (launch.Io is not null || launch.IsSpread))
        {
            throw new ContainerLaunchException(
                $"the supervisor (pid {connection.SupervisorPid}), which runs this agent's earlier tasks, was started by an earlier version of Tepui that knows no "
                + (launch.Io is not null ? "terminals, attached pipes or rotated files" : "containers in others' pid namespaces")
                + ": restart the agent once those tasks have ended");
        }

        lock (_gate)
        {
            if (!_known.TryAdd(launch.ContainerId, null))
                throw ExecutableLookup.Explain(17, path, launch.WorkingDirectory);
        }

        bool launched = false;
        try
        {
            MessageKind kind = launch.Io is null ? MessageKind.Launch : MessageKind.LaunchWithStreams;
            SupervisorReply reply = await connection.RequestAsync(kind, (launch, path), LaunchFrame.Write);
            launched = reply.Kind == MessageKind.Launched;
            if (launched && launch.Io is { } io)
            {
                lock (_gate)
                {
                    // It may have ended already.
                    if (_known.TryGetValue(launch.ContainerId, out ContainerExit? ended) && ended is null)
                        Hold(launch.ContainerId, io);
                }
            }

            return reply;
        }
        catch (SupervisorLostException e)
        {
            throw new ContainerLaunchException("the supervisor died while it launched the container; launch it again", e);
        }
        catch (ArgumentException e)
        {
            throw new ContainerLaunchException($"an argument or a variable cannot be handed to a process: {e.Message}", e);
        }
        finally
        {
            if (!launched)
            {
                lock (_gate)
                    _ = _known.Remove(launch.ContainerId);
            }
        }
    }

    /// <summary>Asks for what may be done twice.</summary>
    private ValueTask RepeatAsync(MessageKind kind, string containerId, CancellationToken cancellation) =>
        _link.RepeatAsync(kind, containerId, static (frame, id) => frame.Text(id), cancellation);
}
