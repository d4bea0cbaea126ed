using System;
using System.Collections.Generic;
using Tepui.Simulation.Runs;

namespace Tepui.Simulation.Tests.Runs;

/// <summary>Seeds in which nothing may go wrong, the same ones every time. New ones are eng/sim's: what they find is no fault of a change at hand.</summary>
public sealed class SeedTests
{
    private static readonly RunSettings Short = new() { FaultTime = TimeSpan.FromMinutes(10) };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_known_seed_holds_what_must_hold(long seed) => Hold(seed);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Another_known_seed_holds_what_must_hold(long seed) => Hold(seed);

    [Fact]
    [Trait("Category", "Long")]
    public void Many_more_known_seeds_hold_what_must_hold()
    {
        const int Seeds = 32;
        var found = new List<string>();
        new SeedPlayer(Short, Environment.ProcessorCount).Play(
            9, begun => begun < Seeds && found.Count == 0, report => found.AddRange(Violation(report)));

        found.ShouldBeEmpty(string.Join('\n', found));
    }

    private static void Hold(long seed) => Violation(new SimulationRun(seed, Short).Run()).ShouldBeEmpty();

    private static IEnumerable<string> Violation(RunReport report) => report.Violation is { } violation
        ? [$"{violation.Message}\nagain: eng/sim --seed={report.Seed} --hours={Short.FaultTime.TotalHours} --log"]
        : [];
}
