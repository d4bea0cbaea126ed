using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Mesos.V1;
using Tepui.Containerizer.Isolation.Cgroups.Performance;

namespace Tepui.Containerizer.Tests.Isolation.Cgroups.Performance;

/// <summary>Names of events, and what is made of counts.</summary>
public sealed class PerfEventsTests
{
    [Fact]
    public void Events_AreAllThatTheStatisticsHaveAFieldFor()
    {
        string[] fields = [.. PerfStatistics.Descriptor.Fields.InDeclarationOrder().Select(field => field.Name)];

        PerfEvents.All.Select(known => known.Field.Name).Order().ShouldBe(fields.Except(["timestamp", "duration"]).Order());
        PerfEvents.All.Select(known => (known.Kind, known.Number)).ShouldBeUnique();
    }

    /// <summary>Numbers of linux/perf_event.h.</summary>
    [Theory]
    [InlineData("cycles", 0, 0)]
    [InlineData("cpu-cycles", 0, 0)]
    [InlineData("branch-instructions", 0, 4)]
    [InlineData("stalled-cycles-backend", 0, 8)]
    [InlineData("ref-cycles", 0, 9)]
    [InlineData("cpu-clock", 1, 0)]
    [InlineData("task-clock", 1, 1)]
    [InlineData("cs", 1, 3)]
    [InlineData("migrations", 1, 4)]
    [InlineData("emulation-faults", 1, 8)]
    [InlineData("L1-dcache-loads", 3, 0x00000)]
    [InlineData("L1-dcache-prefetch-misses", 3, 0x10200)]
    [InlineData("l1-icache-load-misses", 3, 0x10001)]
    [InlineData("LLC-stores", 3, 0x00102)]
    [InlineData("dTLB-store-misses", 3, 0x10103)]
    [InlineData("iTLB-loads", 3, 0x00004)]
    [InlineData("branch-load-misses", 3, 0x10005)]
    [InlineData("node-prefetches", 3, 0x00206)]
    public void Name_OfPerf_IsKnown(string name, int kind, ulong number)
    {
        PerfEvent found = Parse(name).ShouldHaveSingleItem();

        ((int)found.Kind, found.Number).ShouldBe((kind, number));
    }

    [Fact]
    public void Names_ThatAreNone_AreToldAtOnce()
    {
        var faults = new List<string>();

        PerfEvents.Parse("cycles, cycels,,task-clock,cycles:u,cs,context-switches", faults).Select(found => found.Name)
            .ShouldBe(["cycles", "task-clock", "context-switches"]);

        faults.ShouldHaveSingleItem().ShouldStartWith(
            "--perf_events: 'cycels', 'cycles:u' cannot be told in Mesos's PerfStatistics: it has cycles, instructions, ");
    }

    /// <summary>Any of them, in any order and case, is found once.</summary>
    [Fact]
    public void Names_InAnyOrderAndCase_AreFound() => Prop.ForAll(
        Gen.SubListOf(PerfEvents.All.ToArray()).Zip(Gen.Elements(true, false)).ToArbitrary(),
        pair =>
        {
            string text = string.Join(',', pair.Item1.Concat(pair.Item1).Select(one => pair.Item2 ? one.Name.ToUpperInvariant() : one.Name));
            Parse(text).ShouldBe(pair.Item1);
        }).QuickCheckThrowOnFailure();

    /// <summary>Clocks are told in milliseconds, as perf does.</summary>
    [Fact]
    public void Counts_AreWrittenToTheirFields()
    {
        var statistics = new PerfStatistics();

        Parse("task-clock").Single().Write(statistics, 1_500_000);
        Parse("LLC-load-misses").Single().Write(statistics, ulong.MaxValue);

        (statistics.TaskClock, statistics.LlcLoadMisses).ShouldBe((1.5, ulong.MaxValue));
        (statistics.HasCycles, statistics.HasCpuClock).ShouldBe((false, false));
    }

    /// <summary>What took turns with others is counted as if it had not.</summary>
    [Theory]
    [InlineData(100, 1000, 1000, 100)]
    [InlineData(100, 1000, 250, 400)]
    [InlineData(100, 1000, 0, 0)]
    [InlineData(0, 0, 0, 0)]
    [InlineData(ulong.MaxValue, 5, 5, ulong.MaxValue)]
    public void Count_IsScaledByTheTimeItWasCounted(ulong value, ulong enabled, ulong running, ulong scaled) =>
        new PerfCount(value, enabled, running).Scaled.ShouldBe(scaled);

    [Theory]
    [InlineData("0\n", new[] { 0 })]
    [InlineData("0-3\n", new[] { 0, 1, 2, 3 })]
    [InlineData("1,4-5,8", new[] { 1, 4, 5, 8 })]
    public void Processors_AreRead(string text, int[] processors) => OnlineProcessors.Parse(text).ShouldBe(processors);

    private static IReadOnlyList<PerfEvent> Parse(string names)
    {
        var faults = new List<string>();
        IReadOnlyList<PerfEvent> found = PerfEvents.Parse(names, faults);
        faults.ShouldBeEmpty();
        return found;
    }
}
