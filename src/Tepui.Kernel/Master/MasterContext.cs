using System;
using Mesos.V1.Scheduler;
using Tepui.Internal.V1;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Master.Agents;
using Tepui.Kernel.Master.Frameworks;
using Tepui.Kernel.Registry;

namespace Tepui.Kernel.Master;

/// <summary>What the parts of a master work with during a step: the state, the time, and where effects go.</summary>
internal sealed class MasterContext
{
    private Outbox<MasterEffect>? _outbox;

    public MasterContext(MasterConfig config, Random random)
    {
        Config = config;
        Random = random;
        State = new MasterState(config);
        Allocator = new HierarchicalAllocator(config.Allocator, random);
        Allocator.SetMasterDomain(config.Info.Domain?.FaultDomain?.Region?.Name);
    }

    public MasterConfig Config { get; }

    /// <summary>Where identifiers come from; nothing secret.</summary>
    public Random Random { get; }

    public MasterState State { get; }

    public Registrar Registrar { get; } = new();

    public HierarchicalAllocator Allocator { get; }

    public MasterCounters Counters => State.Counters;

    public DateTimeOffset Now { get; private set; }

    public void Enter(DateTimeOffset now, Outbox<MasterEffect> outbox)
    {
        Now = now;
        _outbox = outbox;
    }

    public void Add(MasterEffect effect) => _outbox!.Add(effect);

    public void Tell(Notice notice) => Add(new Tell(notice));

    public void StartTimer(MasterTimer timer, TimeSpan after) => Add(new StartTimer(timer, after));

    public void CancelTimer(MasterTimer timer) => Add(new CancelTimer(timer));

    /// <summary>Sends an event to a framework, and counts it; nothing happens while its stream is away.</summary>
    public void Send(FrameworkRecord framework, Event message)
    {
        if (framework.Connected)
        {
            framework.Metrics.Count(message.Type);
            Add(new SendEvent(framework.Connection, message));
        }
    }

    /// <summary>Sends to an agent; nothing happens while its link is away.</summary>
    public void Send(AgentRecord agent, AgentLinkFrame frame)
    {
        if (agent.Connected)
        {
            Add(new SendToAgent(agent.Connection, frame));
        }
    }

    /// <summary>Notes a call that was dropped without an answer of its own.</summary>
    public void Drop(FrameworkRecord framework, string call, string reason)
    {
        Counters.Count(MasterCounter.DroppedMessages);
        Tell(new CallDropped(framework.Id, call, reason));
    }
}
