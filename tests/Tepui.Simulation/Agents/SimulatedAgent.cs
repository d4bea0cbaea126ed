using System;
using System.Collections.Generic;
using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.Checks;
using Tepui.Kernel.Agent.Link;
using Tepui.Kernel.Resources;
using Tepui.Simulation.Checkers;
using Tepui.Simulation.Containers;
using Tepui.Simulation.Disks;
using Tepui.Simulation.Masters;
using Tepui.Simulation.Networks;
using Tepui.Simulation.Worlds;
using Tepui.Simulation.ZooKeeper;

namespace Tepui.Simulation.Agents;

/// <summary>
/// An agent's process and its host: the real machine, driven as Tepui.Agent's shell does (what it notes is written before anything
/// else is done), its log, its containers, its link and its detection of the leader.
/// </summary>
public sealed class SimulatedAgent : Process
{
    private static readonly TimeSpan DialPatience = TimeSpan.FromSeconds(10);

    private readonly AgentSettings _settings;
    private readonly Random _random;
    private readonly Outbox<AgentEffect> _outbox = new();
    private readonly Queue<AgentInput> _inputs = new();
    private ProcessTimers<AgentTimer> _timers = null!;
    private ConnectionId _link;
    private ConnectionEnd? _connection;
    private bool _recovered;
    private bool _stepping;
    private int _boot = 1;

    public SimulatedAgent(World world, string host, AgentSettings settings)
        : base(world, host, host)
    {
        _settings = settings;
        _random = world.RandomFor("agent of " + host);
        Containers = new ContainerHost(world, host);
    }

    /// <summary>Of the present run; null between runs.</summary>
    public AgentMachine? Machine { get; private set; }

    public CheckpointFile Disk { get; } = new();

    public ContainerHost Containers { get; }

    /// <summary>The master it was told of.</summary>
    public LeadingMaster? Leader => Detector?.Leader;

    public LeaderDetector? Detector { get; private set; }

    /// <summary>Whether the process dies at its next write, and where; asked once a write; for faults.</summary>
    public Func<WriteFault> DiesAtWrite { get; set; } = static () => WriteFault.None;

    /// <summary>Whether the log is made anew, as short as can be, after this write; for faults.</summary>
    public Func<bool> CompactsNow { get; set; } = static () => false;

    /// <summary>What a container does; as its command says unless a world knows better.</summary>
    public Func<LaunchContainer, ContainerScript> Script { get; set; } = static launch =>
        ContainerScript.Parse(launch.Argv.Count > 0 ? launch.Argv[^1] : "");

    /// <summary>How a check of a task turns out; well unless a world knows better.</summary>
    public Func<RunCheck, CheckAnswer>? Check { get; set; }

    /// <summary>The host loses its power, and comes back after a while.</summary>
    public void RebootHost(TimeSpan away)
    {
        World.Tell(Host, "loses its power", away);
        Vanish();
        Containers.Reboot();
        Disk.LosePower(_random);
        _boot++;
        World.Network.TakeDown(Host);
        World.After(away, () =>
        {
            World.Network.BringUp(Host);
            Start();
        });
    }

    /// <summary>Another process of the same host and disk; the machine's first input is what that one wrote.</summary>
    protected override void OnStart()
    {
        var faults = new List<string>();
        ResourceSet resources = ResourceText.Parse(_settings.Resources, faults) ?? throw new InvalidOperationException(string.Join("; ", faults));
        var info = new AgentInfo { Hostname = Host, Port = 5051 };
        resources.CopyTo(info.Resources);
        info.Attributes.AddRange(_settings.Attributes);
        AgentConfig config = _settings.Config(new AgentConfig
        {
            Info = info,
            IpAddress = HostAddress.Of(Host),
            WorkDirectory = "/var/lib/tepui",
            Environment = [new("PATH", "/bin")],
        });
        Machine = new AgentMachine(config, new Random(_random.Next()));
        _recovered = false;
        _connection = null;
        _link = default;
        _timers = new ProcessTimers<AgentTimer>(this, timer => Post(new TimerFired(timer)));
        int incarnation = Incarnation;
        Containers.Tell = input =>
        {
            if (Incarnation == incarnation)
                Deliver(() => Post(input));
        };
        Post(new Recovered(Disk.Read(), Containers.Recover(), $"boot-{_boot}"));
        if (IsRunning && Incarnation == incarnation)
            Detector = new LeaderDetector(this, _settings.SessionTimeout, leader => Post(new MasterDetected(leader)));
    }

    protected override void OnEnd()
    {
        Machine = null;
        Detector = null;
        _connection = null;
        _inputs.Clear();
        _outbox.Clear();
        Containers.Tell = static _ => { };
    }

    /// <summary>What an effect brings about at once is taken after it, never within it.</summary>
    private void Post(AgentInput input)
    {
        _inputs.Enqueue(input);
        if (_stepping)
            return;
        _stepping = true;
        try
        {
            while (IsRunning && _inputs.TryDequeue(out AgentInput? next))
                Take(next);
        }
        finally
        {
            _stepping = false;
        }
    }

