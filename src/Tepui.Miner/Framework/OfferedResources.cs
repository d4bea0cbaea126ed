using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Type = Mesos.V1.Value.Types.Type;

namespace Tepui.Miner.Framework;

/// <summary>What an offer holds, and parts of it made into a task's resources, roles and reservations kept.</summary>
public static class OfferedResources
{
    public static double Scalar(this Offer offer, string name) =>
        offer.Resources.Where(resource => IsScalar(resource, name)).Sum(resource => resource.Scalar.Value);

    /// <summary>The first ports of the offer, in its order.</summary>
    public static IReadOnlyList<int> Ports(this Offer offer, int count) =>
        [.. offer.Resources.Where(IsPorts).SelectMany(resource => resource.Ranges.Range).SelectMany(Numbers).Take(count)];

    /// <summary>This much of a scalar, from whichever of the offer's resources hold it.</summary>
    public static IEnumerable<Resource> Take(this Offer offer, string name, double amount)
    {
        foreach (var resource in offer.Resources.Where(resource => IsScalar(resource, name) && resource.Scalar.Value > 0))
        {
            if (amount <= 0)
                yield break;
            var part = resource.Clone();
            part.Scalar.Value = System.Math.Min(amount, resource.Scalar.Value);
            amount -= part.Scalar.Value;
            yield return part;
        }
    }

    public static IEnumerable<Resource> TakePorts(this Offer offer, IReadOnlyList<int> ports)
    {
        foreach (var resource in offer.Resources.Where(IsPorts))
        {
            var mine = ports.Where(port => resource.Ranges.Range.Any(range => range.Begin <= (ulong)port && (ulong)port <= range.End));
            var part = resource.Clone();
            part.Ranges = new Value.Types.Ranges();
            part.Ranges.Range.AddRange(mine.Select(port => new Value.Types.Range { Begin = (ulong)port, End = (ulong)port }));
            if (part.Ranges.Range.Count > 0)
                yield return part;
        }
    }

    private static IEnumerable<int> Numbers(Value.Types.Range range)
    {
        for (var port = range.Begin; port <= range.End && port <= ushort.MaxValue; port++)
            yield return (int)port;
    }

    private static bool IsScalar(Resource resource, string name) => resource.Name == name && resource.Type == Type.Scalar;

    private static bool IsPorts(Resource resource) => resource.Name == "ports" && resource.Type == Type.Ranges;
}
