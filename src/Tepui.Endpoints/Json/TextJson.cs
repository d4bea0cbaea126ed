using System.Collections.Generic;
using System.Text.Json;

namespace Tepui.Endpoints.Json;

/// <summary>Lists of texts.</summary>
public static class TextJson
{
    public static void WriteStrings(this Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
