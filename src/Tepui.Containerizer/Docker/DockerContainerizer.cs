using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tepui.Containerizer.Docker.Engine;
using Tepui.Containerizer.Docker.Inside;
using Tepui.Containerizer.Docker.Life;
using Tepui.Containerizer.Docker.Output;
using Tepui.Containerizer.Docker.Translation;
using Tepui.Containerizer.Images.Registry;

namespace Tepui.Containerizer.Docker;

/// <summary>
/// Containers of a dockerd, through the Engine API on its Unix socket. They are dockerd's children, so they survive the agent; what
/// becomes of them is known from one stream of events, and from a look at all of them whenever that stream begins anew.
/// </summary>
public sealed partial class DockerContainerizer : IContainerizer, IAsyncDisposable
{
    private const int Terminate = 15;

    /// <summary>What the image wants to be sent to end.</summary>
    private const string OwnSignal = "";

    /// <summary>The end of all processes, after a chance to end by themselves when --docker_stop_timeout gives one.</summary>
    private const string Destruction = "KILL";

    private readonly DockerContainerizerOptions _options;
    private readonly string _runtimeDirectory;
    private readonly EngineClient _engine;
    private readonly EngineWatch _watch;
    private readonly RemovalSchedule _removals;
    private readonly ContainerRecords _records;
    private readonly DockerLauncher _launcher;
    private readonly LogFollower _output;
    private readonly IContainerWills? _wills;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<ContainerExit> _exits = Channel.CreateUnbounded<ContainerExit>();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DockerContainer> _containers = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _disposed = new();
    private Task? _running;
    private bool _isRecovering;

    /// <param name="wills">Ends the containers when the agent is gone for good; null leaves them to the agent's next process.</param>
    /// <exception cref="FormatException">The configuration of Docker is none.</exception>
    public DockerContainerizer(
        DockerContainerizerOptions options, IContainerWills? wills = null, TimeProvider? time = null, ILogger? logger = null)
    {
        _options = options;
        _wills = wills;
        _time = time ?? TimeProvider.System;
        _logger = logger ?? NullLogger.Instance;
        _runtimeDirectory = Path.GetFullPath(options.RuntimeDirectory);
        _engine = new EngineClient(options.Socket, _time);
        _watch = new EngineWatch(_engine, ContainerLabels.Filter(_runtimeDirectory), _time, _logger)
        {
            Synchronize = SynchronizeAsync,
            Ended = Ended,
            CommandEnded = (id, exitCode) => _inside!.Ended(id, exitCode),
        };
        _inside = new InsideCommands(_engine, _time);
        _removals = new RemovalSchedule(_engine, _watch, _time, _logger) { Removed = RevokeWill };
        _records = new ContainerRecords(_runtimeDirectory);
        _launcher = new DockerLauncher(_engine, new ImagePull(_engine, _time, _logger), new PullCredentials(Credentials(options)), _runtimeDirectory);
        _output = new LogFollower(_engine, _watch, _records, _time, _logger);
    }

    public ChannelReader<ContainerExit> Exits => _exits.Reader;

    /// <summary>Does not fail when dockerd is away: what is on record counts as running until dockerd says otherwise.</summary>
    public async Task<IReadOnlyList<RecoveredContainer>> RecoverAsync(CancellationToken cancellation)
    {
        lock (_gate)
            _isRecovering = true;
        Run();
        await _watch.FirstTry.WaitAsync(cancellation);
        DockerContainer[] ending;
        lock (_gate)
            ending = [.. _containers.Values.Where(container => container.State == DockerContainerState.Ending)];
        try
        {
            await Task.WhenAll(ending.Select(container => container.End)).WaitAsync(_options.OutputPatience * 2, _time, cancellation);
        }
        catch (TimeoutException)
        {
            // dockerd has gone away over it: these ends are told when it is back.
        }

        lock (_gate)
        {
            _isRecovering = false;
            return [.. _containers.Values
                .Where(container => container.State != DockerContainerState.Launching)
                .Select(container => new RecoveredContainer(container.Id, container.Pid, container.Exit))];
        }
    }

    public async ValueTask<LaunchedContainer> LaunchAsync(ContainerLaunch launch, CancellationToken cancellation)
    {
        Run();
        string name = ContainerName.For(launch.ContainerId);
        TranslatedContainer translated = ContainerTranslator.Translate(launch, name, _options);
        OutputPlan output = DockerLauncher.Prepare(launch, translated);
        var container = new DockerContainer(launch.ContainerId, name) { Resources = ContainerTranslator.ResourcesOf(launch) };
        lock (_gate)
        {
            if (!_containers.TryAdd(container.Id, container))
                throw new ContainerLaunchException($"a container with the id '{container.Id}' exists already");
        }

        bool asked = false;
        Attachment? attached = null;
        try
        {
            _records.Add(name, container.Id);
            asked = true;
            await SetWillAsync(name, _disposed.Token);

            // Only a pull is broken off: what dockerd would have finished all the same could not be told from what it has not begun.
            await _launcher.CreateAsync(container, launch, translated, output, cancellation, _disposed.Token);
            cancellation.ThrowIfCancellationRequested();
            ThrowIfGivenUp(container);
            attached = new Attachment(await _engine.AttachAsync(name, _disposed.Token), _watch.Connections);
            await _launcher.StartAsync(container, translated.Body.Image, _disposed.Token);
            (LaunchedContainer launched, ContainerInspection inspection) = await _launcher.InspectAsync(container, _disposed.Token);
            Adopt(container, inspection, launch.WorkingDirectory, output, attached);
            attached = null;
            return launched;
        }
        catch (OperationCanceledException)
        {
            // The agent is ending, and its next process finds the container by its record; or it is about to be destroyed.
            Interrupt(container);
            throw;
        }
        catch (Exception e)
        {
            Abandon(container, asked);
            if (e is EngineUnavailableException or EngineRefusedException or IOException or UnauthorizedAccessException)
                throw new ContainerLaunchException(e.Message, e);
            throw;
        }
        finally
        {
            attached?.Dispose();
        }
    }

