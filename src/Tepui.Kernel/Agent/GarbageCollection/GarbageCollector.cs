using System;
using System.Collections.Generic;
using Mesos.V1;
using Tepui.Kernel.Agent.Containers;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.Agent.Tasks;

namespace Tepui.Kernel.Agent.GarbageCollection;

/// <summary>
/// Decides when sandboxes that are over are removed (src/slave/gc.cpp, docs/sandbox.md): --gc_delay after their end, and sooner on
/// a disk that fills up. The disk itself is the schedule; here is only its oldest part, so that a million sandboxes cost no more
/// memory than <see cref="GarbageRules.MostListed"/>: what does not fit is looked for again once the list has run out.
/// </summary>
internal sealed class GarbageCollector(AgentState agent)
{
    /// <summary>The modification time of what ran for a shorter time tells its end well enough.</summary>
    private static readonly TimeSpan WorthTouching = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    /// <summary>Oldest first.</summary>
    private readonly Queue<Leftover> _listed = new();

    /// <summary>What came to its end while the disk was looked through.</summary>
    private readonly Queue<Leftover> _meanwhile = new();

    /// <summary>Listed sandboxes of containers that were launched once more under their old ids.</summary>
    private readonly HashSet<string> _kept = new(StringComparer.Ordinal);

    private bool _started;
    private bool _finding;
    private long _unlisted;
    private int _removing;
    private TimeSpan _allowedAge = TimeSpan.MaxValue;
    private bool _armed;
    private DateTimeOffset _findAgainFrom;

    /// <summary>Known to be over and still there.</summary>
    public long Pending => _listed.Count + _meanwhile.Count + _unlisted + _removing;

    /// <summary>How long what is over may stay, as full as the disk is.</summary>
    public TimeSpan AllowedAge => _allowedAge < Rules.Delay ? _allowedAge : Rules.Delay;

    private GarbageRules Rules => agent.Config.Garbage;

    /// <summary>After recovery: looks for what the processes before have left.</summary>
    public void Start()
    {
        _started = true;
        Find();
        agent.Emit(new StartTimer(new AgentTimer.DiskWatch(), Rules.DiskWatchInterval));
    }

    /// <summary>A command task's container is gone, and all is said about it.</summary>
    public void Over(AgentTask task)
    {
        if (_started && task.Info is not null && agent.Id is { } id)
        {
            DateTimeOffset? since = task.Statuses.Count > 0 ? TimeOf(task.Statuses[0]) : null;
            Over(id, task.Framework.Id, new ExecutorId(task.Id.Value), task.Container, since);
        }
    }

    /// <summary>An executor's container is gone, and all is said about its tasks.</summary>
    public void Over(AgentExecutor executor)
    {
        if (_started && agent.Id is { } id)
        {
            Over(id, executor.Framework.Id, executor.Id, executor.Container, since: null);
        }
    }

    /// <summary>A nested or standalone container's sandbox is not used any more.</summary>
    /// <param name="directory">Absolute.</param>
    public void OverNonExecutor(string directory)
    {
        string root = agent.Config.WorkDirectory.TrimEnd('/') + "/";
        if (_started && Rules.NonExecutorContainers && directory.StartsWith(root, StringComparison.Ordinal))
        {
            agent.Emit(new TouchPath(directory));
            _kept.Remove(directory[root.Length..]);
            Add(directory[root.Length..]);
        }
    }

    /// <summary>A nested or standalone container is launched; ids of these are their users', and may come again.</summary>
    public void Keep(string directory)
    {
        string root = agent.Config.WorkDirectory.TrimEnd('/') + "/";
        if (Rules.NonExecutorContainers && directory.StartsWith(root, StringComparison.Ordinal))
        {
            _kept.Add(directory[root.Length..]);
        }
    }

    public void Found(PathsFound input)
    {
        if (!_finding)
        {
            return;
        }

        _finding = false;
        _listed.Clear();
        _unlisted = 0;
        var ended = new HashSet<string>(StringComparer.Ordinal);
        foreach (Leftover leftover in _meanwhile)
        {
            ended.Add(leftover.Path);
        }

        foreach (Leftover leftover in input.Paths)
        {
            // Its modification time may lie ahead of this machine's clock.
            if (!ended.Contains(leftover.Path) && !IsInUse(leftover.Path))
            {
                List(leftover.Since > agent.Now ? leftover with { Since = agent.Now } : leftover);
            }
        }

        _unlisted += input.More;
        while (_meanwhile.TryDequeue(out Leftover leftover))
        {
            List(leftover);
        }

        Collect();
    }

    /// <summary>The next look at the disk.</summary>
    public void Watch()
    {
        agent.Emit(new MeasureDisk());
        agent.Emit(new StartTimer(new AgentTimer.DiskWatch(), Rules.DiskWatchInterval));
    }

