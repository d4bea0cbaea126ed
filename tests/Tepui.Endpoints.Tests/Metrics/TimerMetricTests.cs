using System;
using System.Linq;
using Tepui.Endpoints.Metrics;
using Tepui.Testing;

namespace Tepui.Endpoints.Tests.Metrics;

public sealed class TimerMetricTests
{
    [Fact]
    public void Read_BeforeAnythingWasMeasured_HasNothing()
    {
        TimerStatistics read = new TimerMetric("a/b", new VirtualTime()).Read();
        read.Name.ShouldBe("a/b_ms");
        read.Last.ShouldBeNull();
        read.Percentiles.ShouldBeEmpty();
    }

    [Fact]
    public void Read_HasTheLastHoursTimes_AndTheTotals()
    {
        var time = new VirtualTime();
        var timer = new TimerMetric("a", time);
        timer.Record(TimeSpan.FromMilliseconds(1000));
        time.Advance(TimeSpan.FromMinutes(61));
        for (int i = 1; i <= 11; i++)
            timer.Record(TimeSpan.FromMilliseconds(i));

        TimerStatistics read = timer.Read();

        read.Last.ShouldBe(11);
        read.WindowCount.ShouldBe(11);
        read.Minimum.ShouldBe(1);
        read.Maximum.ShouldBe(11);
        read.Percentiles.Select(static percentile => (percentile.Name, Math.Round(percentile.Value, 4)))
            .ShouldBe([("p50", 6), ("p90", 10), ("p95", 10.5), ("p99", 10.9), ("p999", 10.99), ("p9999", 10.999)]);
        read.TotalCount.ShouldBe(12);
        read.TotalSum.ShouldBe(1066);
    }

    [Fact]
    public void Read_AfterVeryManyTimes_KeepsTheNewestThousand()
    {
        var timer = new TimerMetric("a", new VirtualTime());
        for (int i = 0; i < 5000; i++)
            timer.Record(TimeSpan.FromMilliseconds(i));

        timer.Read().WindowCount.ShouldBe(1000);
        timer.Read().Minimum.ShouldBe(4000);
    }
}
