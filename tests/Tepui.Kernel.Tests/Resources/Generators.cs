using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Mesos.V1;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Tests.Resources;

/// <summary>Random resources, small enough to collide often.</summary>
internal static class Generators
{
    /// <summary>Every property runs with this seed, so that a failure is the same everywhere.</summary>
    public static readonly Config Config = Config.QuickThrowOnFailure.WithMaxTest(1000).WithReplay(20261121, 1);

    private static readonly ResourceKey[] Scalars =
    [
        new("cpus", Value.Types.Type.Scalar),
        new("mem", Value.Types.Type.Scalar),
        new("cpus", Value.Types.Type.Scalar, [Static("ads")]),
        new("cpus", Value.Types.Type.Scalar, isRevocable: true),
    ];

    public static Gen<RangeList> Ranges =>
        from ranges in Gen.Choose(0, 40).SelectMany(
            begin => Gen.Choose(0, 8),
            (begin, length) => new Range64((ulong)begin, (ulong)(begin + length))).ListOf()
        select RangeList.From(ranges.Take(5));

    public static Gen<ResourceEntry> Entry => Gen.OneOf(
        from key in Gen.Elements(Scalars)
        from amount in Gen.Choose(1, 5000)
        select ResourceEntry.Scalar(key, amount),
        from ranges in Ranges
        select ResourceEntry.Of(new ResourceKey("ports", Value.Types.Type.Ranges), ranges),
        from items in Gen.Elements("a", "b", "c", "d").ListOf()
        select ResourceEntry.Of(new ResourceKey("disks", Value.Types.Type.Set), ItemSet.From(items)));

    public static Gen<ResourceSet> Set =>
        from entries in Entry.ListOf()
        select ResourceSet.From(entries.Take(6));

    public static Resource.Types.ReservationInfo Static(string role) =>
        new() { Type = Resource.Types.ReservationInfo.Types.Type.Static, Role = role };

    public static ResourceSet Parse(string text)
    {
        var faults = new List<string>();
        return ResourceText.Parse(text, faults) ?? throw new System.ArgumentException(string.Join("; ", faults), nameof(text));
    }
}
