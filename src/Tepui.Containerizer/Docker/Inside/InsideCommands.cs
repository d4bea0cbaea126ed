using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Docker.Engine;
using Tepui.Containerizer.Docker.Life;

namespace Tepui.Containerizer.Docker.Inside;

/// <summary>Commands that run inside containers (the Engine API's exec). Their ends come with the events of dockerd's one stream.</summary>
internal sealed class InsideCommands(EngineClient engine, TimeProvider time)
{
    /// <summary>128 and SIGKILL, which ends what runs inside a container that ends.</summary>
    private const int KilledWithContainer = 137;

    private const string Lost = "dockerd was restarted while the command ran, and does not know how it ended";

    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Running> _running = new(StringComparer.Ordinal);

    /// <returns>Its exit code; 128 and the signal's number when one ended it.</returns>
    /// <exception cref="ContainerLaunchException">It could not be started, or its end cannot be known.</exception>
    public async Task<int> RunAsync(
        DockerContainer container, ContainerCommand command, CancellationToken cancellation, CancellationToken disposed)
    {
        var exec = new CreateExec
        {
            Cmd = command.Executable is null ? command.Argv : [command.Executable, .. command.Argv.Skip(1)],
            Env = command.Environment.Count == 0 ? null : [.. command.Environment.Select(variable => $"{variable.Key}={variable.Value}")],
            User = command.User,
        };
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, disposed);
        string id = await engine.CreateExecAsync(container.Name, exec, either.Token);
        var running = new Running(container);
        _running[id] = running;
        try
        {
            // Not broken off in between: what dockerd would have started all the same could not be told from what it has not begun.
            await engine.StartExecAsync(id, CancellationToken.None);
            return await running.End.Task.WaitAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            await KillAsync(id, running);
            throw;
        }
        finally
        {
            _ = _running.TryRemove(id, out _);
            running.Left.SetResult();
        }
    }

    /// <summary>An event tells an end.</summary>
    public void Ended(string id, int? exitCode)
    {
        if (_running.TryGetValue(id, out Running? running) && exitCode is { } code)
            _ = running.End.TrySetResult(code);
    }

    /// <summary>All that ran inside has ended with it.</summary>
    public void ContainerEnded(DockerContainer container)
    {
        foreach (Running running in _running.Values.Where(running => running.Container == container))
            _ = running.End.TrySetResult(KilledWithContainer);
    }

    /// <summary>Asks for every command whether it has ended while nobody told.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        foreach ((string id, Running running) in _running)
        {
            try
            {
                ExecInspection inspection = await engine.InspectExecAsync(id, cancellation);
                if (inspection is { Running: false, ExitCode: { } code })
                    _ = running.End.TrySetResult(code);
            }
            catch (EngineRefusedException e) when (e.IsMissing)
            {
                _ = running.End.TrySetException(new ContainerLaunchException(Lost, e));
            }
        }
    }

    /// <summary>Completes when nothing runs that was cancelled.</summary>
    public Task LeaveAsync() => Task.WhenAll(_running.Values.Select(running => running.Left.Task));

    private async Task KillAsync(string id, Running running)
    {
        try
        {
            ExecInspection inspection = await engine.InspectExecAsync(id, CancellationToken.None);
            if (!inspection.Running || inspection.Pid == 0 || !ContainerProcess.IsOf(running.Container.EngineId, inspection.Pid))
                return;
            ContainerProcess.KillSession(inspection.Pid);
            await running.End.Task.WaitAsync(KillPatience, time);
        }
        catch (Exception e) when (e is EngineRefusedException or EngineUnavailableException or ContainerLaunchException or TimeoutException)
        {
            // It has ended, or dockerd is away and nothing can be known of it.
        }
    }

    private sealed record Running(DockerContainer Container)
    {
        public TaskCompletionSource<int> End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Left { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
