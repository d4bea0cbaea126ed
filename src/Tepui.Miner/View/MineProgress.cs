using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tepui.Miner.Framework;
using Tepui.Miner.Framework.Stores;
using Tepui.Miner.Server;

namespace Tepui.Miner.View;

/// <summary>Gathers what is known of a mining cluster, and says in lines what is new. Safe to call from any thread.</summary>
public sealed class MineProgress(string master, IMineView view, TimeProvider time)
{
    private const int RememberedBlocks = 100;
    private const int RememberedLines = 100;
    private readonly Lock _gate = new();
    private readonly long _started = time.GetTimestamp();
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly Dictionary<string, MineAgent> _agents = [];
    private readonly Dictionary<string, MineTask> _tasks = [];
    private readonly List<string> _taskOrder = [];
    private readonly List<string> _agentOrder = [];
    private readonly HashSet<string> _seenBlocks = [];
    private readonly Queue<MineBlock> _blocks = [];
    private readonly Queue<string> _lines = [];
    private readonly TaskCompletionMark _enough = new();
    private PoolStatistics? _statistics;
    private string? _frameworkId;
    private string? _nodeTrouble;
    private string? _lastLine;
    private DateTimeOffset? _lastBlock;
    private long _earlierAccepted;
    private long _earlierRejected;

    public long BlocksAccepted { get; private set; }

    /// <summary>Set once a server answers: where its statistics are.</summary>
    public ServerTask? Server { get; private set; }

    public MineSnapshot Snapshot()
    {
        lock (_gate)
            return new MineSnapshot(
                time.GetElapsedTime(_started), master, _frameworkId,
                [.. _agentOrder.Select(id => _agents[id])], [.. _taskOrder.Select(id => _tasks[id])],
                _statistics?.HashRate ?? 0, _statistics?.NetworkDifficulty ?? 0, _statistics?.Height ?? 0,
                _earlierAccepted + Accepted(_statistics), _earlierRejected + Rejected(_statistics),
                [.. _blocks], [.. _lines])
            {
                BlocksAccepted = BlocksAccepted,
                Workers = _statistics?.Workers ?? [],
            };
    }

    /// <summary>Completes when this many blocks have been accepted.</summary>
    public System.Threading.Tasks.Task WhenBlocks(long count)
    {
        lock (_gate)
            return _enough.At(count, BlocksAccepted);
    }

    public void Say(string line)
    {
        lock (_gate)
            Tell(line);
    }

    public void Agents(IReadOnlyList<MineAgent> agents)
    {
        lock (_gate)
        {
            foreach (var agent in agents.Where(agent => _agents.TryAdd(agent.Id, agent)))
            {
                _agentOrder.Add(agent.Id);
                Tell($"agent {agent.Name} joined: {agent.Cpus:0.##} cpus, {agent.Memory:0} MB");
            }

            foreach (var id in _agentOrder.Where(id => agents.All(agent => agent.Id != id)).ToArray())
            {
                Tell($"agent {_agents[id].Name} is gone");
                _agents.Remove(id);
                _agentOrder.Remove(id);
            }
        }
    }

    public void Notice(MinerNotice notice)
    {
        lock (_gate)
        {
            switch (notice)
            {
                case MinerNotice.Subscribed(var id, var again):
                    _frameworkId = id;
                    Tell($"framework {id} subscribed{(again ? " again" : "")}");
                    break;
                case MinerNotice.MasterLost(var why):
                    Tell($"no connection to the master: {why}; trying again");
                    break;
                case MinerNotice.Refused(var message):
                    Tell($"the master refused the framework: {message}");
                    break;
                case MinerNotice.ServerStarting(var server):
                    Add(new MineTask(server.TaskId, $"{server.Host}:{server.WorkerPort}", 0, "starting"));
                    Tell($"{server.TaskId} starts: workers' port {server.Host}:{server.WorkerPort}");
                    break;
                case MinerNotice.ServerAnswers(var server):
                    Server = server;
                    Add(new MineTask(server.TaskId, $"{server.Host}:{server.WorkerPort}", 0, "running"));
                    Tell($"{server.TaskId} has work");
                    break;
                case MinerNotice.ServerEnded(var server, var why):
                    ServerEnded(server, why);
                    break;
                case MinerNotice.WorkerStarting(var id, var host, var cpus):
                    Add(new MineTask(id, host, cpus, "starting"));
                    Tell($"{id} starts on {host} with {cpus:0.##} cpus");
                    break;
                case MinerNotice.WorkerRunning(var id):
                    Add((_tasks.GetValueOrDefault(id) ?? new MineTask(id, "", 0, "")) with { State = "running" });
                    Tell($"{id} runs");
                    break;
                case MinerNotice.WorkerEnded(var id, var why):
                    Remove(id);
                    Tell($"{id} ended: {why}");
                    break;
            }
        }
    }

    public void Statistics(PoolStatistics statistics)
    {
        lock (_gate)
        {
            _statistics = statistics;
            if (statistics.Node != _nodeTrouble)
                Tell(statistics.Node ?? "the Bitcoin node answers again");
            _nodeTrouble = statistics.Node;
            foreach (var block in statistics.Blocks.Where(block => _seenBlocks.Add(block.Hash)))
                Found(block);
        }
    }

    private void Found(BlockStatistics block)
    {
        if (block.Refusal is not null)
        {
            Tell($"block {block.Height} {block.Hash} refused: {block.Refusal}");
            return;
        }

        var took = TimeSpan.FromTicks(Math.Max(0, (block.Found - (_lastBlock ?? _startedAt)).Ticks));
        _lastBlock = block.Found;
        _blocks.Enqueue(new MineBlock(block.Height, block.Hash, block.Worker, took));
        if (_blocks.Count > RememberedBlocks)
            _blocks.Dequeue();
        BlocksAccepted++;
        Tell($"block {block.Height} accepted: {block.Hash} (found by {block.Worker} after {Quantity.Time(took)})");
        _enough.Reached(BlocksAccepted);
    }

    private void ServerEnded(ServerTask server, string why)
    {
        // The next server counts from zero.
        _earlierAccepted += Accepted(_statistics);
        _earlierRejected += Rejected(_statistics);
        (Server, _statistics) = (null, null);
        _tasks.Clear();
        _taskOrder.Clear();
        Tell($"{server.TaskId} ended ({why}): its workers are killed, another is started");
    }

    private void Add(MineTask task)
    {
        if (!_tasks.ContainsKey(task.Id))
            _taskOrder.Add(task.Id);
        _tasks[task.Id] = task;
    }

    private void Remove(string id)
    {
        _tasks.Remove(id);
        _taskOrder.Remove(id);
    }

    private void Tell(string line)
    {
        // A try that fails like the one before it is no news.
        if (line == _lastLine)
            return;
        _lastLine = line;
        _lines.Enqueue(line);
        if (_lines.Count > RememberedLines)
            _lines.Dequeue();
        view.Line(line);
    }

    private static long Accepted(PoolStatistics? statistics) => statistics?.Shares.Accepted ?? 0;

    private static long Rejected(PoolStatistics? statistics) => statistics?.Shares.Rejected.Values.Sum() ?? 0;
}
