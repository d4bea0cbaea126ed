using System.Collections.Generic;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Allocation;

/// <summary>What a client declined on an agent: until the tick nothing that this holds is offered to it again.</summary>
internal sealed record OfferFilter(ResourceSet Resources, long ExpiryTick, OfferFilter? Next);

/// <summary>
/// One agent's filters, with a bit for each client whose filter applies to the resources free just now. The bits stay while
/// the free resources stay what they were, so a declined round costs no comparison of resources.
/// </summary>
internal sealed class AgentFilters
{
    private static readonly Dictionary<int, OfferFilter> None = [];

    private Dictionary<int, OfferFilter> _byClient = None;

    /// <summary>The clients that must not be offered <see cref="Basis"/>.</summary>
    public BitVector Applying { get; } = new();

    /// <summary>The free resources that <see cref="Applying"/> was made for.</summary>
    public ResourceSet? Basis { get; set; }

    public Dictionary<int, OfferFilter> ByClient => _byClient;

    /// <summary>Reads where everything of it starts.</summary>
    internal int Touch() => Basis is null ? 0 : 1;

    public OfferFilter? Of(int client) => _byClient.GetValueOrDefault(client);

    public void Set(int client, OfferFilter? filter)
    {
        if (filter is null)
        {
            _byClient.Remove(client);
            _byClient = _byClient.Count == 0 ? None : _byClient;
            Applying[client] = false;
        }
        else
        {
            _byClient = ReferenceEquals(_byClient, None) ? [] : _byClient;
            _byClient[client] = filter;
        }
    }

    /// <summary>Whether one of a client's filters holds all of an offer.</summary>
    public bool Applies(int client, ResourceSet offer)
    {
        for (var filter = Of(client); filter is not null; filter = filter.Next)
        {
            if (filter.Resources.Contains(offer))
            {
                return true;
            }
        }

        return false;
    }
}
