using System.Linq;
using System.Text.Json;
using Mesos.V1;
using Tepui.Endpoints.Json;
using Tepui.Endpoints.Resources;
using Tepui.Kernel.Resources;

namespace Tepui.Master.Endpoints.State;

/// <summary>An offer as /state and /frameworks show it.</summary>
internal static class OfferJson
{
    public static void Write(Utf8JsonWriter writer, Offer offer)
    {
        writer.WriteStartObject();
        writer.WriteString("id", offer.Id.Value);
        writer.WriteString("framework_id", offer.FrameworkId.Value);
        writer.WriteMessage("allocation_info", offer.AllocationInfo ?? new Resource.Types.AllocationInfo());
        writer.WriteString("slave_id", offer.AgentId.Value);
        writer.WriteResources("resources", ResourceSet.From(offer.Resources.Select(ResourceMessage.ToEntry)));
        writer.WriteEndObject();
    }
}
