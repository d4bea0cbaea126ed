using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Client.Schedulers;
using Tepui.Miner.Framework;
using Tepui.Miner.Framework.Stores;
using Tepui.Testing;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.Miner.Tests.Framework;

/// <summary>The scheduler with a driver that writes down what it is asked for, and a server that answers when told to.</summary>
public sealed class SchedulerHarness : ISchedulerDriver, IServerProbe, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tepui-miner-").FullName;
    private readonly SemaphoreSlim _probes = new(0);
    private readonly SemaphoreSlim _revivals = new(0);
    private readonly SemaphoreSlim _launches = new(0);
    private TaskCompletionSource<bool> _answer = new();
    private readonly IMinerStore _store;
    private int _offers;

    /// <param name="store">Where its state is; in a file of its own when none is given.</param>
    public SchedulerHarness(Action<MinerOptions>? set = null, IMinerStore? store = null)
    {
        Options = new MinerOptions
        {
            StateFile = Path.Combine(_folder, "state.json"),
            Executable = "/opt/tepui",
            RpcUser = "user",
            RpcPassword = "hush-hush",
        };
        set?.Invoke(Options);
        _store = store ?? new MinerFileStore(Options.StateFile);
        Scheduler = new MinerScheduler(Options, _store, this, Time, Notices.Add);
    }

    public VirtualTime Time { get; } = new();

    public MinerOptions Options { get; }

    public MinerScheduler Scheduler { get; private set; }

    public List<MinerNotice> Notices { get; } = [];

    public List<TaskInfo> Launched { get; } = [];

    public List<Filters?> LaunchFilters { get; } = [];

    public List<string> Declined { get; } = [];

    public List<string> Killed { get; } = [];

    public List<IReadOnlyList<TaskStatus>> Reconciled { get; } = [];

    public int Revived { get; private set; }

    public int Suppressed { get; private set; }

    public double LastRefusal { get; private set; }

    public IEnumerable<TaskInfo> Servers => Launched.Where(task => task.TaskId.Value.StartsWith("server-", StringComparison.Ordinal));

    public IEnumerable<TaskInfo> Workers => Launched.Where(task => task.TaskId.Value.StartsWith("worker-", StringComparison.Ordinal));

    public void Dispose()
    {
        Scheduler.Dispose();
        _probes.Dispose();
        _revivals.Dispose();
        _launches.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    public SchedulerHarness Registered(string id = "framework-1")
    {
        Scheduler.Registered(this, new FrameworkID { Value = id }, new MasterInfo());
        return this;
    }

    /// <summary>The scheduler is killed and a new one started over the same state file.</summary>
    public void Restart()
    {
        Scheduler.Dispose();
        Time.Advance(TimeSpan.FromSeconds(5));
        _answer = new TaskCompletionSource<bool>();
        Scheduler = new MinerScheduler(Options, _store, this, Time, Notices.Add);
    }

    public Offer Offer(double cpus = 4, double mem = 4096, int ports = 100, string agent = "agent-1")
    {
        var offer = new Offer
        {
            Id = new OfferID { Value = $"offer-{++_offers}" },
            AgentId = new AgentID { Value = agent },
            FrameworkId = new FrameworkID { Value = "framework-1" },
            Hostname = $"{agent}.example",
            Url = new URL { Scheme = "http", Address = new Address { Ip = "10.0.0.7", Port = 5051 }, Path = "/slave(1)" },
        };
        offer.Resources.Add(Scalar("cpus", cpus));
        offer.Resources.Add(Scalar("mem", mem));
        if (ports > 0)
        {
            var ranges = new Value.Types.Ranges();
            ranges.Range.Add(new Value.Types.Range { Begin = 31000, End = (ulong)(31000 + ports - 1) });
            offer.Resources.Add(new Resource { Name = "ports", Type = Value.Types.Type.Ranges, Ranges = ranges });
        }

        return offer;
    }

    public void Offers(params Offer[] offers) => Scheduler.ResourceOffers(this, offers);

    public void Update(string task, TaskState state, string agent = "agent-1") =>
        Scheduler.StatusUpdate(this, new TaskStatus
        {
            TaskId = new TaskID { Value = task },
            AgentId = new AgentID { Value = agent },
            State = state,
        });

    /// <summary>The probe that waits, or the next one, finds the server's port open or not.</summary>
    public void ServerAnswers(bool answers = true)
    {
        var waiting = _answer;
        _answer = new TaskCompletionSource<bool>();
        waiting.SetResult(answers);
    }

    /// <summary>A server that runs and answers, and workers on further agents.</summary>
    public SchedulerHarness Mining(int workers = 2)
    {
        Registered();
        Offers(Offer());
        Update("server-1", TaskState.TaskRunning);
        ServerAnswers();
        for (var worker = 0; worker < workers; worker++)
            Offers(Offer(agent: $"agent-{worker + 2}"));
        foreach (var task in Workers)
            Update(task.TaskId.Value, TaskState.TaskRunning, task.AgentId.Value);
        return this;
    }

    public static string? Variable(TaskInfo task, string name) =>
        task.Command.Environment.Variables.SingleOrDefault(variable => variable.Name == name)?.Value;

    public static double Taken(TaskInfo task, string name) =>
        task.Resources.Where(resource => resource.Name == name).Sum(resource => resource.Scalar.Value);

    /// <summary>Waits until the scheduler has asked once more whether the server answers.</summary>
    public Task NextProbeAsync() => _probes.WaitAsync(TimeSpan.FromMinutes(1));

    /// <summary>Waits until the scheduler has launched once more.</summary>
    public Task NextLaunchAsync() => _launches.WaitAsync(TimeSpan.FromMinutes(1));

    public Task NextRevivalAsync() => _revivals.WaitAsync(TimeSpan.FromMinutes(1));

    Task<bool> IServerProbe.AnswersAsync(ServerTask server, CancellationToken cancellation)
    {
        _probes.Release();
        return _answer.Task;
    }

    void ISchedulerDriver.LaunchTasks(IReadOnlyList<OfferID> offerIds, IReadOnlyList<TaskInfo> tasks, Filters? filters)
    {
        Launched.AddRange(tasks);
        LaunchFilters.Add(filters);
        _launches.Release();
    }

    void ISchedulerDriver.AcceptOffers(
        IReadOnlyList<OfferID> offerIds, IReadOnlyList<Offer.Types.Operation> operations, Filters? filters) =>
        throw new NotSupportedException();

    void ISchedulerDriver.DeclineOffer(OfferID offerId, Filters? filters)
    {
        Declined.Add(offerId.Value);
        LastRefusal = filters!.RefuseSeconds;
    }

    void ISchedulerDriver.KillTask(TaskID taskId, AgentID? agentId, KillPolicy? killPolicy) => Killed.Add(taskId.Value);

    void ISchedulerDriver.ReviveOffers(IReadOnlyList<string>? roles)
    {
        Revived++;
        _revivals.Release();
    }

    void ISchedulerDriver.SuppressOffers(IReadOnlyList<string>? roles) => Suppressed++;

    void ISchedulerDriver.AcknowledgeStatusUpdate(TaskStatus status) => throw new NotSupportedException();

    void ISchedulerDriver.SendFrameworkMessage(ExecutorID executorId, AgentID agentId, byte[] data) => throw new NotSupportedException();

    void ISchedulerDriver.ShutdownExecutor(ExecutorID executorId, AgentID agentId) => throw new NotSupportedException();

    void ISchedulerDriver.ReconcileTasks(IReadOnlyList<TaskStatus> statuses) => Reconciled.Add(statuses);

    void ISchedulerDriver.AcknowledgeOperationStatus(OperationStatus status) => throw new NotSupportedException();

    void ISchedulerDriver.ReconcileOperations(
        IReadOnlyList<Mesos.V1.Scheduler.Call.Types.ReconcileOperations.Types.Operation> operations) => throw new NotSupportedException();

    void ISchedulerDriver.Stop(bool failover) => throw new NotSupportedException();

    private static Resource Scalar(string name, double value) =>
        new() { Name = name, Type = Value.Types.Type.Scalar, Scalar = new Value.Types.Scalar { Value = value } };
}
