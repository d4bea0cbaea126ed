using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Internal.V1;
using Tepui.Kernel.Master;
using Tepui.Kernel.Registry;

namespace Tepui.Kernel.Tests.Master;

/// <summary>
/// A whole master driven through its inputs in virtual time. Timers are kept as the master asks for them, the registry is
/// stored at once (unless a test holds it back), and what goes to schedulers and agents is sorted by who gets it.
/// </summary>
internal sealed class MasterScenario
{
    public const string MasterId = "m";

    private const Mesos.V1.Scheduler.Call.Types.Type SubscribeType = Mesos.V1.Scheduler.Call.Types.Type.Subscribe;

    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    private readonly Outbox<MasterEffect> _outbox = new();
    private readonly Dictionary<MasterTimer, DateTimeOffset> _timers = [];
    private readonly Dictionary<ConnectionId, ScenarioScheduler> _schedulers = [];
    private readonly Dictionary<ConnectionId, ScenarioAgent> _agents = [];
    private readonly Dictionary<ConnectionId, ScenarioSubscriber> _subscribers = [];
    private readonly Dictionary<RequestId, Rejection?> _replies = [];
    private long _next;
    private int _restarts;

    public MasterScenario(Func<MasterConfig, MasterConfig>? configure = null, RegistryState? registry = null, bool leads = true)
    {
        var config = new MasterConfig { Info = new MasterInfo { Id = MasterId, Ip = 16777343, Port = 5050, Hostname = "127.0.0.1" } };
        Config = configure?.Invoke(config) ?? config;
        Machine = new MasterMachine(Config, new Random(42));
        Registry = registry ?? RegistryState.Empty;
        if (leads)
        {
            Step(new LeadershipGained(Registry));
        }
    }

    public MasterConfig Config { get; }

    public MasterMachine Machine { get; private set; }

    public RegistryState Registry { get; private set; }

    /// <summary>Whether the registry's writes wait until <see cref="StoreRegistry"/> or <see cref="FailRegistry"/>.</summary>
    public bool HoldRegistry { get; set; }

    public StoreRegistry? HeldWrite { get; private set; }

    public DateTimeOffset Now { get; private set; } = Start;

    /// <summary>Why the master said it must end; null while it goes on.</summary>
    public string? EndReason { get; private set; }

    public List<Notice> Notices { get; } = [];

    /// <summary>Called after each batch; the property test checks invariants here.</summary>
    public Action<MasterScenario>? AfterBatch { get; set; }

    public IEnumerable<ScenarioScheduler> Schedulers => _schedulers.Values;

    public IEnumerable<ScenarioAgent> Agents => _agents.Values;

    public bool HasTimer(MasterTimer timer) => _timers.ContainsKey(timer);

    public IReadOnlyCollection<MasterTimer> Timers => _timers.Keys;

    /// <summary>A new master after a crash, with an id of its own: nothing but the registry is left, all connections are gone.</summary>
    public void RestartMaster()
    {
        foreach (var scheduler in _schedulers.Values)
        {
            scheduler.IsClosed = true;
        }

        foreach (var agent in _agents.Values)
        {
            agent.IsClosed = true;
        }

        foreach (var subscriber in _subscribers.Values)
        {
            subscriber.IsClosed = true;
        }

        _subscribers.Clear();
        _schedulers.Clear();
        _agents.Clear();
        _timers.Clear();
        _restarts++;
        Machine = new MasterMachine(Config with { Info = new MasterInfo(Config.Info) { Id = $"{MasterId}{_restarts}" } }, new Random(42 + _restarts));
        Step(new LeadershipGained(Registry));
    }

    public void Step(params MasterInput[] inputs)
    {
        foreach (var input in inputs)
        {
            Machine.Step(input, Now, _outbox);
        }

        Flush();
    }

    /// <summary>Lets time pass, firing timers as they come due.</summary>
    public void Advance(TimeSpan duration)
    {
        var end = Now + duration;
        while (_timers.Count > 0)
        {
            var (timer, at) = _timers.MinBy(static pair => pair.Value);
            if (at > end)
            {
                break;
            }

            Now = at > Now ? at : Now;
            _timers.Remove(timer);
            Step(new TimerFired(timer));
        }

        Now = end;
    }

