using System;
using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Tasks;

namespace Tepui.Kernel.Agent.Link;

/// <summary>The agent's link to its master: comes up, registers, is watched, comes up again.</summary>
internal sealed class MasterLink(AgentState agent)
{
    /// <summary>Of the link protocol (agent_link.proto).</summary>
    private const uint ProtocolVersion = 1;

    /// <summary>The first attempts come quickly: a master that starts beside its agents is there in a moment.</summary>
    private const int QuickAttempts = 4;

    private static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RegistrationTimeout = TimeSpan.FromSeconds(15);

    private enum Phase
    {
        Down,
        Connecting,
        Registering,
        Registered,
    }

    private Phase _phase = Phase.Down;
    private LeadingMaster? _leader;
    private bool _begun;
    private ConnectionId _link;
    private long _links;
    private int _failures;
    private TimeSpan _silence = TimeSpan.FromSeconds(75);

    public bool IsRegistered => _phase == Phase.Registered;

    /// <summary>The master to follow, as far as it is known.</summary>
    public LeadingMaster? Leader => _leader;

    /// <summary>The agent is ready for a master.</summary>
    public void Begin()
    {
        _begun = true;
        Approach();
    }

    /// <summary>Leaves a master that leads no more, whatever else it may still send, and goes to the one that does.</summary>
    public void Detected(LeadingMaster? master)
    {
        if (master == _leader)
        {
            return;
        }

        _leader = master;
        _failures = 0;
        if (!_begun)
        {
            return;
        }

        if (_phase != Phase.Down)
        {
            agent.Emit(new CloseLink(_link));
            Down();
        }

        agent.Tell(new AgentNotice.LeaderChanged(master));
        Approach();
    }

    /// <summary>
    /// A new agent goes to its master at once, and one that was registered before anywhere within the back-off's factor: all others
    /// go there too when the lead has changed, or when the whole cluster was started again.
    /// </summary>
    private void Approach()
    {
        bool goes = _leader is not null && agent.Stopping is null;
        if (goes && agent.Id is not null)
        {
            agent.Emit(new StartTimer(new AgentTimer.Reconnect(), agent.Config.RegistrationBackoffFactor * agent.Random.NextDouble()));
            return;
        }

        agent.Emit(new CancelTimer(new AgentTimer.Reconnect()));
        if (goes)
        {
            Connect();
        }
    }

    public void Connect()
    {
        if (_phase != Phase.Down || agent.Stopping is not null || !_begun || _leader is null)
        {
            return;
        }

        _phase = Phase.Connecting;
        _link = new ConnectionId(++_links);
        agent.Emit(new Connect(_link, _leader));
    }

    /// <summary>Whether something that came from a link came from the present one.</summary>
    public bool IsCurrent(ConnectionId link) => _phase != Phase.Down && link == _link;

    public void Send(AgentLinkFrame frame) => agent.Emit(new SendToMaster(_link, frame));

    public void Connected()
    {
        if (_phase != Phase.Connecting)
        {
            return;
        }

        _phase = Phase.Registering;
        agent.Emit(new StartTimer(new AgentTimer.Registration(), RegistrationTimeout));
        Send(agent.Id is { } id ? new AgentLinkFrame { ReregisterAgent = Reregister(id) } : new AgentLinkFrame { RegisterAgent = Register() });
    }

    public void Registered(AgentId id, double pingTimeoutSeconds, uint maxPingTimeouts, bool again)
    {
        if (_phase is not (Phase.Registering or Phase.Registered))
        {
            return;
        }

        if (agent.Id != id)
        {
            agent.Id = id;
            agent.Append(new AgentCheckpoint
            {
                Identity = new AgentCheckpoint.Types.Identity { AgentId = new AgentID { Value = id.Value } },
            });
            agent.Append(new AgentCheckpoint { Agent = agent.Config.Info });
        }

        _phase = Phase.Registered;
        _failures = 0;
        _silence = TimeSpan.FromSeconds(Math.Clamp(pingTimeoutSeconds * Math.Max(1, maxPingTimeouts), 1, 86_400));
        agent.Emit(new CancelTimer(new AgentTimer.Registration()));
        agent.Emit(new StartTimer(new AgentTimer.MasterSilence(), _silence));
        agent.Tell(new AgentNotice.Registered(id, again));
        agent.Updates.SendAll();
        agent.Operations.SendAll();
    }

