using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Agent.Options;
using Tepui.Containerizer.Isolation.Cgroups.Performance;
using Tepui.Runtime.Flags;

namespace Tepui.Agent.Tests.Options;

/// <summary>What the flags make of the events that are counted.</summary>
public sealed class PerfFlagsTests
{
    [Fact]
    public void Flags_ReachTheIsolator()
    {
        PerfOptions perf = With(("perf_events", "cycles,LLC-load-misses"), ("perf_interval", "5mins"), ("perf_duration", "500ms")).Cgroups().Perf;

        perf.Events.Select(counted => counted.Name).ShouldBe(["cycles", "LLC-load-misses"]);
        (perf.Interval, perf.Duration).ShouldBe((TimeSpan.FromMinutes(5), TimeSpan.FromMilliseconds(500)));
    }

    /// <summary>Mesos's defaults.</summary>
    [Fact]
    public void Defaults_CountNothing()
    {
        PerfOptions perf = With().Cgroups().Perf;

        perf.Events.ShouldBeEmpty();
        (perf.Interval, perf.Duration).ShouldBe((TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(10)));
        Faults(With()).ShouldBeEmpty();
        Faults(With(("perf_interval", "10secs"))).ShouldBeEmpty();
    }

    [Fact]
    public void Faults_AreToldAtOnce()
    {
        string[] faults = Faults(With(("perf_events", "cycels,cycles,faults:u"), ("perf_duration", "2mins")));

        faults.Length.ShouldBe(2);
        faults.ShouldContain(
            "--perf_duration: 2mins is longer than the 1mins of --perf_interval: make it shorter, or the interval longer");
        faults.ShouldContain(fault => fault.StartsWith("--perf_events: 'cycels', 'faults:u' cannot be told ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("0ns", "10secs", "--perf_interval", "--perf_duration")]
    [InlineData("60secs", "0ns", "--perf_duration")]
    [InlineData("8weeks", "10secs", "--perf_interval")]
    public void Times_ThatNobodyCanKeep_AreRefused(string interval, string duration, params string[] flags) =>
        Faults(With(("perf_interval", interval), ("perf_duration", duration))).Select(fault => fault.Split(':')[0]).ShouldBe(flags);

    private static string[] Faults(AgentOptions options) =>
        [.. options.Faults().Where(fault => fault.StartsWith("--perf", StringComparison.Ordinal))];

    private static AgentOptions With(params IEnumerable<(string Name, string Value)> flags)
    {
        var options = new AgentOptions { Master = "127.0.0.1:5050", WorkDirectory = "/tmp" };
        foreach ((string name, string value) in flags)
            FlagProperty.Of(typeof(AgentOptions)).Single(flag => flag.Name == name).Set(options, value).ShouldBeNull();
        return options;
    }
}
