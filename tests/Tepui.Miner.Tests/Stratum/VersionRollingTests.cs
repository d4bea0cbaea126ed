using System.Collections.Generic;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Tepui.Miner.Stratum;

namespace Tepui.Miner.Tests.Stratum;

/// <summary>The arithmetic of BIP 310's version-rolling.</summary>
public class VersionRollingTests
{
    [Fact]
    public void Bits_OfEveryNumber_AreAllowedAndLeaveTheRestOfTheVersionAlone() =>
        Prop.ForAll<DoNotSize<uint>, DoNotSize<uint>, DoNotSize<ulong>>((anyVersion, anyMask, anyNumber) =>
        {
            var (version, mask, number) = (anyVersion.Item, anyMask.Item, anyNumber.Item);
            var bits = VersionRolling.Bits(version, number % VersionRolling.Count(mask), mask);
            VersionRolling.IsAllowed(bits, mask).ShouldBeTrue();
            var rolled = VersionRolling.Apply(version, bits, mask);
            ((rolled ^ version) & ~mask).ShouldBe(0u);
            (rolled & mask).ShouldBe(bits);
        }).Check();

    [Fact]
    public void Bits_OfTheFirstNumber_AreTheJobsOwn() =>
        Prop.ForAll<DoNotSize<uint>, DoNotSize<uint>>((version, mask) =>
            VersionRolling.Apply(version.Item, VersionRolling.Bits(version.Item, 0, mask.Item), mask.Item).ShouldBe(version.Item)).Check();

    [Fact]
    public void Bits_OfAllNumbers_AreAllDifferent() =>
        Prop.ForAll<DoNotSize<uint>, DoNotSize<uint>>((version, wide) =>
        {
            // At most ten bits, so that all can be looked at.
            uint mask = 0;
            for (var left = wide.Item; left != 0 && BitOperations.PopCount(mask) < 10; left &= left - 1)
                mask |= left & (~left + 1);
            var seen = new HashSet<uint>();
            for (ulong number = 0; number < VersionRolling.Count(mask); number++)
                seen.Add(VersionRolling.Bits(version.Item, number, mask)).ShouldBeTrue();
        }).Check(100);

    [Fact]
    public void IsAllowed_WithAnyBitOutside_IsFalse() =>
        Prop.ForAll<DoNotSize<uint>, DoNotSize<uint>, bool>((any, mask, isWithin) =>
        {
            var bits = isWithin ? any.Item & mask.Item : any.Item;
            VersionRolling.IsAllowed(bits, mask.Item).ShouldBe((bits | mask.Item) == mask.Item);
        }).Check();

    [Fact]
    public void Apply_OfBitsOutside_IgnoresThem() =>
        Prop.ForAll<DoNotSize<uint>, DoNotSize<uint>, DoNotSize<uint>>((version, bits, mask) =>
            VersionRolling.Apply(version.Item, bits.Item, mask.Item)
                .ShouldBe(VersionRolling.Apply(version.Item, bits.Item & mask.Item, mask.Item))).Check();
}