    public void Ping(ulong nonce)
    {
        Send(new AgentLinkFrame { Pong = new Pong { Nonce = nonce } });
        if (IsRegistered)
        {
            agent.Emit(new StartTimer(new AgentTimer.MasterSilence(), _silence));
        }
    }

    public void Closed(string reason)
    {
        bool worked = _phase == Phase.Registered;
        if (_phase == Phase.Registering && agent.Id is not null)
        {
            // A master that is there and not ready has all agents of a cluster before it: no quick attempts there.
            _failures = Math.Max(_failures, QuickAttempts);
        }

        Down();
        if (agent.Stopping is not null)
        {
            return;
        }

        TimeSpan wait = Backoff(worked);
        agent.Tell(new AgentNotice.LinkLost(reason, wait));
        agent.Emit(new StartTimer(new AgentTimer.Reconnect(), wait));
    }

    private void Down()
    {
        _phase = Phase.Down;
        agent.Emit(new CancelTimer(new AgentTimer.Registration()));
        agent.Emit(new CancelTimer(new AgentTimer.MasterSilence()));
    }

    public void GiveUp(string reason)
    {
        if (_phase == Phase.Down)
        {
            return;
        }

        agent.Emit(new CloseLink(_link));
        Closed(reason);
    }

    public void RegistrationTimedOut()
    {
        if (_phase == Phase.Registering)
        {
            GiveUp($"the master did not answer the registration within {RegistrationTimeout.TotalSeconds} s");
        }
    }

    public void MasterWasSilent()
    {
        if (_phase == Phase.Registered)
        {
            GiveUp($"no ping from the master for {_silence.TotalSeconds} s");
        }
    }

    /// <summary>
    /// After a link that worked, anywhere within the factor, so that a master that comes back is not met by all agents at
    /// once; then doubling, up to a minute (docs/configuration/agent.md, --registration_backoff_factor).
    /// </summary>
    private TimeSpan Backoff(bool worked)
    {
        TimeSpan factor = agent.Config.RegistrationBackoffFactor;
        if (worked)
        {
            return factor * agent.Random.NextDouble();
        }

        TimeSpan most = factor * Math.Pow(2, Math.Min(_failures++, 30) - QuickAttempts);
        return (most < LongestBackoff ? most : LongestBackoff) * (0.5 + (agent.Random.NextDouble() / 2));
    }

    private RegisterAgent Register()
    {
        var message = new RegisterAgent { Agent = agent.Config.Info, ProtocolVersion = ProtocolVersion, Term = _leader!.Term };
        if (agent.Config.TepuiVersion is { } version)
        {
            message.TepuiVersion = version;
        }

        agent.Operations.Checkpointed.CopyTo(message.CheckpointedResources);
        message.DrainConfig = agent.Drain?.Config;
        return message;
    }

    private ReregisterAgent Reregister(AgentId id)
    {
        AgentInfo info = agent.Config.Info.Clone();
        info.Id = new AgentID { Value = id.Value };
        var message = new ReregisterAgent { Agent = info, ProtocolVersion = ProtocolVersion, Term = _leader!.Term };
        if (agent.Config.TepuiVersion is { } version)
        {
            message.TepuiVersion = version;
        }

        agent.Operations.Checkpointed.CopyTo(message.CheckpointedResources);
        message.Operations.AddRange(
            from operation in agent.Operations.All where !operation.Forgotten select operation.ToMessage(id));
        message.DrainConfig = agent.Drain?.Config;
        foreach (AgentFramework framework in agent.Frameworks)
        {
            if (framework.IsIdle || framework.ShuttingDown)
            {
                continue;
            }

            message.Frameworks.Add(framework.Info);
            message.Executors.AddRange(framework.Executors.Select(executor => executor.Info));
            message.TasksBytes.AddRange(
                from task in framework.Tasks
                where task.Info is not null
                select Google.Protobuf.MessageExtensions.ToByteString(task.ToMessage(id)));
        }

        return message;
    }
}
