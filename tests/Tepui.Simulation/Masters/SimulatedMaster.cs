using System;
using System.Collections.Generic;
using System.Globalization;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Kernel;
using Tepui.Kernel.Master;
using Tepui.Kernel.Registry;
using Tepui.Protocol.Codecs;
using Tepui.Simulation.Checkers;
using Tepui.Simulation.Networks;
using Tepui.Simulation.Worlds;
using Tepui.Simulation.ZooKeeper;

namespace Tepui.Simulation.Masters;

/// <summary>
/// A master's process: the real machine, driven as Tepui.Master's loop does (a batch of inputs, Flush, then the effects), a candidate
/// in ZooKeeper, its registry there, and its connections. Each run has an id of its own.
/// </summary>
public sealed class SimulatedMaster : Process
{
    private readonly MasterSettings _settings;
    private readonly Random _random;
    private readonly Outbox<MasterEffect> _outbox = new();
    private readonly List<MasterInput> _arrived = [];
    private readonly Dictionary<long, long> _terms = [];
    private MasterConnections _connections = null!;
    private ProcessTimers<MasterTimer> _timers = null!;
    private LeaderContest _contest = null!;
    private RegistryNode _registry = null!;
    private bool _batchComes;

    public SimulatedMaster(World world, string host, MasterSettings settings)
        : base(world, host, host)
    {
        _settings = settings;
        _random = world.RandomFor("master of " + host);
    }

    /// <summary>Of the present run; null between runs.</summary>
    public MasterMachine? Machine { get; private set; }

    /// <summary>This run's id, new at each start.</summary>
    public string Id { get; private set; } = "";

    /// <summary>0 before it leads.</summary>
    public long Term { get; private set; }

    /// <summary>Whether its machine leads, as far as the process knows.</summary>
    public bool Leads => Term != 0 && IsRunning;

    /// <summary>The term it led in over a session, be it of an earlier run; 0 when it did not.</summary>
    public long TermOf(long session) => _terms.GetValueOrDefault(session);

    public RegistryState? Registry => Machine?.Registry;

    /// <summary>How much longer than usual its next registry writes take; for faults.</summary>
    public Func<TimeSpan> RegistrySlowness { get; set; } = static () => TimeSpan.Zero;

    /// <summary>Why its next registry write fails, or null; for faults.</summary>
    public Func<string?> RegistryFault { get; set; } = static () => null;

    /// <summary>For how long the process is stopped between a batch and its effects; asked once a batch; for faults.</summary>
    public Func<TimeSpan?> PausesBeforeDispatch { get; set; } = static () => null;

#if PLANTED_BUGS
    /// <summary>Whether the shell looks at the lease once more before it sends anything.</summary>
    private static bool IsFenced => PlantedBugs.Chosen != PlantedBug.UnfencedLeader;
#else
    private const bool IsFenced = true;
#endif

    internal void Post(MasterInput input)
    {
        _arrived.Add(input);
        if (_batchComes)
            return;
        _batchComes = true;
        After(_settings.LongestBatch * _random.NextDouble(), RunBatch);
    }

    internal ConnectionId NewConnection(ConnectionEnd end) => _connections.Add(end);

    protected override void OnStart()
    {
        Id = $"{Name}.{Incarnation}";
        Term = 0;
        var info = new MasterInfo
        {
            Id = Id,
            Hostname = Host,
            Ip = 0,
            Port = ElectionPaths.MasterPort,
            Pid = $"master@{Host}:{ElectionPaths.MasterPort}",
            Version = "1.12.0",
            Address = new Address { Hostname = Host, Ip = Host, Port = ElectionPaths.MasterPort },
        };
        Machine = new MasterMachine(_settings.Config(info), new Random(_random.Next()));
        _timers = new ProcessTimers<MasterTimer>(this, timer => Post(new TimerFired(timer)));
        _connections = new MasterConnections(this);
        _contest = new LeaderContest(this, _settings.SessionTimeout, Gained, reason => Post(new LeadershipLost(reason)));
        _contest.Session.Extended = () =>
        {
            if (Leads)
                Post(new LeaseExtended(_contest.Session.AliveUntil!.Value));
        };
        _registry = new RegistryNode(this, _contest.Session) { Slowness = () => RegistrySlowness(), Fault = () => RegistryFault() };
    }

