using System;
using System.Collections.Generic;
using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.Link;
using Tepui.Kernel.StatusUpdates;
using Call = Mesos.V1.Executor.Call;
using Event = Mesos.V1.Executor.Event;

namespace Tepui.Kernel.Tests.Agent;

/// <summary>
/// An agent machine with all that is around it pretended: a master, containers, a disk, a clock. The log holds what a
/// crash would leave; <see cref="Crash"/> begins anew from it.
/// </summary>
internal sealed class AgentScenario
{
    public const string Framework = "F";
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Outbox<AgentEffect> _outbox = new();
    private readonly Dictionary<AgentTimer, DateTimeOffset> _timers = [];
    private readonly Random _random;
    private AgentMachine _machine;
    private ConnectionId? _asked;
    private long _connections;
    private long _requests;

    public AgentScenario(AgentConfig? config = null, int seed = 1)
    {
        Settings = config ?? Config();
        _random = new Random(seed);
        _machine = new AgentMachine(Settings, _random);
    }

    /// <summary>Of the next process.</summary>
    public AgentConfig Settings { get; set; }

    public DateTimeOffset Now { get; private set; } = Start;

    /// <summary>The one that an agent hears of at its start.</summary>
    public LeadingMaster Master { get; set; } = new("127.0.0.1", 5050);

    public string BootId { get; set; } = "boot-1";

    /// <summary>What is on the disk.</summary>
    public List<AgentCheckpoint> Log { get; private set; } = [];

    /// <summary>What the master received, oldest first.</summary>
    public List<AgentLinkFrame> Sent { get; } = [];

    public List<AgentEffect> Effects { get; } = [];

    public IReadOnlyDictionary<AgentTimer, DateTimeOffset> Timers => _timers;

    public ConnectionId? Link { get; private set; }

    public AgentMachine Machine => _machine;

    public IEnumerable<LaunchContainer> Launches => Effects.OfType<LaunchContainer>();

    /// <summary>Every sending of an update.</summary>
    public IEnumerable<TaskStatus> Statuses => Sent.Where(frame => frame.UpdateStatus is not null).Select(frame => frame.UpdateStatus.Status);

    public IEnumerable<TaskState> States => Statuses.Select(status => status.State);

    public TaskStatus LastStatus => Statuses.Last();

    public static AgentConfig Config() => new()
    {
        Info = new AgentInfo { Hostname = "host" },
        IpAddress = "127.0.0.1",
        WorkDirectory = "/work_dir",
        Environment = [new("LIBPROCESS_IP", "127.0.0.1"), new("PATH", "/bin")],
        CheckpointEnvironment = [new("MESOS_RECOVERY_TIMEOUT", "15mins")],
    };

    public static TaskInfo Task(string id, string command = "true") => new()
    {
        Name = id,
        TaskId = new TaskID { Value = id },
        AgentId = new AgentID { Value = "S0" },
        Resources =
        {
            new Resource
            {
                Name = "cpus",
                Type = Value.Types.Type.Scalar,
                Scalar = new Value.Types.Scalar { Value = 0.1 },
                AllocationInfo = new Resource.Types.AllocationInfo { Role = "dev" },
            },
        },
        Command = new CommandInfo { Value = command },
    };

    public static FrameworkInfo FrameworkInfo(params FrameworkInfo.Types.Capability.Types.Type[] capabilities)
    {
        var info = new FrameworkInfo { Name = "test", User = "root", Id = new FrameworkID { Value = Framework } };
        info.Capabilities.AddRange(capabilities.Select(type => new FrameworkInfo.Types.Capability { Type = type }));
        return info;
    }

    /// <summary>Started on an empty disk and registered.</summary>
    public static AgentScenario Registered(AgentConfig? config = null, int seed = 1)
    {
        var scenario = new AgentScenario(config, seed);
        scenario.Crash();
        scenario.Register();
        return scenario;
    }

    public void Step(AgentInput input)
    {
        _machine.Step(input, Now, _outbox);
        foreach (AppendCheckpoint append in _outbox.Effects.OfType<AppendCheckpoint>())
        {
            Log.Add(append.Record.Clone());
        }

        foreach (AgentEffect effect in _outbox.Effects)
        {
            Effects.Add(effect);
            switch (effect)
            {
                case StartTimer start:
                    _timers[start.Timer] = Now + start.After;
                    break;
                case CancelTimer cancel:
                    _timers.Remove(cancel.Timer);
                    break;
                case SendToMaster send:
                    send.Link.ShouldBe(Link!.Value);
                    Sent.Add(send.Frame.Clone());
                    break;
                case Connect connect:
                    _asked = connect.Link;
                    break;
                case CloseLink:
                    Link = null;
                    _asked = null;
                    break;
            }
        }

        _outbox.Clear();
    }

