using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Supervisor.Wire;

namespace Tepui.Containerizer.Processes;

/// <summary>The connection to the supervisor, whichever is there: one that dies is replaced at once.</summary>
/// <param name="told">Takes the ends of containers.</param>
/// <param name="connected">Takes what a supervisor found, and whether it is the first, before anybody else has the connection.</param>
internal sealed partial class SupervisorLink(
    SupervisorClient client,
    Action<IReadOnlyList<ContainerExit>> told,
    Action<SupervisorConnection, IReadOnlyList<RecoveredContainer>, bool> connected,
    TimeProvider time,
    ILogger logger) : IAsyncDisposable
{
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private readonly CancellationTokenSource _disposed = new();
    private readonly ILogger _logger = logger;
    private SupervisorConnection? _connection;
    private Task _watching = Task.CompletedTask;

    /// <summary>Null until one is connected; it may have been lost since.</summary>
    public SupervisorConnection? Current => _connection;

    /// <summary>Sends what may be done twice, through the next supervisor when one dies over it.</summary>
    public async ValueTask RepeatAsync<TState>(
        MessageKind kind, TState state, Action<FrameWriter, TState> write, CancellationToken cancellation)
    {
        while (true)
        {
            SupervisorConnection connection = await ConnectAsync(cancellation);
            try
            {
                _ = await connection.RequestAsync(kind, state, write);
                return;
            }
            catch (SupervisorLostException)
            {
                // Connected anew above.
            }
        }
    }

    /// <summary>Sends without waiting; a connection that ends over it is replaced, and what was not done comes up again.</summary>
    public static void Post(SupervisorConnection connection, MessageKind kind, string id)
    {
        try
        {
            _ = connection.RequestAsync(kind, id, static (frame, name) => frame.Text(name));
        }
        catch (SupervisorLostException)
        {
        }
    }

    /// <summary>Kills every container and ends the supervisor; completes when all are gone.</summary>
    public async Task EndSupervisorAsync(CancellationToken cancellation)
    {
        SupervisorConnection connection = await ConnectAsync(cancellation);
        await _disposed.CancelAsync();
        _ = connection.RequestAsync(MessageKind.Shutdown, 0, static (_, _) => { });
        await connection.Closed.WaitAsync(cancellation);
    }

    public async ValueTask<SupervisorConnection> ConnectAsync(CancellationToken cancellation)
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
                await client.ConnectAsync(told, cancellation);
            bool first = _connection is null;
            connected(connection, containers, first);
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
                await Task.Delay(TimeSpan.FromSeconds(1), time, _disposed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    /// <summary>Leaves the supervisor alone.</summary>
    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync();
        _connection?.Dispose();
        await _watching;
        _connecting.Dispose();
        _disposed.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Supervisor {Pid} is connected and knows of {Containers} containers")]
    private partial void SupervisorConnected(int pid, int containers);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Supervisor {Pid} is gone; another takes over what it ran")]
    private partial void SupervisorLost(int pid);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Problem}")]
    private partial void SupervisorUnavailable(string problem);
}
