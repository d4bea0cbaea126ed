using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Tepui.Endpoints.Metrics;

/// <summary>Metrics in Prometheus's text format 0.0.4 and in OpenMetrics 1.0.0, which differ in little.</summary>
public static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public const string OpenMetricsContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    public static string Write(MetricSet metrics, bool openMetrics)
    {
        var text = new StringBuilder(64 * 1024);
        foreach (IGrouping<string, MetricSample> family in metrics.All
            .Where(static metric => metric.Family is not null)
            .GroupBy(static metric => metric.Family!.Name, StringComparer.Ordinal)
            .OrderBy(static family => family.Key, StringComparer.Ordinal))
        {
            MetricFamily described = family.First().Family!;
            bool counts = described.Kind == MetricKind.Counter;
            string sample = counts ? described.Name + "_total" : described.Name;
            WriteHead(text, openMetrics ? described.Name : sample, counts ? "counter" : "gauge", described.Source);
            foreach (MetricSample metric in family)
                WriteSample(text, sample, metric.Labels, metric.Value);
        }

        foreach (TimerStatistics timer in metrics.Timers.OrderBy(static timer => timer.Name, StringComparer.Ordinal))
            WriteTimer(text, timer);
        if (openMetrics)
            text.Append("# EOF\n");
        return text.ToString();
    }

    private static void WriteTimer(StringBuilder text, TimerStatistics timer)
    {
        string name = MetricSet.PrometheusName(timer.Name);
        WriteHead(text, name, "summary", timer.Name);
        foreach ((_, double quantile, double value) in timer.Percentiles)
            WriteSample(text, name, [new("quantile", quantile.ToString(CultureInfo.InvariantCulture))], value);
        WriteSample(text, name + "_sum", [], timer.TotalSum);
        WriteSample(text, name + "_count", [], timer.TotalCount);
        if (timer.WindowCount == 0)
            return;
        WriteHead(text, name + "_max", "gauge", timer.Name + "/max");
        WriteSample(text, name + "_max", [], timer.Maximum);
        WriteHead(text, name + "_min", "gauge", timer.Name + "/min");
        WriteSample(text, name + "_min", [], timer.Minimum);
    }

    private static void WriteHead(StringBuilder text, string family, string type, string source) => text
        .Append("# HELP ").Append(family).Append(' ').Append(Escape(source, quotes: false)).Append('\n')
        .Append("# TYPE ").Append(family).Append(' ').Append(type).Append('\n');

    private static void WriteSample(StringBuilder text, string name, IReadOnlyList<KeyValuePair<string, object?>> labels, double value)
    {
        text.Append(name);
        for (int i = 0; i < labels.Count; i++)
        {
            text.Append(i == 0 ? '{' : ',').Append(labels[i].Key).Append("=\"")
                .Append(Escape((string?)labels[i].Value ?? "", quotes: true)).Append('"');
        }

        if (labels.Count > 0)
            text.Append('}');
        text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    /// <summary>Names and ids come from strangers.</summary>
    private static string Escape(string text, bool quotes)
    {
        string escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }
}
