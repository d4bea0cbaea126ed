using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Master.Agents;
using Tepui.Kernel.Master.Frameworks;
using Tepui.Kernel.Resources;
using Capability = Mesos.V1.FrameworkInfo.Types.Capability.Types.Type;

namespace Tepui.Kernel.Offers;

/// <summary>Writes an offer as its framework is able to read it.</summary>
internal static class OfferMessages
{
    /// <summary>Where an agent is.</summary>
    public static URL UrlOf(AgentRecord agent) => new()
    {
        Scheme = "http",
        Address = new Address { Hostname = agent.Info.Hostname, Ip = agent.Address, Port = agent.Info.Port },
        Path = "/slave(1)",
    };

    public static Offer Make(OfferId id, FrameworkRecord framework, AgentRecord agent, string role, ResourceSet resources)
    {
        var offer = new Offer
        {
            Id = new OfferID { Value = id.Value },
            FrameworkId = framework.Info.Id,
            AgentId = agent.Info.Id,
            Hostname = agent.Info.Hostname,
            Url = UrlOf(agent),
            Domain = agent.Info.Domain,
            Unavailability = agent.Maintenance?.Unavailability,
        };
        offer.Attributes.AddRange(agent.Info.Attributes);
        if (agent.Executors.Count > 0)
        {
            offer.ExecutorIds.AddRange(agent.Executors
                .Where(executor => executor.Framework == framework.Id)
                .Select(static executor => executor.Info.ExecutorId));
        }

        // Who does not know MULTI_ROLE must not see allocation_info: old clients send resources back as they got them,
        // and compare them with ones that they made themselves.
        if (framework.IsMultiRole)
        {
            offer.AllocationInfo = new Resource.Types.AllocationInfo { Role = role };
        }
        else
        {
            resources = resources.WithoutAllocation();
        }

        resources.CopyTo(
            offer.Resources,
            framework.Has(Capability.ReservationRefinement) ? ReservationFormat.Refined : ReservationFormat.Unrefined);
        return offer;
    }
}
