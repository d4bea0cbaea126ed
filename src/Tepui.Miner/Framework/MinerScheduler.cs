using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Client.Schedulers;
using Tepui.Miner.Framework.Stores;
using Tepui.Miner.Node;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.Miner.Framework;

/// <summary>
/// The miner's scheduler: one server task that takes work from a Bitcoin node, and on every other offer a worker with all of
/// the offer's cpus. When the server ends, in whatever way, its workers are killed and everything starts again.
/// </summary>
/// <remarks>
/// A task's id says what it is and which server it belongs to: <c>server-3</c>, <c>worker-3-7</c>. Only the server is kept in
/// the store, and how many workers it had; after a restart, reconciliation names those that still run.
/// </remarks>
public sealed class MinerScheduler : Scheduler, IDisposable
{
    private const string ServerPrefix = "server-";
    private const string WorkerPrefix = "worker-";
    private const int ServerPorts = 2;
    private static readonly TimeSpan GreatestBackoff = TimeSpan.FromSeconds(30);

    private readonly MinerOptions _options;
    private readonly MinerTasks _tasks;
    private readonly IMinerStore _store;
    private readonly IServerProbe _probe;
    private readonly TimeProvider _time;
    private readonly Action<MinerNotice> _notice;
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, AgentID> _workers = new(StringComparer.Ordinal);
    private readonly Backoff _backoff;
    private MinerState _state;
    private bool _serverRuns;
    private bool _serverAnswers;
    private CancellationTokenSource? _probing;
    private ITimer? _reconciling;
    private DateTimeOffset _noServerBefore = DateTimeOffset.MinValue;

    /// <exception cref="MinerException">The state cannot be read, or the password's file.</exception>
    public MinerScheduler(MinerOptions options, IMinerStore store, IServerProbe probe, TimeProvider time, Action<MinerNotice> notice)
    {
        (_options, _store, _probe, _time, _notice) = (options, store, probe, time, notice);
        _tasks = new MinerTasks(options, options.ReadSecret().Password);
        _state = store.Load();
        _backoff = new Backoff(options.ServerBackoff, GreatestBackoff);
    }

    /// <summary>How the framework presents itself: under its old id, if it had one.</summary>
    public FrameworkInfo Framework()
    {
        var framework = new FrameworkInfo
        {
            Name = _options.FrameworkName,
            User = _options.User,
            FailoverTimeout = _options.FailoverTimeout.TotalSeconds,
            Checkpoint = true,
        };
        framework.Roles.Add(_options.Role);
        foreach (var capability in new[]
            { FrameworkInfo.Types.Capability.Types.Type.MultiRole, FrameworkInfo.Types.Capability.Types.Type.PartitionAware })
            framework.Capabilities.Add(new FrameworkInfo.Types.Capability { Type = capability });
        if (_options.EffectivePrincipal is { } principal)
            framework.Principal = principal;
        if (_state.FrameworkId is { } id)
            framework.Id = new FrameworkID { Value = id };
        return framework;
    }

    public override void Registered(ISchedulerDriver driver, FrameworkID frameworkId, MasterInfo master)
    {
        lock (_gate)
        {
            var again = _state.FrameworkId == frameworkId.Value;

            // Another id than the saved one: a new framework, whose tasks are none yet.
            Save(again ? _state : new MinerState(frameworkId.Value, _state.Generation, 0, null));
            _notice(new MinerNotice.Subscribed(frameworkId.Value, again));
            Reconcile(driver);
        }
    }

    public override void Reregistered(ISchedulerDriver driver, MasterInfo master)
    {
        lock (_gate)
        {
            _notice(new MinerNotice.Subscribed(_state.FrameworkId ?? "", Again: true));
            Reconcile(driver);
        }
    }

    public override void MasterUnreachable(ISchedulerDriver driver, string reason, TimeSpan retryAfter) =>
        _notice(new MinerNotice.MasterLost(reason));

    public override void Error(ISchedulerDriver driver, string message) => _notice(new MinerNotice.Refused(message));

    public override void ResourceOffers(ISchedulerDriver driver, IReadOnlyList<Offer> offers)
    {
        lock (_gate)
            foreach (var offer in offers)
            {
                if (_state.Server is null && HoldsServer(offer))
                    StartServer(driver, offer);
                else if (_serverAnswers && HoldsWorker(offer))
                    StartWorker(driver, offer, _state.Server!);
                else
                    driver.DeclineOffer(offer.Id, Refusal());
            }
    }

    public override void StatusUpdate(ISchedulerDriver driver, TaskStatus status)
    {
        lock (_gate)
        {
            var id = status.TaskId.Value;
            if (id == _state.Server?.TaskId)
                ServerUpdate(driver, status, _state.Server);
            else if (IsWorkerOfServer(id))
                WorkerUpdate(status);
            else if (!IsOver(status.State))
                driver.KillTask(status.TaskId, status.AgentId); // Of a server that is no more.
        }
    }

    /// <summary>After a teardown: the framework is no more, and nothing of it runs.</summary>
    public void Forget()
    {
        lock (_gate)
            Save(new MinerState(null, _state.Generation, 0, null));
    }

    public void Dispose()
    {
        _probing?.Cancel();
        _probing?.Dispose();
        _reconciling?.Dispose();
    }

    private bool HoldsServer(Offer offer) =>
        offer.Scalar("mem") >= _options.ServerMemory && offer.Scalar("cpus") >= _options.ServerCpus
        && offer.Ports(ServerPorts).Count == ServerPorts && _time.GetUtcNow() >= _noServerBefore;

