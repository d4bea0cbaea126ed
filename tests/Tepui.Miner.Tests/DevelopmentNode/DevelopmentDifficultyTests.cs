using System;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.DevelopmentNode;

namespace Tepui.Miner.Tests.DevelopmentNode;

public class DevelopmentDifficultyTests
{
    private const double HashRate = 20_000_000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(4);

    [Fact]
    public void Bits_AtFirst_AskForTheFirstBlocksWork() =>
        Work(New()).ShouldBe(HashRate * 1.5, tolerance: HashRate * 0.01);

    [Fact]
    public void BlockFound_TheFirst_GoesToTheIntervalWhateverItTook()
    {
        var difficulty = New();
        difficulty.BlockFound(difficulty.Bits(TimeSpan.Zero), TimeSpan.FromMinutes(10));
        Work(difficulty).ShouldBe(HashRate * 4, tolerance: HashRate * 0.05);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(1)]
    [InlineData(7)]
    public void BlockFound_AnotherHashRateThanThought_ComesToTheInterval(double factor)
    {
        var difficulty = New();
        for (var block = 0; block < 60; block++)
            difficulty.BlockFound(difficulty.Bits(TimeSpan.Zero), TimeSpan.FromSeconds(Work(difficulty) / (HashRate * factor)));
        (Work(difficulty) / (HashRate * factor)).ShouldBe(4, tolerance: 0.2);
    }

    [Fact]
    public void BlockFound_Whatever_NeverMovesByMoreThanTwo()
    {
        var difficulty = New();
        difficulty.BlockFound(difficulty.Bits(TimeSpan.Zero), Interval);
        var before = Work(difficulty);
        difficulty.BlockFound(difficulty.Bits(TimeSpan.Zero), TimeSpan.Zero);
        (Work(difficulty) / before).ShouldBeInRange(1, 2.01);
        before = Work(difficulty);
        difficulty.BlockFound(difficulty.Bits(TimeSpan.Zero), TimeSpan.FromDays(1));
        (before / Work(difficulty)).ShouldBeInRange(0.99, 2.01);
    }

    [Fact]
    public void Bits_OfABlockThatDoesNotCome_GetEasierFourTimesAndNoMore()
    {
        var difficulty = New();
        difficulty.BlockFound(difficulty.Bits(TimeSpan.Zero), Interval);
        var first = difficulty.Bits(TimeSpan.Zero);
        var patience = difficulty.NextEasing(TimeSpan.Zero).ShouldNotBeNull();
        patience.ShouldBe(3 * Interval);
        difficulty.Bits(patience - TimeSpan.FromTicks(1)).ShouldBe(first);
        var easier = Target.FromCompact(difficulty.Bits(patience)).ExpectedHashes;
        (Work(difficulty) / easier).ShouldBe(2, tolerance: 0.01);
        difficulty.Allows(first, patience).ShouldBeTrue();
        difficulty.Allows(difficulty.Bits(patience), TimeSpan.Zero).ShouldBeFalse();
        (Work(difficulty) / Target.FromCompact(difficulty.Bits(TimeSpan.FromDays(1))).ExpectedHashes).ShouldBe(16, tolerance: 0.01);
        difficulty.NextEasing(TimeSpan.FromDays(1)).ShouldBeNull();
    }

    private static DevelopmentDifficulty New() => new(HashRate, TimeSpan.FromSeconds(1.5), Interval);

    private static double Work(DevelopmentDifficulty difficulty) => Target.FromCompact(difficulty.Bits(TimeSpan.Zero)).ExpectedHashes;
}
