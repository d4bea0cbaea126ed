using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Tests.Resources;

public class RangeListTests
{
    private static readonly Arbitrary<(RangeList Left, RangeList Right)> Pairs = (
        from left in Generators.Ranges
        from right in Generators.Ranges
        select (left, right)).ToArbitrary();

    [Fact]
    public void AllOperations_OnRandomRanges_AgreeWithASetOfNumbers() => Prop.ForAll(Pairs, pair =>
    {
        var (left, right) = pair;
        Numbers(left.Add(right)).ShouldBe(Numbers(left).Union(Numbers(right)).Order());
        Numbers(left.Subtract(right)).ShouldBe(Numbers(left).Except(Numbers(right)).Order());
        left.Contains(right).ShouldBe(!Numbers(right).Except(Numbers(left)).Any());
        left.Size.ShouldBe((ulong)Numbers(left).Count());
    }).Check(Generators.Config);

    [Fact]
    public void AllOperations_OnRandomRanges_KeepThemSortedAndApart() => Prop.ForAll(Pairs, pair =>
    {
        foreach (var ranges in new[] { pair.Left.Add(pair.Right), pair.Left.Subtract(pair.Right) })
        {
            for (var index = 1; index < ranges.Count; index++)
                ranges[index].Begin.ShouldBeGreaterThan(ranges[index - 1].End + 1);
        }
    }).Check(Generators.Config);

    [Fact]
    public void AllOperations_AtTheEndsOfTheNumbers_DoNotOverflow()
    {
        var all = RangeList.From([new(0, 5), new(6, ulong.MaxValue)]);

        all.ShouldBe(RangeList.From([new(0, ulong.MaxValue)]));
        all.Add(RangeList.From([new(ulong.MaxValue, ulong.MaxValue)])).ShouldBe(all);
        all.Subtract(RangeList.From([new(ulong.MaxValue, ulong.MaxValue)]))[0].End.ShouldBe(ulong.MaxValue - 1);
        all.Subtract(all).IsEmpty.ShouldBeTrue();
        all.Contains(all).ShouldBeTrue();
    }

    private static IEnumerable<ulong> Numbers(RangeList ranges)
    {
        foreach (var range in ranges)
        {
            for (var number = range.Begin; number <= range.End; number++)
                yield return number;
        }
    }
}