    protected override void OnEnd()
    {
        Machine = null;
        Term = 0;
        _arrived.Clear();
        _outbox.Clear();
        _batchComes = false;
    }

    private void Gained(long term) => _registry.Load(registry =>
    {
        Term = term;
        _terms[_contest.Session.Id] = term;
        World.Tell(Name, "leads", string.Create(CultureInfo.InvariantCulture, $"term {term} as {Id}"));
        foreach (Checker checker in World.Checkers)
            checker.LeaderBegan(this, registry);
        Post(new LeadershipGained(registry, term, _contest.Session.AliveUntil));
    });

    private void RunBatch()
    {
        _batchComes = false;
        MasterInput[] batch = [.. _arrived];
        _arrived.Clear();
        DateTimeOffset now = World.Now;
        foreach (MasterInput input in batch)
            Machine!.Step(input, now, _outbox);
        Machine!.Flush(now, _outbox);
        foreach (Checker checker in World.Checkers)
            checker.MasterStepped(this, _outbox.Effects);
        MasterEffect[] effects = [.. _outbox.Effects];
        _outbox.Clear();
        if (PausesBeforeDispatch() is { } pause)
            Pause(pause);
        Deliver(() => Dispatch(effects));
    }

    /// <summary>A process that was stopped since the batch began may lead no more: then nothing is sent.</summary>
    private void Dispatch(MasterEffect[] effects)
    {
        if (IsFenced && Leads && World.Now >= _contest.Session.AliveUntil)
        {
            Exit("its lease is over");
            return;
        }

        foreach (MasterEffect effect in effects)
        {
            if (!IsRunning)
                return;
            CarryOut(effect);
        }
    }

    private void CarryOut(MasterEffect effect)
    {
        switch (effect)
        {
            case SendEvent send:
                _connections.Send(send.Connection, new EventBytes(send.Event.ToByteArray(), Term));
                break;
            case SendToAgent send:
                send.Frame.Channel = 1;
                _connections.Send(send.Connection, new LinkBytes(send.Frame.ToByteArray(), Term));
                break;
            case Reply reply:
                _connections.Reply(reply.Request, reply.Rejection);
                break;
            case StartTimer start:
                _timers.Start(start.Timer, start.After);
                break;
            case CancelTimer cancel:
                _timers.Cancel(cancel.Timer);
                break;
            case StoreRegistry store:
                Store(store);
                break;
            case CloseConnection close:
                _connections.Close(close.Connection);
                break;
            case EndMaster end:
                Exit(end.Reason);
                break;
            case Tell tell:
                World.Tell(Name, tell.Notice.GetType().Name, tell.Notice);
                break;
            default:
                throw new InvalidOperationException($"the simulation does not model {effect.GetType().Name} of a master");
        }

        foreach (Checker checker in World.Checkers)
            checker.MasterActed(this, effect);
    }

    private void Store(StoreRegistry store) => _registry.Store(
        store.Registry,
        () => Post(new RegistryStored(store.Version)),
        reason => Post(new RegistryFailed(store.Version, reason)),
        reason => Post(new LeadershipLost(reason)));

    internal static T Decode<T>(byte[] bytes)
        where T : class, IMessage<T>, new()
    {
        Decoded<T> decoded = MessageCodec.Decode<T>(MessageEncoding.Protobuf, bytes);
        return decoded.TryGet(out T? message) ? message : throw new InvalidOperationException($"a {typeof(T).Name} cannot be read: {decoded.Error}");
    }
}
