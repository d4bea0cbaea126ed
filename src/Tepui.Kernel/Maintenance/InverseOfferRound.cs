using Mesos.V1.Scheduler;
using Tepui.Kernel.Master;
using Tepui.Kernel.Master.Agents;
using Tepui.Kernel.Tasks;

namespace Tepui.Kernel.Maintenance;

/// <summary>
/// Asks frameworks that have something on an agent in the schedule, offers included, whether they will have left it in time:
/// one INVERSE_OFFERS event for each framework.
/// </summary>
internal static class InverseOfferRound
{
    public static void Run(MasterContext context)
    {
        var candidates = context.State.Maintenance.Candidates;
        if (candidates.Count == 0)
        {
            return;
        }

        var events = new OrderedIndex<FrameworkId, (FrameworkId Framework, Event Message)>();
        foreach (var id in candidates.Snapshot())
        {
            candidates.Remove(id);
            if (context.State.Agents.Find(id) is { Active: true, Maintenance: { } maintenance } agent)
            {
                Ask(context, agent, maintenance, events);
            }
        }

        foreach (var (id, message) in events)
        {
            context.Send(context.State.Frameworks.Find(id)!, message);
            context.Tell(new InverseOffersSent(id, message.InverseOffers.InverseOffers_.Count));
        }
    }

    private static void Ask(
        MasterContext context,
        AgentRecord agent,
        AgentMaintenance maintenance,
        OrderedIndex<FrameworkId, (FrameworkId Framework, Event Message)> events)
    {
        foreach (var id in Holders(agent))
        {
            if (maintenance.Outstanding.Contains(id) || maintenance.Filters.Contains(id) ||
                context.State.Frameworks.Find(id) is not { Connected: true } framework)
            {
                continue;
            }

            if (!events.Contains(id))
            {
                events.Add(id, (id, new Event
                {
                    Type = Event.Types.Type.InverseOffers,
                    InverseOffers = new Event.Types.InverseOffers(),
                }));
            }

            events.Find(id).Message.InverseOffers.InverseOffers_.Add(InverseOfferLife.Make(context, framework, agent, maintenance));
        }
    }

    /// <summary>Who has something there, each once, in a fixed order.</summary>
    private static OrderedIndex<FrameworkId, FrameworkId> Holders(AgentRecord agent)
    {
        var holders = new OrderedIndex<FrameworkId, FrameworkId>();
        foreach (var offer in agent.Offers)
        {
            Add(offer.Framework);
        }

        foreach (var task in agent.Tasks)
        {
            if (!task.State.FreesResources())
            {
                Add(task.Framework);
            }
        }

        foreach (var executor in agent.Executors)
        {
            Add(executor.Framework);
        }

        return holders;

        void Add(FrameworkId framework)
        {
            if (!holders.Contains(framework))
            {
                holders.Add(framework, framework);
            }
        }
    }
}
