using System.Collections.Generic;
using Mesos.V1;

namespace Tepui.Kernel.Offers;

/// <summary>What ACCEPT asks of the offers it names (src/master/validation.cpp).</summary>
internal static class OfferValidation
{
    /// <summary>Why these offers cannot be accepted together, or null.</summary>
    public static string? Validate(IReadOnlyList<OfferID> ids, OrderedIndex<OfferId, OfferRecord> offers, FrameworkId framework)
    {
        if (ids.Count == 0)
        {
            return "No offers specified";
        }

        var seen = ids.Count > 1 ? new HashSet<string>() : null;
        OfferRecord? first = null;
        foreach (var id in ids)
        {
            if (seen is not null && !seen.Add(id.Value))
            {
                return $"Duplicate offer {id.Value} in offer list";
            }

            if (offers.Find(new OfferId(id.Value)) is not { } offer)
            {
                return $"Offer {id.Value} is no longer valid";
            }

            if (offer.Framework != framework)
            {
                return $"Offer {id.Value} has invalid framework {offer.Framework} while framework {framework} is expected";
            }

            first ??= offer;
            if (offer.Role != first.Role)
            {
                return $"Aggregated offers must be allocated to the same role. Offer {id.Value} uses role '{offer.Role}' " +
                    $"but another is using role '{first.Role}'";
            }

            if (offer.Agent != first.Agent)
            {
                return $"Aggregated offers must belong to one single agent. Offer {id.Value} uses agent {offer.Agent} " +
                    $"and agent {first.Agent}";
            }
        }

        return null;
    }
}
