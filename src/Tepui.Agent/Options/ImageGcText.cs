using System;
using System.Collections.Generic;
using System.Text.Json;

namespace Tepui.Agent.Options;

/// <summary>Mesos's ImageGcConfig as JSON (docs/container-image.md).</summary>
internal sealed record ImageGcText(double DiskHeadroom, TimeSpan WatchInterval, IReadOnlyList<string> ExcludedImages)
{
    private const double DefaultHeadroom = 0.1;
    private const string Flag = "--image_gc_config: ";

    private static readonly TimeSpan DefaultInterval = TimeSpan.FromHours(1);

    /// <returns>Null when there are faults.</returns>
    public static ImageGcText? Parse(string text, List<string> faults)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            double headroom = DefaultHeadroom;
            TimeSpan interval = DefaultInterval;
            var excluded = new List<string>();
            foreach (JsonProperty property in json.RootElement.EnumerateObject())
            {
                switch (property.Name)
                {
                    case "image_disk_headroom":
                        headroom = property.Value.GetDouble();
                        break;
                    case "image_disk_watch_interval":
                        interval = TimeSpan.FromMicroseconds(property.Value.GetProperty("nanoseconds").GetInt64() / 1000.0);
                        break;
                    case "excluded_images":
                        foreach (JsonElement image in property.Value.EnumerateArray())
                        {
                            // Those of type APPC are never removed.
                            if (!image.TryGetProperty("appc", out _))
                                excluded.Add(Name(image));
                        }

                        break;
                    default:
                        faults.Add($"{Flag}'{property.Name}' is unknown");
                        break;
                }
            }

            if (headroom is < 0 or > 1)
                faults.Add(Flag + "image_disk_headroom is not within 0 and 1");
            if (interval <= TimeSpan.Zero)
                faults.Add(Flag + "image_disk_watch_interval must be positive");
            return new ImageGcText(headroom, interval, excluded);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            faults.Add($"{Flag}is no such configuration: {e.Message}");
            return null;
        }
    }

    /// <summary>An Image message, as JSON.</summary>
    private static string Name(JsonElement image) =>
        image.TryGetProperty("docker", out JsonElement docker) && docker.TryGetProperty("name", out JsonElement name)
            ? name.GetString() ?? ""
            : throw new FormatException("an excluded image has no docker.name");
}
