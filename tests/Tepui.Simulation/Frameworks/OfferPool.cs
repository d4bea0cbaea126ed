using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;

namespace Tepui.Simulation.Frameworks;

/// <summary>What is left of an offer while a scheduler decides what to do with it.</summary>
internal sealed class OfferPool(Offer offer)
{
    private const double Thousand = 1000;

    private readonly List<Resource> _left = [.. offer.Resources.Select(resource => resource.Clone())];

    public IReadOnlyList<Resource> Left => _left;

    /// <summary>So much of a scalar from one entry that is no volume; null when none has as much.</summary>
    public Resource? Take(string name, double amount, Func<Resource, bool>? which = null)
    {
        var from = _left.FirstOrDefault(resource => IsScalar(resource, name) && !IsVolume(resource)
            && resource.Scalar.Value >= amount && (which is null || which(resource)));
        if (from is null)
        {
            return null;
        }

        var part = from.Clone();
        part.Scalar.Value = amount;
        from.Scalar.Value = Math.Round((from.Scalar.Value - amount) * Thousand) / Thousand;
        if (from.Scalar.Value <= 0)
        {
            _left.Remove(from);
        }

        return part;
    }

    /// <summary>All of an entry.</summary>
    public Resource? TakeWhole(Func<Resource, bool> which)
    {
        var found = _left.FirstOrDefault(which);
        if (found is not null)
        {
            _left.Remove(found);
        }

        return found;
    }

    public void Put(Resource resource) => _left.Add(resource);

    public static bool IsVolume(Resource resource) => resource.Disk?.Persistence is not null;

    public static bool IsDynamicallyReserved(Resource resource) =>
        resource.Reservations.Count > 0
        && resource.Reservations[^1].Type == Resource.Types.ReservationInfo.Types.Type.Dynamic;

    private static bool IsScalar(Resource resource, string name) => resource.Name == name && resource.Type == Value.Types.Type.Scalar;
}
