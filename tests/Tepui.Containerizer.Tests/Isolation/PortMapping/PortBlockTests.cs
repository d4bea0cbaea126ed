using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Tepui.Containerizer.Isolation.PortMapping;

namespace Tepui.Containerizer.Tests.Isolation.PortMapping;

/// <summary>Which ports a container's filters find.</summary>
public sealed class PortBlockTests
{
    private static readonly Config Seeded = Config.QuickThrowOnFailure.WithReplay(20_261_122, 9);

    private static Gen<(int First, int Last)[]> RangesOfPorts =>
        Gen.Choose(0, 65535).SelectMany(first => Gen.Choose(0, 300).Select(more => (first, System.Math.Min(first + more, 65535)))).ArrayOf();

    [Fact]
    public void Blocks_HaveThePortsOfTheRanges_AndNoOthers() => Check.One(Seeded, Prop.ForAll(RangesOfPorts.ToArbitrary(), ranges =>
    {
        IReadOnlyList<PortBlock> blocks = PortBlock.Split(ranges);

        int[] ports = [.. blocks.SelectMany(block => Enumerable.Range(block.First, block.Size))];
        ports.ShouldBe(ranges.SelectMany(range => Enumerable.Range(range.First, range.Last - range.First + 1)).Distinct().Order());
        blocks.ShouldAllBe(block => BitOperations.IsPow2(block.Size) && block.First % block.Size == 0);
    }));

    [Fact]
    public void Match_FindsExactlyTheBlocksPorts() => Check.One(Seeded, Prop.ForAll(RangesOfPorts.ToArbitrary(), ranges =>
    {
        foreach (PortBlock block in PortBlock.Split(ranges).Take(3))
        {
            Enumerable.Range(0, PortBlock.Ports).Where(port => (port & block.Mask) == block.First)
                .ShouldBe(Enumerable.Range(block.First, block.Size));
        }
    }));

    [Fact]
    public void Blocks_AreAsFewAsCanBe() => Check.One(Seeded, Prop.ForAll(RangesOfPorts.ToArbitrary(), ranges =>
    {
        HashSet<PortBlock> blocks = [.. PortBlock.Split(ranges)];

        // Two of a size that are halves of one would have been one.
        blocks.ShouldAllBe(block => !blocks.Contains(new PortBlock(block.First ^ block.Size, block.Size)));
    }));

    [Fact]
    public void Blocks_AreInOrderAndHoldToWhatPortsThereAre()
    {
        PortBlock.Split([(31000, 31005), (-3, 1), (31006, 31007), (70000, 70001), (5, 4), (65535, 65540)])
            .ShouldBe([new(0, 2), new(31000, 8), new(65535, 1)]);
        PortBlock.Split([(0, 65535)]).Single().Match.ShouldBe("0 0x0000");
        new PortBlock(32768, 1024).Match.ShouldBe("32768 0xfc00");
    }

    [Fact]
    public void EphemeralPorts_AreGivenOnceAndGivenBack()
    {
        var ports = new EphemeralPorts([(40000, 42100), (50000, 50100)], 1024);

        ports.Take((40970, 40980));
        ports.Allocate().ShouldBeNull();
        ports.Release((40970, 40980));
        ports.Allocate().ShouldBe((40960, 41983));
        ports.Allocate().ShouldBeNull();
        ports.Release((40960, 41983));
        ports.Allocate().ShouldBe((40960, 41983));
    }

    [Fact]
    public void Priorities_AreEachContainersOwn_AndTellWhoseTheyAre()
    {
        int[] firsts = [.. Enumerable.Range(0, PortBlock.Ports / EphemeralPorts.Fewest).Select(slot => slot * EphemeralPorts.Fewest)];
        int[] all = [.. firsts.SelectMany(first => (int[])
        [
            FilterPriorities.Addresses(first), FilterPriorities.Control(first), FilterPriorities.Ports(first, 0), FilterPriorities.Ports(first, 1),
        ])];

        all.Distinct().Count().ShouldBe(all.Length);
        all.ShouldAllBe(priority => priority > 0 && priority < 65536);
        firsts.Max(FilterPriorities.Control).ShouldBeLessThan(FilterPriorities.Ports(0, 0));
        foreach (int first in (int[])[0, 16, 32768, 65520])
        {
            foreach (int priority in (int[])[FilterPriorities.Addresses(first), FilterPriorities.Control(first), FilterPriorities.Ports(first, 1)])
                FilterPriorities.OwnersIn($"filter protocol ip pref {priority} u32 chain 0").ShouldBe([first]);
            FilterPriorities.TurnsIn($"pref {FilterPriorities.Ports(first, 1)} u32", first).ShouldBe([1]);
        }

        FilterPriorities.OwnersIn("filter protocol ip pref 1 u32\nfilter protocol all pref 49152 bpf").ShouldBeEmpty();
    }
}
