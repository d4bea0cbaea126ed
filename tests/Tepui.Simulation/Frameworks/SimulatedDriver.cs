using System;
using System.Collections.Generic;
using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Client.Http;
using Tepui.Client.Schedulers;
using Tepui.Kernel;
using Tepui.Kernel.Agent.Link;
using Tepui.Simulation.Masters;
using Tepui.Simulation.Networks;
using Tepui.Simulation.Worlds;

namespace Tepui.Simulation.Frameworks;

/// <summary>
/// What <see cref="SchedulerDriver"/> does, without its threads and sockets: follows the leader, subscribes, watches the heartbeats,
/// acknowledges, comes back with the same back-off and drops and reports the same calls. What it sends and gets is bytes.
/// </summary>
public sealed partial class SimulatedDriver
{
    /// <summary>As the options of SchedulerDriver have them.</summary>
    private const int MissedHeartbeats = 5;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestBackoff = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(15);

    private readonly SimulatedFramework _process;
    private readonly Scheduler _scheduler;
    private readonly FrameworkInfo _framework;
    private readonly SuppressedRoles _suppressed;
    private readonly ReconnectBackoff _backoff;
    private readonly Queue<Action> _told = new();

    private Phase _phase = Phase.Down;
    private LeadingMaster? _leader;
    private Scheduled? _retry;
    private Scheduled? _watchdog;
    private ConnectionEnd? _stream;
    private CallPipeline? _calls;
    private string? _streamId;
    private TimeSpan _lastSeen;
    private TimeSpan _silence;
    private long _attempt;
    private bool _wasRegistered;
    private bool _telling;
    private bool _isStopping;

    public SimulatedDriver(SimulatedFramework process, Scheduler scheduler, FrameworkInfo framework, Random jitter)
    {
        _process = process;
        _scheduler = scheduler;
        _framework = framework.Clone();
        _suppressed = new SuppressedRoles(_framework);
        _backoff = new ReconnectBackoff(ShortestBackoff, LongestBackoff, jitter);
    }

    private enum Phase
    {
        Down,
        Connecting,
        Subscribed,
        Ended,
    }

    public bool IsSubscribed => _phase == Phase.Subscribed;

    public bool IsEnded => _phase == Phase.Ended;

    public FrameworkID? FrameworkId => _framework.Id;

    /// <summary>Leaves a master that leads no more, and goes to the one that does.</summary>
    public void Detected(LeadingMaster? leader)
    {
        if (leader == _leader)
        {
            return;
        }

        _leader = leader;
        if (_phase is Phase.Connecting or Phase.Subscribed)
        {
            Lose(leader is null ? "no master leads" : $"{leader.Host} leads now");
        }
        else
        {
            Connect();
        }
    }

    /// <summary>The process is over; nothing more is told.</summary>
    public void End()
    {
        Down();
        _retry?.Cancel();
        _phase = Phase.Ended;
    }

    private void Connect()
    {
        if (_phase != Phase.Down || _isStopping || _leader is not { } leader)
        {
            return;
        }

        _retry?.Cancel();
        _phase = Phase.Connecting;
        long attempt = ++_attempt;
        _process.World.Network.Dial(
            _process,
            leader.Host,
            MasterServices.Scheduler,
            ConnectTimeout,
            end => Subscribe(end, attempt, leader),
            reason =>
            {
                if (attempt == _attempt)
                {
                    Lose(reason);
                }
            });
    }

    private void Subscribe(ConnectionEnd stream, long attempt, LeadingMaster leader)
    {
        if (attempt != _attempt || _phase != Phase.Connecting)
        {
            stream.Close();
            return;
        }

        _stream = stream;
        stream.Closed = reason =>
        {
            if (attempt == _attempt)
            {
                Lose(reason);
            }
        };
        stream.Received = received =>
        {
            if (attempt == _attempt)
            {
                Receive(received, leader);
            }
        };
        var call = SchedulerCalls.Subscribe(_framework, _suppressed.Roles);
        Sent(call);
        stream.Send(new SubscribeRequest(call.ToByteArray()));
    }

    private void Receive(object received, LeadingMaster leader)
    {
        switch (received)
        {
            case SubscribeAnswer { Rejection: null } answer:
                _streamId = answer.StreamId;
                break;

            // As MesosException.IsRefusal has it: what is a 4xx there.
            case SubscribeAnswer { Rejection: { Kind: < RejectionKind.Failed } rejection }:
                Abort(rejection.Message);
                break;
            case SubscribeAnswer { Rejection: { } rejection }:
                Lose($"{leader.Host} answered {rejection.Kind}: {rejection.Message}");
                break;
            case EventBytes bytes:
                Take(Event.Parser.ParseFrom(bytes.Bytes), bytes.Term, leader);
                break;
        }
    }

