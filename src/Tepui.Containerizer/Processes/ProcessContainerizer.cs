using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Mesos.V1;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
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
    private readonly Dictionary<string, ContainerExit?> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _discarded = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private readonly CancellationTokenSource _disposed = new();
    private readonly HeldPipes _pipes;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ProcessUsage _usage;
    private SupervisorConnection? _connection;
    private int _isDisposed;
    private Task _watching = Task.CompletedTask;

    public ProcessContainerizer(
        ProcessContainerizerOptions options, TimeProvider? time = null, ILogger<ProcessContainerizer>? logger = null)
    {
        _logger = logger ?? NullLogger<ProcessContainerizer>.Instance;
        _time = time ?? TimeProvider.System;
        _client = new SupervisorClient(options, _time);
        _pipes = new HeldPipes(_client.Directory);
        RuntimeDirectory = options.RuntimeDirectory;
        Runs = new StarterRuns(this);
        _usage = new ProcessUsage(_time);
    }

    public ChannelReader<ContainerExit> Exits => _exits.Reader;

    /// <summary>The supervisor's files lie below it.</summary>
    internal string RuntimeDirectory { get; }

    /// <summary>Null until one is connected.</summary>
    public int? SupervisorPid => _connection?.SupervisorPid;

    public async Task<IReadOnlyList<RecoveredContainer>> RecoverAsync(CancellationToken cancellation)
    {
        SupervisorConnection connection = await ConnectAsync(cancellation);
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
            launch = launch with { Argv = ["/bin/sh", path, .. Rest(launch.Argv)] };
            reply = await LaunchAsync(launch, "/bin/sh", cancellation);
        }

        return reply.Kind == MessageKind.Launched
            ? new LaunchedContainer(launch.ContainerId, reply.Number)
            : throw ExecutableLookup.Explain(reply.Number, path, launch.WorkingDirectory);
    }

    public ValueTask SignalAsync(string containerId, int signal, CancellationToken cancellation) =>
        RepeatAsync(MessageKind.Signal, (containerId, signal), cancellation);

    public ValueTask DestroyAsync(string containerId, CancellationToken cancellation) =>
        RepeatAsync(MessageKind.Destroy, (containerId, 0), cancellation);

    public ValueTask ForgetAsync(string containerId, CancellationToken cancellation)
    {
        lock (_gate)
            _ = _known.Remove(containerId);
        return RepeatAsync(MessageKind.Forget, (containerId, 0), cancellation);
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
    public async Task ShutdownAsync(CancellationToken cancellation)
    {
        SupervisorConnection connection = await ConnectAsync(cancellation);
        await _disposed.CancelAsync();
        _ = connection.RequestAsync(MessageKind.Shutdown, 0, static (_, _) => { });
        await connection.Closed.WaitAsync(cancellation);
    }

    /// <summary>Leaves the supervisor and its containers alone, unless they are set to die with the agent.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
            return;
        await _disposed.CancelAsync();
        _connection?.Dispose();
        await _watching;
        _ = _exits.Writer.TryComplete();
        _pipes.Dispose();
        _connecting.Dispose();
        _disposed.Dispose();
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

    private static IEnumerable<string> Rest(IReadOnlyList<string> argv)
    {
        for (int i = 1; i < argv.Count; i++)
            yield return argv[i];
    }

    private static void WriteLaunch(FrameWriter frame, (ContainerLaunch Launch, string Path) what)
    {
        frame.Text(what.Launch.ContainerId);
        if (what.Launch.Io is { } io)
            WriteStreams(frame, io);
        frame.Text(what.Path);
        frame.Text(what.Launch.WorkingDirectory);
        frame.Int32(what.Launch.Argv.Count);
        foreach (string argument in what.Launch.Argv)
            frame.Text(argument);
        frame.Int32(what.Launch.Environment.Count);
        foreach ((string name, string value) in what.Launch.Environment)
            frame.Text(name, value, '=');
    }

    private static void WriteStreams(FrameWriter frame, ContainerIo io)
    {
        frame.Byte((byte)io.Input);
        frame.UInt16(io.Rows);
        frame.UInt16(io.Columns);
        frame.Boolean(io.IsSession);
        frame.Text(io.Directory ?? "");
        foreach (LogLimit? limit in (LogLimit?[])[io.Output, io.Error])
        {
            frame.Int64(limit?.Bytes ?? 0);
            frame.Int32(limit?.Kept ?? 0);
        }
    }

    private async Task<SupervisorReply> LaunchAsync(ContainerLaunch launch, string path, CancellationToken cancellation)
    {
        SupervisorConnection connection = await ConnectAsync(cancellation);
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
            SupervisorReply reply = await connection.RequestAsync(kind, (launch, path), WriteLaunch);
            launched = reply.Kind == MessageKind.Launched;
            if (launched && launch.Io is { HasSwitchboard: false })
            {
                lock (_gate)
                {
                    // It may have ended already.
                    if (_known.TryGetValue(launch.ContainerId, out ContainerExit? ended) && ended is null)
                        _pipes.Hold(launch.ContainerId);
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

    /// <summary>Sends what may be done twice, through the next supervisor when one dies over it.</summary>
    private async ValueTask RepeatAsync(MessageKind kind, (string Id, int Signal) what, CancellationToken cancellation)
    {
        while (true)
        {
            SupervisorConnection connection = await ConnectAsync(cancellation);
            try
            {
                _ = await connection.RequestAsync(kind, (kind, what), static (frame, state) =>
                {
                    frame.Text(state.what.Id);
                    if (state.kind == MessageKind.Signal)
                        frame.Int32(state.what.Signal);
                });
                return;
            }
            catch (SupervisorLostException)
            {
                // Connected anew above.
            }
        }
    }

    private async ValueTask<SupervisorConnection> ConnectAsync(CancellationToken cancellation)
    {
        if (_connection is { Closed.IsCompleted: false } open)
            return open;
        await _connecting.WaitAsync(cancellation);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
            if (_connection is { Closed.IsCompleted: false } other)
                return other;
            (SupervisorConnection connection, IReadOnlyList<RecoveredContainer> containers) =
                await _client.ConnectAsync(Tell, cancellation);
            bool first = _connection is null;
            CatchUp(connection, containers, first);
            if (!first)
                RenewWills(connection);
            _connection = connection;
            SupervisorConnected(connection.SupervisorPid, containers.Count);
            if (first)
                _watching = WatchAsync();
            return connection;
        }
        finally
        {
            _ = _connecting.Release();
        }
    }

    /// <summary>Replaces a supervisor that died, whether or not anybody asks for one: its tasks' ends must be noticed.</summary>
    private async Task WatchAsync()
    {
        while (true)
        {
            await _connection!.Closed;
            if (_disposed.IsCancellationRequested)
                return;
            SupervisorLost(_connection.SupervisorPid);
            try
            {
                _ = await ConnectAsync(_disposed.Token);
            }
            catch (ContainerLaunchException e)
            {
                SupervisorUnavailable(e.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), _time, _disposed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    /// <summary>Compares what a new supervisor found with what this process knows of.</summary>
    private void CatchUp(SupervisorConnection connection, IReadOnlyList<RecoveredContainer> containers, bool first)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var exits = new List<ContainerExit>();
        lock (_gate)
        {
            foreach (RecoveredContainer container in containers)
            {
                _ = found.Add(container.ContainerId);
                if (container.Exit is null)
                    _pipes.Hold(container.ContainerId);
                if (first && !IsInside(container.ContainerId))
                    _known[container.ContainerId] = container.Exit;
                else if (first)
                    Discard(connection, container.ContainerId);
                else if (!_known.TryGetValue(container.ContainerId, out ContainerExit? told))
                    Discard(connection, container.ContainerId);
                else if (told is null && container.Exit is not null)
                    exits.Add(container.Exit);
            }

            foreach ((string id, ContainerExit? exit) in _known)
            {
                if (exit is null && !found.Contains(id))
                    exits.Add(new ContainerExit(id, null));
            }
        }

        Tell(exits);
    }

    /// <summary>A container whose launch was reported as failed when the supervisor died over it: its end is nobody's.</summary>
    private void Discard(SupervisorConnection connection, string id)
    {
        _ = _discarded.Add(id);
        Post(connection, MessageKind.Destroy, id);
        Post(connection, MessageKind.Forget, id);
    }

    /// <summary>Sends without waiting; a connection that ends over it is replaced, and what was not done comes up again.</summary>
    private static void Post(SupervisorConnection connection, MessageKind kind, string id)
    {
        try
        {
            _ = connection.RequestAsync(kind, id, static (frame, name) => frame.Text(name));
        }
        catch (SupervisorLostException)
        {
        }
    }

    private void Tell(IReadOnlyList<ContainerExit> exits)
    {
        lock (_gate)
        {
            foreach (ContainerExit exit in exits)
            {
                if (_discarded.Remove(exit.ContainerId))
                {
                    if (_connection is { } connection)
                        Post(connection, MessageKind.Forget, exit.ContainerId);
                    continue;
                }

                _pipes.Release(exit.ContainerId);
                EndInsidesOf(exit.ContainerId);
                if (_insides.TryGetValue(exit.ContainerId, out TaskCompletionSource<ContainerExit>? inside))
                {
                    _ = inside.TrySetResult(exit);
                    continue;
                }

                if (_known.ContainsKey(exit.ContainerId))
                    _known[exit.ContainerId] = exit;
                _ = _exits.Writer.TryWrite(exit);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Supervisor {Pid} is connected and knows of {Containers} containers")]
    private partial void SupervisorConnected(int pid, int containers);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Supervisor {Pid} is gone; another takes over what it ran")]
    private partial void SupervisorLost(int pid);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Problem}")]
    private partial void SupervisorUnavailable(string problem);
}
