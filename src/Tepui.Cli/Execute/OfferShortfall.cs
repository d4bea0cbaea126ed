using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Resources;

namespace Tepui.Cli.Execute;

/// <summary>What an offer lacks of what a task needs.</summary>
internal sealed class OfferShortfall
{
    private readonly ResourceSet _needed;
    private readonly ResourceSet _missing;
    private readonly ResourceSet _offered;

    private OfferShortfall(string agent, ResourceSet needed, ResourceSet offered)
    {
        Agent = agent;
        _needed = needed;
        _offered = offered;
        _missing = needed - offered;
    }

    /// <summary>The agent's host name.</summary>
    public string Agent { get; }

    /// <summary>What an offer has for a command task: not what is reserved, which a role may keep for something else.</summary>
    public static ResourceSet Usable(Offer offer) => ResourceSet.From(offer.Resources).WithoutAllocation().Unreserved();

    public static OfferShortfall Of(Offer offer, ResourceSet needed) => new(offer.Hostname, needed, Usable(offer));

    /// <summary>The one that lacks least: the fewest resources, and then the smallest part of any.</summary>
    public static OfferShortfall? Nearest(IEnumerable<OfferShortfall> all) => all
        .OrderBy(one => one._missing.Count)
        .ThenBy(one => one._missing.Select(one.MissingPart).DefaultIfEmpty().Max())
        .FirstOrDefault();

    /// <summary>As in <c>cpus by 2 (4 asked, 2 offered), ports by [80-80]</c>.</summary>
    public override string ToString() => string.Join(", ", _missing.Select(Describe));

    private string Describe(ResourceEntry missing) => missing.Key.Kind == Value.Types.Type.Scalar
        ? $"{Name(missing)} by {missing.ValueText} ({Asked(missing).ValueText} asked, {Offered(missing)} offered)"
        : $"{Name(missing)} by {missing.ValueText}";

    private static string Name(ResourceEntry entry) => entry.Key.IsReserved ? $"{entry.Name}({entry.Key.ReservationRole})" : entry.Name;

    private double MissingPart(ResourceEntry missing) => missing.Quantity / (double)Asked(missing).Quantity;

    private ResourceEntry Asked(ResourceEntry missing) => _needed.First(entry => entry.Key.Equals(missing.Key));

    private string Offered(ResourceEntry missing) =>
        FixedPoint.ToText(_offered.Where(entry => entry.Key.Equals(missing.Key)).Sum(entry => entry.Thousandths));
}
