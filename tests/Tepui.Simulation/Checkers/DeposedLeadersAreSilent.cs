using System.Collections.Generic;
using Mesos.V1.Scheduler;
using Tepui.Internal.V1;
using Tepui.Kernel.Master;
using Tepui.Kernel.Registry;
using Tepui.Simulation.Agents;
using Tepui.Simulation.Masters;

namespace Tepui.Simulation.Checkers;

/// <summary>Once a leader has begun nothing of an earlier one leaves it any more, and nobody acts on an earlier one's after a later one's.</summary>
public sealed class DeposedLeadersAreSilent : Checker
{
    private readonly Dictionary<string, long> _agents = new(System.StringComparer.Ordinal);
    private readonly Dictionary<string, long> _schedulers = new(System.StringComparer.Ordinal);
    private long _latest;
    private string _leader = "";

    public override string Rule => "a leader that was deposed has no effect";

    public override void LeaderBegan(SimulatedMaster master, RegistryState registry)
    {
        if (master.Term <= _latest)
            Violate($"{master.Name} begins term {master.Term} after {_leader} began {_latest}");
        _latest = master.Term;
        _leader = master.Name;
    }

    public override void MasterActed(SimulatedMaster master, MasterEffect effect)
    {
        if (master.Leads && master.Term < _latest && effect is SendEvent or SendToAgent or StoreRegistry or Reply { Rejection: null })
            Violate($"{master.Name} of term {master.Term} does {effect} although {_leader} leads in term {_latest}");
    }

    public override void RegistryWritten(SimulatedMaster master, long term, RegistryState registry)
    {
        if (term != _latest)
            Violate($"the registry of {master.Name} of term {term} is stored although {_leader} leads in term {_latest}");
    }

    public override void AgentReceived(SimulatedAgent agent, long term, AgentLinkFrame frame) =>
        Rise(_agents, $"{agent.Name} {agent.Incarnation}", term, frame.MessageCase);

    public override void SchedulerReceived(string scheduler, long term, Event received) => Rise(_schedulers, scheduler, term, received.Type);

    private void Rise(Dictionary<string, long> terms, string who, long term, object what)
    {
        long before = terms.GetValueOrDefault(who);
        if (term < before)
            Violate($"{who} acts on {what} of term {term} after it has acted on something of term {before}");
        terms[who] = term;
    }
}
