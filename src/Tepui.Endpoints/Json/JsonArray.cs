using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Tepui.Http.Responses;
using Tepui.Protocol.Codecs;
using Tepui.Protocol.Json;

namespace Tepui.Endpoints.Json;

/// <summary>Lists of messages, as the older endpoints take them.</summary>
public static class JsonArray
{
    /// <summary>The messages of a JSON array.</summary>
    /// <param name="notAnArray">What is said of JSON that is something else.</param>
    /// <param name="notJson">The refusal of a text that is no such array, with what is wrong.</param>
    /// <param name="notMessages">The refusal of what its elements lack, all of it.</param>
    /// <exception cref="RequestRefusedException">One of the two.</exception>
    public static List<T> Parse<T>(
        string text,
        string notAnArray,
        Func<string, RequestRefusedException> notJson,
        Func<string, RequestRefusedException> notMessages)
        where T : class, IMessage<T>, new()
    {
        var messages = new List<T>();
        var faults = new List<string>();
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Array)
            {
                throw notJson(notAnArray);
            }

            foreach (JsonElement element in document.RootElement.EnumerateArray())
            {
                Decoded<T> decoded = MesosJson.Parse<T>(Encoding.UTF8.GetBytes(element.GetRawText()));
                faults.AddRange(decoded.Faults);
                if (decoded.TryGet(out T? message))
                {
                    messages.Add(message);
                }
            }
        }
        catch (JsonException exception)
        {
            throw notJson($"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1} is not what JSON has there");
        }

        return faults.Count == 0 ? messages : throw notMessages(string.Join("; ", faults));
    }
}