    public void Measured(DiskMeasured input)
    {
        if (input.Fault is { } fault)
        {
            agent.Tell(new AgentNotice.DiskUnmeasured(fault));
            return;
        }

        _allowedAge = Rules.AllowedAge(input.Usage);
        agent.Tell(new AgentNotice.DiskMeasured(input.Usage, _allowedAge, Pending));
        Collect();
    }

    public void Due()
    {
        _armed = false;
        Collect();
    }

    public void Removed(PathsRemoved input)
    {
        agent.Counters.PathRemovalsSucceeded += input.Succeeded;
        agent.Counters.PathRemovalsFailed += input.Failed;
        _removing = 0;
        if (Next(Rules.Delay))
        {
            Collect(Rules.Delay);
        }
        else if (Next(_allowedAge))
        {
            // There may be room enough by now for the rest to stay a little longer.
            agent.Emit(new MeasureDisk());
        }
        else
        {
            Collect();
        }
    }

    private static DateTimeOffset TimeOf(TaskStatus status) =>
        DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(Math.Clamp(status.Timestamp, 0, 250_000_000_000));

    private void Over(AgentId id, FrameworkId framework, ExecutorId executor, ContainerId container, DateTimeOffset? since)
    {
        if (since is null || agent.Now - since > WorthTouching)
        {
            agent.Emit(new TouchPath(
                Sandbox.For(agent.Config.WorkDirectory.TrimEnd('/'), id, framework, executor, container).Directory));
        }

        Add(string.Concat(
            "slaves/" + id.Value,
            "/frameworks/" + framework.Value,
            "/executors/" + executor.Value,
            "/runs/" + container.Value));
    }

    private void Add(string path)
    {
        if (_finding)
        {
            _meanwhile.Enqueue(new Leftover(path, agent.Now));
            return;
        }

        List(new Leftover(path, agent.Now));
        Arm();
    }

    /// <summary>Nothing may come into the list behind what was left out of it: it would overtake what is older.</summary>
    private void List(Leftover leftover)
    {
        if (_unlisted > 0 || _listed.Count >= GarbageRules.MostListed)
        {
            _unlisted++;
        }
        else
        {
            _listed.Enqueue(leftover);
        }
    }

    /// <summary>Removes what has been over for too long, a batch at a time.</summary>
    private void Collect() => Collect(AllowedAge);

    private void Collect(TimeSpan age)
    {
        if (_removing > 0 || _finding)
        {
            return;
        }

        List<string>? paths = null;
        while (Next(age) && (paths is null || paths.Count < GarbageRules.BatchSize))
        {
            string path = _listed.Dequeue().Path;
            if (_kept.Count == 0 || !_kept.Remove(path))
            {
                (paths ??= []).Add(path);
            }
        }

        if (paths is not null)
        {
            _removing = paths.Count;
            agent.Emit(new RemovePaths(paths));
        }
        else if (_listed.Count == 0 && _unlisted > 0)
        {
            Find();
        }

        Arm();
    }

    private bool Next(TimeSpan age) => _listed.TryPeek(out Leftover oldest) && agent.Now - oldest.Since >= age;

    private void Find()
    {
        // What cannot be removed is found every time: then there is no hurry.
        if (agent.Now < _findAgainFrom)
        {
            return;
        }

        _findAgainFrom = agent.Now + Rules.DiskWatchInterval;
        _finding = true;
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (AgentTask task in agent.Tasks)
        {
            if (task.Container.Value is { } container)
            {
                used.Add(container);
            }
        }

        foreach (AgentContainer nested in agent.Containers.All)
        {
            if (nested.IsLive)
            {
                used.Add(ContainerIds.NameOf(nested.Id));
            }
        }

        foreach (AgentFramework framework in agent.Frameworks)
        {
            foreach (AgentExecutor executor in framework.Executors)
            {
                used.Add(executor.Container.Value);
            }

            foreach (AgentExecutor executor in framework.Ended)
            {
                used.Add(executor.Container.Value);
            }
        }

        agent.Emit(new FindPaths(agent.Id, used, GarbageRules.MostListed));
    }

    /// <summary>What was launched since is no leftover: a sandbox goes by its container's id, which is the path's last part.</summary>
    private bool IsInUse(string path)
    {
        if (agent.Id is { } id && path == "slaves/" + id.Value)
        {
            return true;
        }

        var container = new ContainerId(path[(path.LastIndexOf('/') + 1)..]);
        return agent.Find(container) is not null
            || agent.FindExecutor(container) is not null
            || agent.Containers.Find(container) is { IsLive: true };
    }

    private void Arm()
    {
        if (_armed || _removing > 0 || _finding || !_listed.TryPeek(out Leftover oldest))
        {
            return;
        }

        _armed = true;
        TimeSpan left = Rules.Delay - (agent.Now - oldest.Since);
        agent.Emit(new StartTimer(
            new AgentTimer.GarbageDue(), left > LongestTimer ? LongestTimer : left > TimeSpan.Zero ? left : TimeSpan.Zero));
    }
}
