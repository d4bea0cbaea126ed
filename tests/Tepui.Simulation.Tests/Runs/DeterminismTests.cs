using System;
using System.IO;
using Tepui.Simulation.Runs;

namespace Tepui.Simulation.Tests.Runs;

public sealed class DeterminismTests
{
    private static readonly RunSettings Short = new() { FaultTime = TimeSpan.FromMinutes(4) };

    [Fact]
    public void The_same_seed_gives_the_same_transcript_byte_for_byte()
    {
        string first = Play(11);
        first.Length.ShouldBeGreaterThan(100_000);

        Play(11).ShouldBe(first);
    }

    private static string Play(long seed)
    {
        using var log = new StringWriter();
        var run = new SimulationRun(seed, Short, log);
        run.Run().Violation.ShouldBeNull();
        return log.ToString();
    }
}
