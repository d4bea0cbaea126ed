using System;
using System.Collections.Generic;
using Mesos.V1.Scheduler;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Master;

/// <summary>One allocation: what the allocator grants becomes offers, one OFFERS event for each framework.</summary>
internal sealed class OfferRound(MasterContext context) : IAllocationSink
{
    private readonly Dictionary<FrameworkId, Event> _events = [];
    private readonly List<FrameworkId> _order = [];
    private DateTimeOffset? _wakeup;
    private DateTimeOffset _lastWakeup = DateTimeOffset.MinValue;

    public void Grant(FrameworkId framework, string role, AgentId agent, ResourceSet resources)
    {
        var owner = context.State.Frameworks.Find(framework);
        var host = context.State.Agents.Find(agent);
        if (owner is not { Connected: true } || host is not { Connected: true })
        {
            throw new InvalidOperationException($"agent {agent} is granted to framework {framework}, and one of the two is away");
        }

        if (!_events.TryGetValue(framework, out var message))
        {
            message = new Event { Type = Event.Types.Type.Offers, Offers = new Event.Types.Offers() };
            _events.Add(framework, message);
            _order.Add(framework);
        }

        OfferLife.Make(context, owner, host, role, resources, message);
    }

    /// <summary>Runs it, and sets the alarm for the next filter that ends.</summary>
    public void Run()
    {
        context.Allocator.Allocate(context.Now, this);
        foreach (var id in _order)
        {
            var message = _events[id];
            context.Send(context.State.Frameworks.Find(id)!, message);
            context.Tell(new OffersSent(id, message.Offers.Offers_.Count));
        }

        _events.Clear();
        _order.Clear();
        SetAlarm();
    }

    /// <summary>The alarm has rung.</summary>
    public void Wake()
    {
        _wakeup = null;
        _lastWakeup = context.Now;
    }

    private void SetAlarm()
    {
        if (context.Allocator.NextWakeup is not { } next)
        {
            return;
        }

        var earliest = _lastWakeup == DateTimeOffset.MinValue ? next : _lastWakeup + context.Config.AllocationInterval;
        var at = next > earliest ? next : earliest;
        if (_wakeup is { } set && set <= at)
        {
            return;
        }

        _wakeup = at;
        context.StartTimer(new MasterTimer.Allocation(), at > context.Now ? at - context.Now : TimeSpan.Zero);
    }
}
