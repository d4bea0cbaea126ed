using System;
using System.Text;
using System.Text.Json;
using Tepui.Endpoints.Json;

namespace Tepui.Endpoints.Tests;

/// <summary>What a writer makes, as text.</summary>
internal static class JsonText
{
    public static string Of(Action<Utf8JsonWriter> write) => Encoding.UTF8.GetString(JsonBody.Write(write).Span);

    /// <summary>The members alone, within one object.</summary>
    public static string OfMembers(Action<Utf8JsonWriter> write) => Of(writer =>
    {
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
    });
}