    public ValueTask SignalAsync(string containerId, int signal, CancellationToken cancellation) =>
        SendAsync(containerId, signal == Terminate ? OwnSignal : $"{signal}", cancellation);

    public ValueTask DestroyAsync(string containerId, CancellationToken cancellation)
    {
        DockerContainer? launching;
        lock (_gate)
        {
            if (_containers.TryGetValue(containerId, out launching) && launching.State == DockerContainerState.Launching)
                launching.IsGivenUp = true;
            else
                launching = null;
            if (launching?.IsInterrupted == true)
                Abandon(launching, asked: true);
        }

        return launching is null
            ? SendAsync(containerId, Destruction, cancellation)
            : new ValueTask(launching.LaunchCancelled.CancelAsync());
    }

    public ValueTask ForgetAsync(string containerId, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_containers.TryGetValue(containerId, out DockerContainer? container) && container.State == DockerContainerState.Ended)
            {
                _ = _containers.Remove(containerId);
                _removals.Add(container.Name, container.FinishedAt + _options.RemoveDelay);
                _records.Remove(container.Name);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Leaves the containers alone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed.IsCancellationRequested)
            return;
        await _disposed.CancelAsync();
        if (_running is not null)
            await _running;
        await _inside.LeaveAsync();
        DockerContainer[] containers;
        lock (_gate)
            containers = [.. _containers.Values];
        foreach (DockerContainer container in containers)
            await Task.WhenAll(container.Output ?? Task.CompletedTask, container.End).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ = _exits.Writer.TryComplete();
        _removals.Dispose();
        _engine.Dispose();
        _disposed.Dispose();
    }

    private static DockerConfiguration Credentials(DockerContainerizerOptions options) =>
        options.DockerConfiguration is { } json ? DockerConfiguration.Parse(json) : DockerConfiguration.Empty;

    private static void ThrowIfGivenUp(DockerContainer container)
    {
        if (container.IsGivenUp)
            throw new ContainerLaunchException("the launch was given up before the container ran");
    }

    /// <summary>Begins to watch dockerd, with what an earlier process of this agent has left on record.</summary>
    private void Run()
    {
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        lock (_gate)
        {
            if (_running is not null)
                return;
            foreach ((string name, string id) in _records.Read())
                _containers.Add(id, new DockerContainer(id, name) { State = DockerContainerState.Running });
            CancellationToken disposed = _disposed.Token;
            _running = Task.WhenAll(
                Task.Run(() => _watch.RunAsync(disposed), CancellationToken.None),
                Task.Run(() => _removals.RunAsync(disposed), CancellationToken.None));
        }
    }

    private void Interrupt(DockerContainer container)
    {
        lock (_gate)
        {
            container.IsInterrupted = true;
            if (container.IsGivenUp)
                Abandon(container, asked: true);
        }
    }

    /// <summary>A launch came to nothing: nothing of it may stay, whatever dockerd has done of it.</summary>
    private void Abandon(DockerContainer container, bool asked)
    {
        lock (_gate)
        {
            _ = _containers.Remove(container.Id);
            if (asked)
                _removals.Add(container.Name, _time.GetUtcNow());
            _records.Remove(container.Name);
        }
    }

    private async ValueTask SendAsync(string id, string signal, CancellationToken cancellation)
    {
        while (true)
        {
            DockerContainer? container;
            lock (_gate)
            {
                if (!_containers.TryGetValue(id, out container) || container.State != DockerContainerState.Running)
                    return;
            }

            try
            {
                if (signal == Destruction && _options.StopTimeout > TimeSpan.Zero)
                    await _engine.StopAsync(container.Name, _options.StopTimeout, cancellation);
                else
                    await _engine.KillAsync(container.Name, signal == OwnSignal ? container.StopSignal ?? "TERM" : signal, cancellation);
                return;
            }
            catch (EngineRefusedException e) when (e.Status is System.Net.HttpStatusCode.NotFound or System.Net.HttpStatusCode.Conflict)
            {
                // It has ended, and its exit is on its way.
                return;
            }
            catch (EngineUnavailableException)
            {
                await _watch.ConnectedAsync(cancellation);
            }
        }
    }
}