    private bool HoldsWorker(Offer offer) =>
        offer.Scalar("mem") >= _options.WorkerMemory && offer.Scalar("cpus") >= _options.WorkerMinimumCpus;

    private void StartServer(ISchedulerDriver driver, Offer offer)
    {
        var generation = _state.Generation + 1;
        var ports = offer.Ports(ServerPorts);
        var server = new ServerTask(
            ServerPrefix + generation, offer.AgentId.Value, MinerTasks.Host(offer), WorkerPort: ports[0], StatusPort: ports[1]);

        // Saved first: a scheduler that dies right here asks for the server's state later, and never starts a second one.
        Save(
            _state with { Generation = generation, Workers = 0, Server = server },
            () => driver.LaunchTasks([offer.Id], [_tasks.Server(offer, server)], Refusal()));
        _notice(new MinerNotice.ServerStarting(server));
        driver.SuppressOffers();
    }

    private void StartWorker(ISchedulerDriver driver, Offer offer, ServerTask server)
    {
        var next = _state with { Workers = _state.Workers + 1 };
        var id = $"{WorkerPrefix}{next.Generation}-{next.Workers}";
        _workers[id] = offer.AgentId;
        Save(next, () => driver.LaunchTasks([offer.Id], [_tasks.Worker(offer, id, server)], Refusal()));
        _notice(new MinerNotice.WorkerStarting(id, MinerTasks.Host(offer), offer.Scalar("cpus")));
    }

    private void ServerUpdate(ISchedulerDriver driver, TaskStatus status, ServerTask server)
    {
        if (IsOver(status.State))
            ServerEnded(driver, server, Why(status));
        else if (status.State == TaskState.TaskRunning && !_serverRuns)
        {
            _serverRuns = true;
            _probing = new CancellationTokenSource();
            _ = ProbeAsync(driver, server, _probing.Token);
        }
    }

    private void ServerEnded(ISchedulerDriver driver, ServerTask server, string why)
    {
        _probing?.Cancel();
        _probing?.Dispose();
        _probing = null;

        // One that never answered will hardly do better at once.
        _noServerBefore = _serverAnswers ? DateTimeOffset.MinValue : _time.GetUtcNow() + _backoff.Next();
        (_serverRuns, _serverAnswers) = (false, false);
        Save(_state with { Server = null });
        foreach (var (worker, agent) in _workers)
            driver.KillTask(new TaskID { Value = worker }, agent);
        _workers.Clear();
        _notice(new MinerNotice.ServerEnded(server, why));
        driver.ReviveOffers();
    }

    private void WorkerUpdate(TaskStatus status)
    {
        var id = status.TaskId.Value;
        if (IsOver(status.State))
        {
            if (_workers.Remove(id))
                _notice(new MinerNotice.WorkerEnded(id, Why(status)));
            return;
        }

        // One that is not known was started before this scheduler was.
        _workers[id] = status.AgentId;
        if (status.State == TaskState.TaskRunning)
            _notice(new MinerNotice.WorkerRunning(id));
    }

    private async Task ProbeAsync(ISchedulerDriver driver, ServerTask server, CancellationToken cancellation)
    {
        while (!await _probe.AnswersAsync(server, cancellation))
        {
            await Task.Delay(_options.ProbeInterval, _time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellation.IsCancellationRequested)
                return;
        }

        lock (_gate)
        {
            if (cancellation.IsCancellationRequested)
                return;
            _serverAnswers = true;
            _backoff.Reset();
            _notice(new MinerNotice.ServerAnswers(server));
            driver.ReviveOffers();
        }
    }

    /// <summary>Asks for the state of the server and its workers by name, and of whatever else runs; then again now and then.</summary>
    private void Reconcile(ISchedulerDriver driver)
    {
        var known = new List<TaskStatus>();
        foreach (var (worker, agent) in _workers)
            known.Add(Known(worker, agent));
        if (_state.Server is { } server)
            known.Add(Known(server.TaskId, new AgentID { Value = server.AgentId }));
        if (known.Count > 0)
            driver.ReconcileTasks(known);
        driver.ReconcileTasks([]);
        _reconciling?.Dispose();
        _reconciling = _time.CreateTimer(_ => Again(), null, _options.ReconcileInterval, Timeout.InfiniteTimeSpan);

        void Again()
        {
            lock (_gate)
                Reconcile(driver);
        }

        static TaskStatus Known(string task, AgentID agent) =>
            new() { TaskId = new TaskID { Value = task }, AgentId = agent, State = TaskState.TaskRunning };
    }

    private void Save(MinerState state, Action? kept = null)
    {
        _state = state;
        _store.Save(state, kept);
    }

    private bool IsWorkerOfServer(string id) =>
        _state.Server is not null && id.StartsWith($"{WorkerPrefix}{_state.Generation}-", StringComparison.Ordinal);

    /// <summary>
    /// True for every state from which a task does no more work that counts here. One whose agent cannot be reached is
    /// replaced; should it come back, its old generation gives it away and it is killed.
    /// </summary>
    private static bool IsOver(TaskState state) => state is not (
        TaskState.TaskStaging or TaskState.TaskStarting or TaskState.TaskRunning or TaskState.TaskKilling);

    private static string Why(TaskStatus status)
    {
        var state = JsonNamingPolicy.SnakeCaseUpper.ConvertName(status.State.ToString());
        return status.Message.Length > 0 ? $"{state}: {status.Message}" : state;
    }

    private Filters Refusal() => new() { RefuseSeconds = _options.RefuseTime.TotalSeconds };
}