    public void Register(params AgentReregistered.Types.ReconcileTask[] reconcile)
    {
        Connect();
        if (Sent.Last().RegisterAgent is not null)
        {
            FromMaster(new AgentLinkFrame
            {
                AgentRegistered = new AgentRegistered { AgentId = new AgentID { Value = "S0" }, PingTimeoutSeconds = 15, MaxPingTimeouts = 5 },
            });
            return;
        }

        var again = new AgentReregistered { AgentId = new AgentID { Value = "S0" }, PingTimeoutSeconds = 15, MaxPingTimeouts = 5 };
        again.Reconcile.AddRange(reconcile);
        FromMaster(new AgentLinkFrame { AgentReregistered = again });
    }

    public void Connect()
    {
        if (_asked is null)
        {
            Advance(_timers[new AgentTimer.Reconnect()] - Now);
        }

        Link = _asked;
        _asked = null;
        Step(new LinkConnected(Link!.Value));
    }

    /// <summary>Another master leads, or none.</summary>
    public void Detect(LeadingMaster? master)
    {
        Master = master ?? Master;
        Step(new MasterDetected(master));
    }

    public void Disconnect()
    {
        ConnectionId link = Link!.Value;
        Link = null;
        Step(new LinkClosed(link, "cut"));
    }

    public void FromMaster(AgentLinkFrame frame) => Step(new MasterSends(Link!.Value, frame.Clone()));

    public void Run(TaskInfo task, FrameworkInfo? framework = null) =>
        FromMaster(new AgentLinkFrame { RunTask = new RunTask { Framework = framework ?? FrameworkInfo(), Task = task } });

    /// <summary>Runs a task until its container is started.</summary>
    public ContainerId RunAndStart(string id, int pid = 100, FrameworkInfo? framework = null)
    {
        Run(Task(id), framework);
        ContainerId container = Launches.Last().Container;
        Step(new ContainerStarted(container, pid));
        return container;
    }

    /// <summary>A task of an executor of the framework's own.</summary>
    public static TaskInfo ExecutorTask(string id, string executor = "e")
    {
        TaskInfo task = Task(id);
        task.Command = null;
        task.Executor = new ExecutorInfo
        {
            Type = ExecutorInfo.Types.Type.Custom,
            ExecutorId = new ExecutorID { Value = executor },
            FrameworkId = new FrameworkID { Value = Framework },
            Name = "own",
            Command = new CommandInfo { Value = "./run" },
            Resources = { Task("").Resources },
        };
        return task;
    }

    /// <summary>Runs a task under an executor that is started and subscribed by then.</summary>
    public ContainerId RunUnderExecutor(string id, string executor = "e", FrameworkInfo? framework = null)
    {
        Run(ExecutorTask(id, executor), framework);
        ContainerId container = Launches.Last().Container;
        Step(new ContainerStarted(container, 50));
        Subscribe(executor);
        return container;
    }

    /// <summary>An executor subscribes; its stream's number.</summary>
    public ConnectionId Subscribe(string executor = "e", IEnumerable<string>? tasks = null, IEnumerable<TaskStatus>? updates = null)
    {
        var subscribe = new Call.Types.Subscribe();
        subscribe.UnacknowledgedTasks.AddRange((tasks ?? []).Select(task => ExecutorTask(task, executor)));
        subscribe.UnacknowledgedUpdates.AddRange((updates ?? []).Select(update => new Call.Types.Update { Status = update }));
        var connection = new ConnectionId(++_connections);
        Step(new ExecutorSubscribes(new RequestId(++_requests), connection, new Call
        {
            Type = Call.Types.Type.Subscribe,
            ExecutorId = new ExecutorID { Value = executor },
            FrameworkId = new FrameworkID { Value = Framework },
            Subscribe = subscribe,
        }));
        return connection;
    }

    /// <summary>An executor's status, as it sends it.</summary>
    public TaskStatus ExecutorStatus(string task, TaskState state) => new()
    {
        TaskId = new TaskID { Value = task },
        State = state,
        Source = TaskStatus.Types.Source.Executor,
        Uuid = StatusUuid.NextBytes(_random),
    };

    /// <summary>An executor sends an update; why it is refused, or null.</summary>
    public Rejection? Update(TaskStatus status, string executor = "e") => Send(new Call
    {
        Type = Call.Types.Type.Update,
        ExecutorId = new ExecutorID { Value = executor },
        FrameworkId = new FrameworkID { Value = Framework },
        Update = new Call.Types.Update { Status = status },
    });

    public Rejection? Update(string task, TaskState state) => Update(ExecutorStatus(task, state));

    /// <summary>Any executor call; why it is refused, or null.</summary>
    public Rejection? Send(Call call)
    {
        var request = new RequestId(++_requests);
        Step(new ExecutorCalls(request, call));
        return Effects.OfType<ReplyToExecutor>().Single(reply => reply.Request == request).Rejection;
    }