    private void Take(AgentInput input)
    {
        Machine!.Step(input, World.Now, _outbox);
        AgentEffect[] effects = [.. _outbox.Effects];
        _outbox.Clear();
        foreach (Checker checker in World.Checkers)
            checker.AgentStepped(this, input, effects);
        if (!WriteLog(effects))
            return;
        foreach (AgentEffect effect in effects)
        {
            if (!IsRunning)
                return;
            CarryOut(effect);
        }
    }

    /// <summary>False when the process died over it.</summary>
    private bool WriteLog(AgentEffect[] effects)
    {
        List<AgentCheckpoint> records = [.. effects.OfType<AppendCheckpoint>().Select(append => append.Record)];
        if (records.Count == 0 && _recovered)
            return true;
        WriteFault fault = DiesAtWrite();
        if (fault == WriteFault.Before)
        {
            Crash("before it wrote its log");
            return false;
        }

        if (!_recovered || CompactsNow())
            Disk.Replace(Machine!.Checkpoint());
        else
            Disk.Append(records);
        _recovered = true;
        if (fault == WriteFault.None)
            return true;
        if (fault == WriteFault.Torn)
            Disk.Tear(records.Count, _random);
        Crash(fault == WriteFault.Torn ? "while it wrote its log" : "after it wrote its log");
        return false;
    }

    private void CarryOut(AgentEffect effect)
    {
        switch (effect)
        {
            case AppendCheckpoint:
                break;
            case SendToMaster send:
                if (send.Link == _link)
                {
                    send.Frame.Channel = 1;
                    _connection?.Send(new LinkBytes(send.Frame.ToByteArray(), 0));
                }

                break;
            case Connect connect:
                Dial(connect);
                break;
            case CloseLink close:
                Close(close.Link);
                break;
            case LaunchContainer launch:
                Containers.Launch(launch, Script(launch));
                break;
            case SignalContainer signal:
                Containers.Signal(signal.Container, signal.Signal);
                break;
            case DestroyContainer destroy:
                Containers.Destroy(destroy.Container);
                break;
            case ForgetContainer forget:
                Containers.Forget(forget.Container);
                break;
            case RunCheck run:
                After(TimeSpan.FromMilliseconds(50 * _random.NextDouble()), () => Post(new CheckAnswered(
                    run.Container, run.Kind, Check?.Invoke(run) ?? throw new InvalidOperationException("this world knows no checks"))));
                break;
            case ChangeVolumes change:
                After(TimeSpan.FromMilliseconds(20 * _random.NextDouble()), () => Post(new VolumesChanged(change.Operation)));
                break;
            case FindPaths:
                After(TimeSpan.FromMilliseconds(20 * _random.NextDouble()), () => Post(new PathsFound([])));
                break;
            case RemovePaths remove:
                After(TimeSpan.FromMilliseconds(20 * _random.NextDouble()), () => Post(new PathsRemoved(remove.Paths.Count, 0)));
                break;
            case MeasureDisk:
                After(TimeSpan.FromMilliseconds(20 * _random.NextDouble()), () => Post(new DiskMeasured(0.1)));
                break;
            case UpdateContainer or StopCheck or TouchPath or CleanSandbox or RemoveSandbox or UnlinkVolumes:
                break;
            case StartTimer start:
                _timers.Start(start.Timer, start.After);
                break;
            case CancelTimer cancel:
                _timers.Cancel(cancel.Timer);
                break;
            case Tell tell:
                World.Tell(Name, tell.Notice.GetType().Name, tell.Notice);
                break;
            case Stop stop:
                Exit(stop.Reason);
                break;
            default:
                throw new InvalidOperationException($"the simulation does not model {effect.GetType().Name} of an agent");
        }
    }

    private void Dial(Connect connect)
    {
        ConnectionId link = connect.Link;
        _link = link;
        _connection = null;
        World.Network.Dial(
            this,
            connect.Master.Host,
            MasterServices.AgentLink,
            DialPatience,
            end =>
            {
                if (_link != link)
                {
                    end.Close();
                    return;
                }

                _connection = end;
                end.Received = payload => Received(link, (LinkBytes)payload);
                end.Closed = reason =>
                {
                    if (_link != link)
                        return;
                    _connection = null;
                    Post(new LinkClosed(link, reason));
                };
                Post(new LinkConnected(link));
            },
            reason => Post(new LinkClosed(link, reason)));
    }

    private void Received(ConnectionId link, LinkBytes bytes)
    {
        if (_link != link)
            return;
        var frame = SimulatedMaster.Decode<AgentLinkFrame>(bytes.Bytes);
        Post(new MasterSends(link, frame));
        foreach (Checker checker in World.Checkers)
            checker.AgentReceived(this, bytes.Term, frame);
    }

    private void Close(ConnectionId link)
    {
        if (_link != link)
            return;
        _connection?.Close();
        _connection = null;
        _link = default;
    }
}
