using System;
using System.Text.Json;
using Mesos.V1;
using Tepui.Endpoints.Json;

namespace Tepui.Endpoints.Tasks;

/// <summary>A task's resource limits by name.</summary>
internal static class LimitJson
{
    /// <param name="wire">The task's.</param>
    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> wire)
    {
        // Few tasks have them: parsed into a message, which is the short way.
        writer.WriteStartObject("limits");
        var task = Task.Parser.ParseFrom(wire);
        foreach ((string name, Value.Types.Scalar limit) in task.Limits)
        {
            if (double.IsFinite(limit.Value))
            {
                writer.WriteDouble(name, limit.Value);
            }
            else
            {
                writer.WriteString(name, "Infinity");
            }
        }

        writer.WriteEndObject();
    }
}
