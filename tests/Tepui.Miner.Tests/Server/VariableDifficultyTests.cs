using System;
using Tepui.Miner.Server;

namespace Tepui.Miner.Tests.Server;

public class VariableDifficultyTests
{
    private const double HashesPerDifficulty = 4294967296.0;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(20e6)]
    [InlineData(1e9)]
    [InlineData(100e12)]
    [InlineData(1e4)]
    public void AnySteadyWorker_ComesToAShareEachInterval(double hashRate)
    {
        var difficulty = New(start: 0.01);
        var now = Start;
        for (var share = 0; share < 400; share++)
        {
            now += TimeSpan.FromSeconds(Math.Max(difficulty.Current * HashesPerDifficulty / hashRate, 1e-6));
            difficulty.ShareAccepted(difficulty.Current, now);
        }

        var interval = difficulty.Current * HashesPerDifficulty / hashRate;
        interval.ShouldBeInRange(Interval.TotalSeconds / 1.7, Interval.TotalSeconds * 1.7);
    }

    [Fact]
    public void ASilentWorker_GetsEasierSharesAsItsSilenceLasts()
    {
        var difficulty = New(start: 1024);
        var now = Start;
        for (var second = 0; second < 600; second++)
            difficulty.Reconsider(now += TimeSpan.FromSeconds(1));
        difficulty.Current.ShouldBeLessThan(1);
    }

    [Fact]
    public void ASilentWorker_NeverFallsBelowTheLeast()
    {
        var difficulty = new VariableDifficulty(1, 0.5, 10, Interval, Start);
        difficulty.Reconsider(Start + TimeSpan.FromDays(1)).ShouldBeTrue();
        difficulty.Current.ShouldBe(0.5);
        difficulty.Reconsider(Start + TimeSpan.FromDays(2)).ShouldBeFalse();
    }

    [Fact]
    public void AFastWorker_RisesByAFactorOfFourAtATime()
    {
        var difficulty = New(start: 1);
        for (var share = 0; share < 11; share++)
            difficulty.ShareAccepted(1, Start).ShouldBeFalse();
        difficulty.ShareAccepted(1, Start).ShouldBeTrue();
        difficulty.Current.ShouldBe(4);
    }

    [Fact]
    public void SharesNearTheInterval_ChangeNothing()
    {
        var difficulty = New(start: 1);
        for (var share = 1; share <= 100; share++)
            difficulty.ShareAccepted(1, Start + (share * Interval * 0.8)).ShouldBeFalse();
    }

    private static VariableDifficulty New(double start) => new(start, 1e-9, 1e15, Interval, Start);
}
