using System.Collections.Generic;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Kernel.Master;
using Tepui.Kernel.Master.Views;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Roles;
using Tepui.Simulation.Masters;

namespace Tepui.Simulation.Checkers;

/// <summary>Whenever something is offered to a role, the role and those above it consume no more than their limits.</summary>
public sealed class QuotasAreKept : Checker
{
    /// <summary>A limit that is passed stays passed for a while: not every batch has to be looked at.</summary>
    private const int Sampled = 4;

    private int _batches;

    public override string Rule => "quotas are kept";

    public override void MasterStepped(SimulatedMaster master, IReadOnlyList<MasterEffect> effects)
    {
        if (!master.Leads || master.Registry!.Quotas.Count == 0 || ++_batches % Sampled != 0)
            return;
        var offered = new HashSet<(string Role, string Resource)>();
        foreach (MasterEffect effect in effects)
        {
            if (effect is SendEvent { Event: { Type: Event.Types.Type.Offers } offers })
                Note(offers.Offers.Offers_, offered);
        }

        if (offered.Count > 0)
            Check(master, offered);
    }

    private static void Note(IEnumerable<Offer> offers, HashSet<(string Role, string Resource)> offered)
    {
        foreach (Offer offer in offers)
        {
            foreach (Resource resource in offer.Resources)
            {
                // What is reserved for the role counts whether it is offered or not.
                if (resource.Reservations.Count == 0 && resource is { Scalar: not null, AllocationInfo.Role: { } role })
                    offered.Add((role, resource.Name));
            }
        }
    }

    private void Check(SimulatedMaster master, HashSet<(string Role, string Resource)> offered)
    {
        MasterView view = master.Machine!.TakeView();
        foreach (RoleView role in view.Roles)
        {
            foreach ((string limited, long limit) in role.Quota.Limits)
            {
                foreach ((string to, string resource) in offered)
                {
                    if (resource != limited || !RoleName.IsSameOrStrictSubroleOf(to, role.Name))
                        continue;
                    long consumed = role.Has.Consumed.Of(resource) + Offered(view, role.Name, resource) - Ghosts(view, role.Name, resource);
                    if (consumed > limit)
                        Violate($"{master.Name} offers {resource} to {to}, and {role.Name} has {consumed} of the {limit} thousandths it may");
                }
            }
        }
    }

    /// <summary>
    /// What tasks hold of a role's reservations that their agent does not have: it came back without them, never having got the tasks
    /// either, and is about to say so.
    /// </summary>
    private static long Ghosts(MasterView view, string role, string resource)
    {
        long sum = 0;
        foreach (AgentView agent in view.Agents)
        {
            foreach (ref readonly ResourceEntry entry in agent.Used.WithoutAllocation().Subtract(agent.Total).Span)
            {
                if (entry.Name == resource && entry.Key.ReservationRole is { } reserved && RoleName.IsSameOrStrictSubroleOf(reserved, role))
                    sum += entry.Quantity;
            }
        }

        return sum;
    }

    /// <summary>What is offered to a role and those below it, and is not reserved: what is reserved counts as consumed already.</summary>
    private static long Offered(MasterView view, string role, string resource)
    {
        double sum = 0;
        foreach (FrameworkView framework in view.Frameworks)
        {
            foreach (Offer offer in framework.Offers)
            {
                foreach (Resource part in offer.Resources)
                {
                    if (part.Name == resource && part.Reservations.Count == 0 && part.Scalar is not null
                        && RoleName.IsSameOrStrictSubroleOf(part.AllocationInfo?.Role ?? "*", role))
                        sum += part.Scalar.Value;
                }
            }
        }

        return (long)System.Math.Round(sum * 1000);
    }
}
