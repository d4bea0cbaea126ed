using System;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Maintenance;
using Tepui.Kernel.Master.Agents;
using Tepui.Kernel.Master.Calls;
using Tepui.Kernel.Master.Frameworks;
using Tepui.Kernel.Master.Messages;
using Tepui.Kernel.Master.Roles;
using Tepui.Kernel.Master.Subscribers;
using Tepui.Kernel.Master.Timers;
using Tepui.Kernel.Master.Views;
using Tepui.Kernel.Registry;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Master;

/// <summary>
/// The master as a step machine: inputs in, effects out, time an argument. One caller at a time; after each batch of inputs
/// it calls <see cref="Flush"/>.
/// </summary>
public sealed class MasterMachine
{
    private readonly MasterContext _context;
    private readonly OfferRound _offers;

    /// <param name="random">A seeded source; it decides in which order agents are allocated, nothing secret.</param>
    public MasterMachine(MasterConfig config, Random random)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(random);
        _context = new MasterContext(config, random);
        _offers = new OfferRound(_context);
    }

    /// <summary>The master's id.</summary>
    public string Id => _context.Config.Info.Id;

    /// <summary>The time of the last step.</summary>
    public DateTimeOffset Now => _context.Now;

    /// <summary>Until when effects may be carried out; null where nobody elects masters, and before the election.</summary>
    public DateTimeOffset? LeaseUntil => _context.State.LeaseUntil;

    /// <summary>Whether it led and leads no more: it has no effect again.</summary>
    public bool IsDeposed => _context.State.IsDeposed;

    /// <summary>Takes one input.</summary>
    public void Step(MasterInput input, DateTimeOffset now, Outbox<MasterEffect> outbox)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(outbox);
        _context.Enter(now, outbox);
        if (input is LeaseExtended extended)
        {
            Leadership.Extend(_context, extended.Until);
        }

        if (!Leadership.MayAct(_context))
        {
            return;
        }

        switch (input)
        {
            case AgentSends sends:
                AgentMessage.Handle(_context, sends);
                break;
            case SchedulerCalls call:
                SchedulerCall.Handle(_context, call);
                break;
            case SchedulerSubscribes subscribe:
                Subscribe.Handle(_context, subscribe);
                break;
            case OperatorSubscribes subscribe:
                SubscriberLife.Subscribe(_context, subscribe);
                break;
            case OperatorCalls call:
                OperatorCall.Handle(_context, call);
                break;
            case ConnectionClosed closed:
                Close(closed.Connection);
                break;
            case TimerFired { Timer: MasterTimer.Allocation }:
                _offers.Wake();
                break;
            case TimerFired fired:
                TimerHandling.Handle(_context, fired.Timer);
                break;
            case RegistryStored stored:
                _context.Registrar.Succeed(stored.Version);
                break;
            case RegistryFailed failed:
                _context.Tell(new RegistryWriteFailed(failed.Version, failed.Reason));
                _context.Registrar.Fail(failed.Version, failed.Reason);
                break;
            case LeadershipGained gained:
                Leadership.Gain(_context, gained);
                break;
            case LeadershipLost lost:
                Leadership.Lose(_context, lost.Reason);
                break;
            case LeaseExtended:
                break;
            default:
                throw new InvalidOperationException($"a master has no step for {input.GetType().Name}");
        }
    }

    /// <summary>Ends a batch of inputs: writes the registry when it changed, and offers what came free.</summary>
    public void Flush(DateTimeOffset now, Outbox<MasterEffect> outbox)
    {
        ArgumentNullException.ThrowIfNull(outbox);
        _context.Enter(now, outbox);
        if (!Leadership.MayAct(_context))
        {
            return;
        }

        if (_context.Registrar.Begin() is { } registry)
        {
            _context.Add(new StoreRegistry(_context.Registrar.Version, registry));
#if PLANTED_BUGS
            if (PlantedBugs.Has(PlantedBug.EarlyAcknowledgement))
            {
                _context.Registrar.Succeed(_context.Registrar.Version);
            }
#endif
        }

        if (_context.State.Leads)
        {
            if (!OfferPause.IsOn(_context))
            {
                _offers.Run();
                InverseOfferRound.Run(_context);
            }

            SubscriberLife.Open(_context);
        }
    }

    /// <summary>What of an agent nobody has: neither offered nor used.</summary>
    public ResourceSet FreeOf(AgentId agent) => _context.Allocator.Free(agent);

    /// <summary>Why a framework gets no offer in a role, counted per cause over all agents, with the agent nearest to one.</summary>
    /// <param name="wanted">What it waits for, e.g. a task's resources; null: any offer. Costs a look at each agent.</param>
    public OfferDiagnosis WhyNotOffered(FrameworkId framework, string role, ResourceSet? wanted = null) =>
        _context.Allocator.WhyNotOffered(framework, role, wanted);

    /// <summary>The same for one agent; null when it is not registered.</summary>
    public AgentDiagnosis? WhyNotOffered(FrameworkId framework, string role, AgentId agent, ResourceSet? wanted = null) =>
        _context.Allocator.WhyNotOffered(framework, role, agent, wanted);

    /// <summary>Allocations so far that had something to decide.</summary>
    public long AllocationRuns => _context.Allocator.Runs;

    /// <summary>What the master tells of its own work, for metrics; taken between steps.</summary>
    public MasterFigures TakeFigures() => new(_context.Allocator.Figures(), _context.Registrar.Queued);

    /// <summary>The registry that is durable.</summary>
    public RegistryState Registry => _context.Registrar.Stored;

    /// <summary>What the master knows, for reads; taken between steps.</summary>
    public MasterView TakeView() => ViewMaker.Take(_context);

    private void Close(ConnectionId connection)
    {
        var state = _context.State;
        state.PendingConnections.Remove(connection);
        if (state.SchedulerConnections.TryGetValue(connection, out var framework))
        {
            FrameworkLife.Disconnect(_context, state.Frameworks.Find(framework)!);
        }
        else if (state.AgentConnections.TryGetValue(connection, out var agent))
        {
            AgentLife.Disconnect(_context, state.Agents.Find(agent)!);
        }
        else
        {
            SubscriberLife.Close(_context, connection);
        }
    }
}