    public void StoreRegistry()
    {
        var write = HeldWrite.ShouldNotBeNull();
        HeldWrite = null;
        Registry = write.Registry;
        Step(new RegistryStored(write.Version));
    }

    /// <summary>The master dies while a write waits: it may have come to the disk, or not.</summary>
    public void LoseHeldWrite(bool isDurable)
    {
        if (HeldWrite is { } write && isDurable)
        {
            Registry = write.Registry;
        }

        HeldWrite = null;
    }

    public void FailRegistry()
    {
        var write = HeldWrite.ShouldNotBeNull();
        HeldWrite = null;
        Step(new RegistryFailed(write.Version, "disk full"));
    }

    /// <summary>Subscribes a framework; by default one of role * that knows MULTI_ROLE and PARTITION_AWARE.</summary>
    public ScenarioScheduler Subscribe(
        Action<Mesos.V1.Scheduler.Call.Types.Subscribe>? change = null,
        string? id = null,
        string? principal = null)
    {
        var info = new FrameworkInfo { User = "root", Name = "test" };
        info.Roles.Add("*");
        info.Capabilities.Add(new FrameworkInfo.Types.Capability { Type = FrameworkInfo.Types.Capability.Types.Type.MultiRole });
        info.Capabilities.Add(new FrameworkInfo.Types.Capability { Type = FrameworkInfo.Types.Capability.Types.Type.PartitionAware });
        var call = new Call { Type = SubscribeType, Subscribe = new Mesos.V1.Scheduler.Call.Types.Subscribe { FrameworkInfo = info } };
        if (id is not null)
        {
            info.Id = new FrameworkID { Value = id };
            call.FrameworkId = info.Id;
        }

        change?.Invoke(call.Subscribe);
        return Subscribe(call, principal);
    }

    /// <summary>Subscribes a framework of role <c>ads</c>, by default one that knows refined reservations.</summary>
    public ScenarioScheduler Ads(params FrameworkInfo.Types.Capability.Types.Type[] capabilities) => Subscribe(subscribe =>
    {
        subscribe.FrameworkInfo.Roles[0] = "ads";
        var types = capabilities.Length > 0
            ? capabilities
            : [.. subscribe.FrameworkInfo.Capabilities.Select(static capability => capability.Type),
                FrameworkInfo.Types.Capability.Types.Type.ReservationRefinement];
        subscribe.FrameworkInfo.Capabilities.Clear();
        subscribe.FrameworkInfo.Capabilities.AddRange(types.Select(static type => new FrameworkInfo.Types.Capability { Type = type }));
    });

    public ScenarioScheduler Subscribe(Call call, string? principal = null)
    {
        var connection = new ConnectionId(++_next);
        var scheduler = new ScenarioScheduler(this, connection, $"stream-{connection.Value}");
        _schedulers.Add(connection, scheduler);
        var request = new RequestId(++_next);
        Step(new SchedulerSubscribes(request, connection, scheduler.StreamId, principal, call));
        scheduler.Refusal = _replies[request];
        return scheduler;
    }

    public Rejection? Call(Call call, string? streamId, string? principal = null)
    {
        var request = new RequestId(++_next);
        Step(new SchedulerCalls(request, streamId, principal, call));
        return _replies[request];
    }

    public Rejection? Operate(Mesos.V1.Master.Call call) => Answer(BeginOperate(call));

    /// <summary>Makes an operator call whose answer may wait for the registry.</summary>
    public RequestId BeginOperate(Mesos.V1.Master.Call call)
    {
        var request = new RequestId(++_next);
        Step(new OperatorCalls(request, null, call));
        return request;
    }

    public bool IsAnswered(RequestId request) => _replies.ContainsKey(request);

    /// <summary>The answer to a call that has one: null when it was accepted.</summary>
    public Rejection? Answer(RequestId request) => _replies[request];

