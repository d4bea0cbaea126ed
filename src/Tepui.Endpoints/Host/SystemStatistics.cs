using System;
using System.Text.Json;
using Tepui.Endpoints.Json;
using Tepui.Endpoints.Metrics;

namespace Tepui.Endpoints.Host;

/// <summary>The machine as <c>/system/stats.json</c> and the <c>system/</c> metrics show it.</summary>
public static class SystemStatistics
{
    /// <summary>The body of <c>/system/stats.json</c>.</summary>
    public static void Write(Utf8JsonWriter writer)
    {
        HostLoad load = HostLoad.Read();
        writer.WriteStartObject();
        writer.WriteDouble("avg_load_15min", load.FifteenMinutes);
        writer.WriteDouble("avg_load_1min", load.OneMinute);
        writer.WriteDouble("avg_load_5min", load.FiveMinutes);
        writer.WriteNumber("cpus_total", Environment.ProcessorCount);
        writer.WriteNumber("mem_free_bytes", load.FreeBytes);
        writer.WriteNumber("mem_total_bytes", load.TotalBytes);
        writer.WriteEndObject();
    }

    public static void AddTo(MetricSet metrics)
    {
        HostLoad load = HostLoad.Read();
        metrics["system/cpus_total"] = Environment.ProcessorCount;
        metrics["system/load_1min"] = load.OneMinute;
        metrics["system/load_5min"] = load.FiveMinutes;
        metrics["system/load_15min"] = load.FifteenMinutes;
        metrics["system/mem_free_bytes"] = load.FreeBytes;
        metrics["system/mem_total_bytes"] = load.TotalBytes;
    }
}
