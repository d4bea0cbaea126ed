using System;
using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.Stratum;

/// <summary>
/// What <c>mining.subscribe</c> answers: <c>[[["mining.set_difficulty", id], ["mining.notify", id]], extranonce1, extranonce2 size]</c>.
/// </summary>
public sealed record SubscribeResult(string SessionId, ReadOnlyMemory<byte> Extranonce1, int Extranonce2Size)
{
    /// <summary>A coinbase script holds at most 100 bytes, the height and both extranonces included.</summary>
    public const int MaximumExtranonce2Size = 32;

    public JsonElement ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            writer.WriteStartArray();
            foreach (var method in (ReadOnlySpan<string>)[StratumMethod.SetDifficulty, StratumMethod.Notify])
            {
                writer.WriteStartArray();
                writer.WriteStringValue(method);
                writer.WriteStringValue(SessionId);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
            writer.WriteStringValue(Hex.Encode(Extranonce1.Span));
            writer.WriteNumberValue(Extranonce2Size);
            writer.WriteEndArray();
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    /// <summary>Reads it; pools differ in the first element (one pair, a list of pairs, null), so any is taken.</summary>
    public static bool TryParse(JsonElement? json, [NotNullWhen(true)] out SubscribeResult? result, out string fault)
    {
        result = null;
        fault = "";
        if (json is not { ValueKind: JsonValueKind.Array } array || array.GetArrayLength() < 3)
            fault = "mining.subscribe: the result should be an array of three";
        else if (array[1].ValueKind != JsonValueKind.String || !Hex.TryDecode(array[1].GetString(), out var extranonce1))
            fault = "mining.subscribe: extranonce1 should be hexadecimal";
        else if (array[2].ValueKind != JsonValueKind.Number || !array[2].TryGetInt32(out var size)
            || size is < 0 or > MaximumExtranonce2Size)
            fault = $"mining.subscribe: extranonce2_size should be 0 to {MaximumExtranonce2Size}";
        else
            result = new SubscribeResult(FindSessionId(array[0]) ?? "", extranonce1, size);
        return result is not null;
    }

    private static string? FindSessionId(JsonElement subscriptions)
    {
        if (subscriptions.ValueKind != JsonValueKind.Array) return null;
        string? last = null;
        foreach (var item in subscriptions.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.String) last = item.GetString();
            else if (FindSessionId(item) is { } inner) last = inner;
        }

        return last;
    }
}