    /// <summary>Subscribes an operator to the event stream.</summary>
    public ScenarioSubscriber Watch()
    {
        var connection = new ConnectionId(++_next);
        var subscriber = new ScenarioSubscriber(this, connection);
        _subscribers.Add(connection, subscriber);
        var request = new RequestId(++_next);
        Step(new OperatorSubscribes(request, connection));
        subscriber.Refusal = _replies[request];
        return subscriber;
    }

    /// <summary>Links an agent without a word yet.</summary>
    public ScenarioAgent Link(string resources = "cpus:4;mem:4096;disk:10240;ports:[31000-32000]", int port = 5051)
    {
        var connection = new ConnectionId(++_next);
        var info = new AgentInfo { Hostname = "host" + connection.Value, Port = port };
        info.Resources.AddRange(TaskInfos.Resources(resources));
        var agent = new ScenarioAgent(this, connection, info);
        _agents.Add(connection, agent);
        return agent;
    }

    /// <summary>Links an agent and registers it.</summary>
    public ScenarioAgent Register(string resources = "cpus:4;mem:4096;disk:10240;ports:[31000-32000]", int port = 5051)
    {
        var agent = Link(resources, port);
        agent.Register();
        return agent;
    }

    internal ScenarioAgent Relink(ScenarioAgent old)
    {
        var connection = new ConnectionId(++_next);
        var agent = new ScenarioAgent(this, connection, old.Info, old);
        _agents.Add(connection, agent);
        return agent;
    }

    private void Flush()
    {
        do
        {
            Machine.Flush(Now, _outbox);
            Dispatch();
        }
        while (_outbox.Effects.Count > 0);
        AfterBatch?.Invoke(this);
    }

    private void Dispatch()
    {
        var effects = _outbox.Effects.ToArray();
        _outbox.Clear();
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case Reply reply:
                    _replies.Add(reply.Request, reply.Rejection);
                    break;
                case SendEvent send:
                    _schedulers[send.Connection].Receive(send.Event.Clone());
                    break;
                case SendToAgent send:
                    if (_agents.TryGetValue(send.Connection, out var agent))
                    {
                        agent.Receive(send.Frame.Clone());
                        while (agent.Answers.TryDequeue(out var answer))
                        {
                            Machine.Step(new AgentSends(agent.Connection, agent.Address, answer), Now, _outbox);
                        }

                        if (send.Frame.Ping is { } ping && agent.AnswersPings)
                        {
                            var pong = new AgentLinkFrame { Pong = new Pong { Nonce = ping.Nonce } };
                            Machine.Step(new AgentSends(agent.Connection, agent.Address, pong), Now, _outbox);
                        }
                    }

                    break;
                case CloseConnection close:
                    Close(close.Connection);
                    break;
                case StartTimer start:
                    _timers[start.Timer] = Now + start.After;
                    break;
                case CancelTimer cancel:
                    _timers.Remove(cancel.Timer);
                    break;
                case StoreRegistry store when HoldRegistry:
                    HeldWrite = store;
                    break;
                case StoreRegistry store:
                    Registry = store.Registry;
                    Machine.Step(new RegistryStored(store.Version), Now, _outbox);
                    break;
                case OpenOperatorStreams open:
                    foreach (var subscriber in open.Connections.Select(connection => _subscribers[connection]))
                    {
                        subscriber.Open(open.View);
                    }

                    break;
                case SendOperatorEvent send:
                    foreach (var subscriber in _subscribers.Values)
                    {
                        subscriber.Receive(send.Change);
                    }

                    break;
                case EndMaster end:
                    EndReason = end.Reason;
                    break;
                case Tell tell:
                    Notices.Add(tell.Notice);
                    break;
                default:
                    throw new InvalidOperationException(effect.GetType().Name);
            }
        }
    }

    private void Close(ConnectionId connection)
    {
        if (_schedulers.Remove(connection, out var scheduler))
        {
            scheduler.IsClosed = true;
        }

        if (_agents.Remove(connection, out var agent))
        {
            agent.IsClosed = true;
        }

        if (_subscribers.Remove(connection, out var subscriber))
        {
            subscriber.IsClosed = true;
        }
    }

    internal void Drop(ConnectionId connection)
    {
        Close(connection);
        Step(new ConnectionClosed(connection));
    }
}
