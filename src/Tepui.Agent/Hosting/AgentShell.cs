using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Tepui.Agent.Checkpointing;
using Tepui.Agent.Checks;
using Tepui.Agent.ContainerLoggers;
using Tepui.Agent.Containers;
using Tepui.Agent.Executors;
using Tepui.Agent.GarbageCollection;
using Tepui.Agent.Sandboxes;
using Tepui.Agent.Volumes;
using Tepui.Containerizer;
using Tepui.Containerizer.Fetching;
using Tepui.Containerizer.Volumes;
using Tepui.Internal.V1;
using Tepui.Kernel;
using Tepui.Kernel.Agent;
using Tepui.Runtime.Loops;
using Tepui.Runtime.Timers;

namespace Tepui.Agent.Hosting;

/// <summary>Carries out what the agent's machine decides: first the log, then everything else in its order.</summary>
internal sealed class AgentShell : ILoopMachine<AgentInput>, IDisposable
{
    private readonly AgentMachine _machine;
    private readonly CheckpointLog _log;
    private readonly IContainerizer _containerizer;
    private readonly IFetcher _fetcher;
    private readonly KeyedTimers<AgentTimer> _timers;
    private readonly NoticeLog _notices;
    private readonly VolumeKeeper _volumes;
    private readonly Janitor _janitor;
    private readonly CheckRunner _checks;
    private readonly string _workDirectory;
    private readonly ILogger _logger;
    private readonly CancellationToken _stopping;
    private readonly Outbox<AgentEffect> _outbox = new();

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>Launches that may take long, for they fetch or pull: each can be called off.</summary>
    private readonly ConcurrentDictionary<ContainerId, SlowLaunch> _slow = [];
    private readonly List<AgentEffect> _held = [];
    private readonly ITimer _retry;
    private bool _told;
    private bool _rewritten;
    private bool _waits;