    private void Take(Event received, long term, LeadingMaster leader)
    {
        _lastSeen = _process.World.Elapsed;
        if (_isStopping)
        {
            return;
        }

        foreach (var checker in _process.World.Checkers)
        {
            checker.SchedulerReceived(_process.Name, term, received);
        }

        if (received.Type != Event.Types.Type.Heartbeat)
        {
            _process.World.Tell(_process.Name, "gets", EventText.Of(received));
        }

        if (received.Type == Event.Types.Type.Error)
        {
            Abort(received.Error?.Message ?? "the master gave no reason");
        }
        else if (received.Type == Event.Types.Type.Subscribed && _phase == Phase.Connecting)
        {
            Subscribed(received.Subscribed, leader);
        }
        else if (received.Type != Event.Types.Type.Heartbeat && _phase == Phase.Subscribed)
        {
            Tell(() => Dispatch(received));
        }
    }

    private void Subscribed(Event.Types.Subscribed subscribed, LeadingMaster leader)
    {
        bool isFirst = !_wasRegistered;
        _wasRegistered = true;
        _phase = Phase.Subscribed;
        _framework.Id = subscribed.FrameworkId;
        _backoff.Reset();
        _calls = new CallPipeline(_process, leader.Host, _streamId, Lose, (call, reason) => Tell(() => _scheduler.CallRefused(this, call, reason)));
        Watch(TimeSpan.FromSeconds(subscribed.HeartbeatIntervalSeconds));
        Tell(() =>
        {
            if (isFirst)
            {
                _scheduler.Registered(this, subscribed.FrameworkId, subscribed.MasterInfo);
            }
            else
            {
                _scheduler.Reregistered(this, subscribed.MasterInfo);
            }
        });
    }

    private void Watch(TimeSpan interval)
    {
        _silence = interval * MissedHeartbeats;
        if (interval > TimeSpan.Zero)
        {
            Look();
        }

        void Look() => _watchdog = _process.After(interval, () =>
        {
            if (_process.World.Elapsed - _lastSeen >= _silence)
            {
                Lose($"no event for {MissedHeartbeats} heartbeat intervals");
            }
            else
            {
                Look();
            }
        });
    }

    private void Lose(string reason)
    {
        if (_phase is Phase.Down or Phase.Ended)
        {
            return;
        }

        bool wasSubscribed = _phase == Phase.Subscribed;
        Down();
        _process.World.Tell(_process.Name, "loses the master:", reason);
        TimeSpan wait = _backoff.Next();
        _retry = _process.After(wait, Connect);
        if (wasSubscribed)
        {
            Tell(() => _scheduler.Disconnected(this));
        }

        Tell(() => _scheduler.MasterUnreachable(this, reason, wait));
    }

    private void Down()
    {
        _attempt++;
        _watchdog?.Cancel();
        _calls?.Close();
        _calls = null;
        _stream?.Close();
        _stream = null;
        _streamId = null;
        if (_phase != Phase.Ended)
        {
            _phase = Phase.Down;
        }
    }

    private void Abort(string message)
    {
        if (_phase == Phase.Ended)
        {
            return;
        }

        End();
        _process.World.Tell(_process.Name, "is refused:", message);
        _scheduler.Error(this, message);
        _process.Aborted(message);
    }

    /// <summary>Callbacks come one at a time, also those that a call of the scheduler's brings about.</summary>
    private void Tell(Action tell)
    {
        _told.Enqueue(tell);
        if (_telling)
        {
            return;
        }

        _telling = true;
        try
        {
            while (_told.TryDequeue(out var next))
            {
                if (_phase != Phase.Ended && !_isStopping)
                {
                    next();
                }
            }
        }
        finally
        {
            _telling = false;
        }
    }

    private void Sent(Call call)
    {
        foreach (var checker in _process.World.Checkers)
        {
            checker.SchedulerSent(_process.Name, call);
        }
    }

    private void ReportDropped(IReadOnlyList<TaskInfo> tasks)
    {
        bool isPartitionAware = _framework.Capabilities.Any(
            capability => capability.Type == FrameworkInfo.Types.Capability.Types.Type.PartitionAware);
        foreach (var task in tasks)
        {
            Tell(() => _scheduler.StatusUpdate(this, new TaskStatus
            {
                TaskId = task.TaskId,
                AgentId = task.AgentId,
                State = isPartitionAware ? TaskState.TaskDropped : TaskState.TaskLost,
                Source = TaskStatus.Types.Source.Master,
                Reason = TaskStatus.Types.Reason.MasterDisconnected,
                Message = "The driver is not connected to a master",
                Timestamp = _process.World.Now.ToUnixTimeMilliseconds() / 1000.0,
            }));
        }
    }
}