    public static ExecutorInfo DefaultExecutor(string id = "pod") => new()
    {
        Type = ExecutorInfo.Types.Type.Default,
        ExecutorId = new ExecutorID { Value = id },
        FrameworkId = new FrameworkID { Value = Framework },
        Resources = { Task("").Resources },
    };

    public void RunGroup(params string[] tasks) => RunGroup([.. tasks.Select(task => Task(task))]);

    public void RunGroup(IReadOnlyList<TaskInfo> tasks) => RunGroup(DefaultExecutor(), tasks);

    public void RunGroup(ExecutorInfo executor, IReadOnlyList<TaskInfo> tasks, FrameworkInfo? framework = null) =>
        FromMaster(new AgentLinkFrame
        {
            RunTaskGroup = new RunTaskGroup
            {
                Framework = framework ?? FrameworkInfo(),
                Executor = executor,
                TaskGroup = new TaskGroupInfo { Tasks = { tasks } },
            },
        });

    /// <summary>Runs the first group of a default executor until all of its containers are started.</summary>
    public (ContainerId Holder, ContainerId[] Tasks) StartGroup(params string[] tasks)
    {
        RunGroup(tasks);
        ContainerId holder = Launches.Last().Container;
        Step(new ContainerStarted(holder, 10));
        ContainerId[] started = [.. Launches.TakeLast(tasks.Length).Select(launch => launch.Container)];
        foreach (ContainerId container in started)
        {
            Step(new ContainerStarted(container, 11));
        }

        return (holder, started);
    }

    /// <summary>The terminal status of a task that was sent.</summary>
    public TaskStatus Final(string task) =>
        Statuses.Last(status => status.TaskId.Value == task && Tepui.Kernel.Tasks.TaskStates.IsTerminal(status.State));

    /// <summary>A call of the agent's API about containers; its answer may come later.</summary>
    public RequestId Ask(Mesos.V1.Agent.Call call)
    {
        var request = new RequestId(++_requests);
        Step(new OperatorCalls(request, call));
        return request;
    }

    /// <summary>What was answered, or null while nothing was.</summary>
    public ReplyToOperator? Answer(RequestId request) => Effects.OfType<ReplyToOperator>().SingleOrDefault(reply => reply.Request == request);

    public Rejection? LastReply => Effects.OfType<ReplyToExecutor>().Last().Rejection;

    /// <summary>What executors were sent, oldest first.</summary>
    public IEnumerable<Event> Events => Effects.OfType<SendToExecutor>().Select(send => send.Event);

    public IEnumerable<Event.Types.Type> EventTypes => Events.Select(sent => sent.Type);

    public void Acknowledge(TaskStatus status) => Acknowledge(status.TaskId.Value, status.Uuid);

    public void Acknowledge(string task, ByteString uuid) => FromMaster(new AgentLinkFrame
    {
        AcknowledgeStatus = new AcknowledgeStatus
        {
            FrameworkId = new FrameworkID { Value = Framework },
            TaskId = new TaskID { Value = task },
            Uuid = uuid,
        },
    });

    /// <summary>Acknowledges until nothing new comes.</summary>
    public void AcknowledgeAll()
    {
        for (int acknowledged = 0; acknowledged < Sent.Count; acknowledged++)
        {
            if (Sent[acknowledged].UpdateStatus is { } update)
            {
                Acknowledge(update.Status);
            }
        }
    }

    public void Kill(string task, TimeSpan? grace = null)
    {
        var kill = new KillTask { FrameworkId = new FrameworkID { Value = Framework }, TaskId = new TaskID { Value = task } };
        if (grace is { } period)
        {
            kill.KillPolicy = new KillPolicy { GracePeriod = new DurationInfo { Nanoseconds = period.Ticks * 100 } };
        }

        FromMaster(new AgentLinkFrame { KillTask = kill });
    }

    public void Advance(TimeSpan by)
    {
        DateTimeOffset until = Now + by;
        while (_timers.Where(timer => timer.Value <= until).OrderBy(timer => timer.Value).Select(timer => timer.Key).FirstOrDefault() is { } due)
        {
            DateTimeOffset at = _timers[due];
            Now = at > Now ? at : Now;
            _timers.Remove(due);
            Step(new TimerFired(due));
        }

        Now = until;
    }

    /// <summary>kill -9, and a new process on the same disk.</summary>
    public void Crash(params FoundContainer[] containers)
    {
        _timers.Clear();
        Link = null;
        _asked = null;
        _machine = new AgentMachine(Settings, _random);
        List<AgentCheckpoint> log = Log;
        Log = [];
        Step(new MasterDetected(Master));
        Step(new Recovered(log, containers, BootId));
        Log = [.. _machine.Checkpoint().Select(record => record.Clone())];
    }

    public bool Told<TNotice>()
        where TNotice : AgentNotice => Effects.OfType<Tell>().Any(tell => tell.Notice is TNotice);
}