    public AgentShell(
        string workDirectory,
        string[] cleanupPatterns,
        AgentMachine machine,
        CheckpointLog log,
        IContainerizer containerizer,
        IFetcher fetcher,
        TimeProvider time,
        ILogger logger,
        CancellationToken stopping)
    {
        _workDirectory = workDirectory;
        _machine = machine;
        _log = log;
        _containerizer = containerizer;
        _fetcher = fetcher;
        _timers = new KeyedTimers<AgentTimer>(time, Fired);
        _notices = new NoticeLog(logger);
        _volumes = new VolumeKeeper(input => Loop!.Post(input), logger);
        _janitor = new Janitor(workDirectory, cleanupPatterns, input => Loop!.Post(input), logger, stopping);
        _checks = new CheckRunner(containerizer, time, input => Loop!.Post(input), stopping);
        _logger = logger;
        _stopping = stopping;
        _retry = time.CreateTimer(_ => _janitor.Measure(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Set before the first input.</summary>
    public MailboxLoop<AgentInput> Loop { get; set; } = null!;

    public MasterConnection Master { get; set; } = null!;

    public ExecutorConnections Executors { get; } = new();

    public ContainerRequests Containers { get; } = new();

    public ContainerLogger Logger { get; init; } = new(rotation: null);

    /// <summary>Completes when the machine asks for the agent's end.</summary>
    public TaskCompletionSource<Stop> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <exception cref="InvalidOperationException">It was told something before <see cref="Recovered"/>: its log would be written anew without what is in it.</exception>
    public void Step(AgentInput input, DateTimeOffset now)
    {
        if (!_told && input is not Recovered)
            throw new InvalidOperationException($"{input.GetType().Name} before {nameof(Recovered)}");
        _told = true;
        _machine.Step(input, now, _outbox);
    }

    public void Flush(DateTimeOffset now)
    {
        // The agent decides nothing at the end of a batch.
    }

    public void Dispatch()
    {
        bool written = WriteLog();
        if (written && _held.Count > 0)
        {
            foreach (AgentEffect effect in _held)
                CarryOut(effect);
            _held.Clear();
        }

        foreach (AgentEffect effect in _outbox.Effects)
        {
            if (written || !BuildsOnLog(effect))
                CarryOut(effect);
            else if (effect is not AppendCheckpoint)
                _held.Add(effect);
        }

        _outbox.Clear();
        Master.Flush();
        Executors.Flush();
    }

    public void Dispose()
    {
        _timers.Dispose();
        _retry.Dispose();
        _checks.Dispose();
    }

    /// <summary>What may be done although what was decided before is not written down; on a full disk it is what makes room.</summary>
    private static bool BuildsOnLog(AgentEffect effect) => effect is not (
        StartTimer or CancelTimer or Tell or MeasureDisk or FindPaths or RemovePaths or TouchPath or CleanSandbox or SendToMaster { Frame.Pong: not null });

    /// <summary>False when the log cannot be written: what builds on it has to wait.</summary>
    private bool WriteLog()
    {
        foreach (AgentEffect effect in _outbox.Effects)
        {
            if (effect is AppendCheckpoint append)
                _log.Add(append.Record);
        }

        try
        {
            // What was recovered is written anew, without what is over by now.
            if (_rewritten && !_log.WantsCompaction)
            {
                _log.Flush();
            }
            else
            {
                IReadOnlyList<AgentCheckpoint> records = _machine.Checkpoint();
                if (!_log.TryReplace(records))
                {
                    // The first tells the host's boot, which may be another than the log's.
                    if (!_rewritten)
                        _log.Add(records[0]);
                    _log.Flush();
                }

                _rewritten = true;
            }
        }
        catch (IOException e)
        {
            Wait(e.Message);
            return false;
        }

        if (_waits)
        {
            _waits = false;
            Log.LogWrittenAgain(_logger);
        }

        return true;
    }

    /// <summary>Tries again before long; what the disk says of its fill is a reason to look, and to remove what is over.</summary>
    private void Wait(string reason)
    {
        if (!_waits)
            Log.LogCannotBeWritten(_logger, reason);
        _waits = true;
        _retry.Change(RetryAfter, Timeout.InfiniteTimeSpan);
    }

    private void CarryOut(AgentEffect effect)
    {
        switch (effect)
        {
            case AppendCheckpoint:
                break;
            case SendToMaster send:
                Master.Send(send.Link, send.Frame);
                break;
            case LaunchContainer launch when _log.IsLow:
                Loop.Post(new ContainerFailed(
                    launch.Container, "the disk of --work_dir is full: make room there, or give the agent a larger one"));
                _retry.Change(RetryAfter, Timeout.InfiniteTimeSpan);
                break;
            case LaunchContainer launch:
                if (launch.Docker is not null || launch.Info is not null || launch.Uris.Count > 0 || launch.Volumes.Count > 0)
                    _slow[launch.Container] = new SlowLaunch(_stopping);
                ThreadPool.UnsafeQueueUserWorkItem(
                    static state => state.Shell.Launch(state.Effect, state.Volumes),
                    (Shell: this, Effect: launch, Volumes: _volumes.Settled),
                    preferLocal: false);
                break;
            case ChangeVolumes change:
                _volumes.Change(change);
                break;
            case LinkVolumes link:
                _volumes.Link(link);
                break;
            case UnlinkVolumes unlink:
                _volumes.Unlink(unlink);
                break;
            case TouchPath touch:
                Janitor.Touch(touch);
                break;
            case RemovePaths remove:
                _janitor.Remove(remove);
                break;
            case CleanSandbox clean:
                _janitor.Clean(clean);
                break;
            case FindPaths find:
                _janitor.Find(find);
                break;
            case MeasureDisk:
                _janitor.Measure();
                break;
            case UpdateContainer update:
                ContainerResources given = Launches.ResourcesOf(update.Resources, update.Limits, _workDirectory);
                Watch(_containerizer.UpdateAsync(update.Container.Value, given, _stopping), "update", update.Container);
                break;
            case RunCheck run:
                _checks.Run(run);
                break;
            case StopCheck stop:
                _checks.Stop(stop);
                break;
            case SendToExecutor send:
                Executors.Send(send.Connection, send.Event);
                break;
            case ReplyToExecutor reply:
                Executors.Replies.Complete(reply.Request, reply.Rejection);
                break;
            case ReplyToOperator reply:
                Containers.Complete(reply);
                break;
            case RemoveSandbox remove:
                _volumes.Remove(remove);
                break;
            case CloseExecutor close:
                Executors.Close(close.Connection);
                break;
            case ForgetContainer forget:
                Watch(_containerizer.ForgetAsync(forget.Container.Value, _stopping), "forget", forget.Container);
                break;
            case SignalContainer signal:
                Watch(_containerizer.SignalAsync(signal.Container.Value, signal.Signal, _stopping), "signal", signal.Container);
                break;
            case DestroyContainer destroy:
                if (!_slow.IsEmpty && _slow.TryGetValue(destroy.Container, out SlowLaunch? slow))
                    slow.CallOff();
                Watch(_containerizer.DestroyAsync(destroy.Container.Value, _stopping), "destroy", destroy.Container);
                break;
            case StartTimer start:
                _timers.Start(start.Timer, start.After);
                break;
            case CancelTimer cancel:
                _timers.Cancel(cancel.Timer);
                break;
            case Tell tell:
                _notices.Write(tell.Notice);
                break;
            case Connect connect:
                Master.Connect(connect.Link, connect.Master);
                break;
            case CloseLink close:
                Master.Close(close.Link);
                break;
            case Stop stop:
                Ended.TrySetResult(stop);
                break;
        }
    }

    private void Fired(IReadOnlyList<AgentTimer> timers)
    {
        foreach (AgentTimer timer in timers)
            Loop.Post(new TimerFired(timer));
    }

    private void Launch(LaunchContainer effect, Task volumes) => _ = LaunchAsync(effect, volumes);

    private async Task LaunchAsync(LaunchContainer effect, Task volumes)
    {
        SlowLaunch? slow = _slow.GetValueOrDefault(effect.Container);
        CancellationToken cancellation = slow?.Token ?? _stopping;
        AgentInput outcome;
        using PendingOperations.Ending ending = Pending.Begin("launch", effect.Container);
        try
        {
            SandboxTree.Create(effect.Sandbox);
            if (effect.OwnTemporaryFolder)
                SandboxTree.MakeTemporaryFolder(effect.Sandbox);
            if (effect.Link is { } shown)
                SandboxLinks.Make(shown.Sandbox.Directory, user: null, [new ContainerVolume(effect.Sandbox.Directory, shown.Path, false, false)]);
            if (effect.Volumes.Count > 0)
                await volumes.WaitAsync(cancellation);
            if (effect.Uris.Count > 0)
                await _fetcher.FetchAsync(effect.Uris, effect.Sandbox.Directory, effect.User, cancellation);
            LaunchedContainer container = await _containerizer.LaunchAsync(
                Launches.Of(effect, _workDirectory) with { Io = Logger.StreamsOf(effect) }, cancellation);
            outcome = new ContainerStarted(effect.Container, container.Pid)
            {
                IpAddresses = container.IpAddresses,
                Networks = container.Networks,
                Inspection = UnsafeByteOperations.UnsafeWrap(container.Inspection),
            };
        }
        catch (Exception e) when (e is ContainerLaunchException or IOException)
        {
            const string Scarce = "Too many open files";
            string advice = e.Message.EndsWith(Scarce, StringComparison.Ordinal) ? "; raise the agent's limit of open files (ulimit -n)" : "";
            outcome = new ContainerFailed(effect.Container, e.Message + advice);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException && _stopping.IsCancellationRequested)
        {
            // The agent is ending; its next process finds out what became of the container.
            return;
        }
        catch (OperationCanceledException)
        {
            // What is left of it goes before its end is told.
            await WatchAsync(_containerizer.DestroyAsync(effect.Container.Value, _stopping).AsTask(), "destroy", effect.Container);
            outcome = new ContainerFailed(effect.Container, "it was killed while it was being launched");
        }
        catch (Exception e)
        {
            // Whatever came of it, nothing of a task that is reported as failed may go on.
            Log.ContainerizerFailed(_logger, "launch", effect.Container.Value, e.Message);
            Watch(_containerizer.DestroyAsync(effect.Container.Value, _stopping), "destroy", effect.Container);
            outcome = new ContainerFailed(effect.Container, $"the container could not be launched: {e.Message}");
        }
        finally
        {
            if (slow is not null)
            {
                _ = _slow.TryRemove(effect.Container, out _);
                slow.Dispose();
            }
        }

        Loop.Post(outcome);
    }

    /// <summary>What is being done to containers.</summary>
    public PendingOperations Pending { get; } = new();

    private void Watch(ValueTask task, string what, ContainerId container)
    {
        if (!task.IsCompletedSuccessfully)
            _ = WatchAsync(task.AsTask(), what, container);
    }

    private async Task WatchAsync(Task task, string what, ContainerId container)
    {
        using PendingOperations.Ending ending = Pending.Begin(what, container);
        try
        {
            await task;
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The agent is ending.
        }
        catch (Exception e)
        {
            Pending.Failed(what);
            Log.ContainerizerFailed(_logger, what, container.Value, e.Message);
        }
    }
}
