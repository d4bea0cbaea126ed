using System;
using System.Collections.Generic;
using System.Diagnostics;
using Tepui.Simulation.Runs;

namespace Tepui.Simulation.Tests.Runs;

/// <summary>Seeds in which nothing may go wrong: the same ones every time, and as many that are new with every change as there is time for.</summary>
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
    [InlineData(124800662)]
    [InlineData(124800664)]
    [InlineData(124800792)]
    [InlineData(124800957)]
    [InlineData(124801199)]
    [InlineData(466996160)]
    [InlineData(620568096)]
    [InlineData(620568527)]
    public void Another_known_seed_holds_what_must_hold(long seed) => Hold(seed);

    [Fact]
    [Trait("Category", "Long")]
    public void Fresh_seeds_hold_what_must_hold()
    {
        var share = TimeSpan.FromSeconds(Environment.GetEnvironmentVariable("CI") == "true" ? 300 : 20);
        var wall = Stopwatch.StartNew();
        var found = new List<string>();
        new SeedPlayer(Short, Environment.ProcessorCount).Play(
            SourceSeed.First(),
            _ => wall.Elapsed < share && found.Count == 0,
            report => found.AddRange(Violation(report)));

        found.ShouldBeEmpty(string.Join('\n', found));
    }

    private static void Hold(long seed) => Violation(new SimulationRun(seed, Short).Run()).ShouldBeEmpty();

    private static IEnumerable<string> Violation(RunReport report) => report.Violation is { } violation
        ? [$"{violation.Message}\nagain: eng/sim --seed={report.Seed} --hours={Short.FaultTime.TotalHours} --log"]
        : [];
}
