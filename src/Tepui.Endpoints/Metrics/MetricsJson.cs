using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Mesos.V1;
using Tepui.Endpoints.Json;

namespace Tepui.Endpoints.Metrics;

/// <summary>Metrics in their two forms, in the order they come.</summary>
public static class MetricsJson
{
    /// <summary>The body of <c>/metrics/snapshot</c>: flat.</summary>
    public static void Write(Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, double>> metrics)
    {
        writer.WriteStartObject();
        foreach ((string name, double value) in metrics)
            writer.WriteDouble(name, value);
        writer.WriteEndObject();
    }

    /// <summary>GET_METRICS's.</summary>
    public static IEnumerable<Metric> Messages(IEnumerable<KeyValuePair<string, double>> metrics) =>
        metrics.Select(static metric => new Metric { Name = metric.Key, Value = metric.Value });
}
