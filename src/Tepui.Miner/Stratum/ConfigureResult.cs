using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.Stratum;

/// <summary>The extensions of BIP 310 that are known here.</summary>
internal static class StratumExtension
{
    public const string VersionRolling = "version-rolling";
    public const string VersionRollingMask = "version-rolling.mask";
    public const string VersionRollingBitCount = "version-rolling.min-bit-count";
    public const string MinimumDifficulty = "minimum-difficulty";
    public const string MinimumDifficultyValue = "minimum-difficulty.value";
    public const string SubscribeExtranonce = "subscribe-extranonce";
}

/// <summary>
/// What <c>mining.configure</c> answers: for each extension asked for whether it is active, or why not, and the mask of version bits.
/// </summary>
/// <param name="Extensions">Null for active; else the reason, or "" for not known.</param>
public sealed record ConfigureResult(IReadOnlyDictionary<string, string?> Extensions, uint? VersionMask)
{
    public JsonElement ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, refusal) in Extensions.OrderByDescending(pair => pair.Key, System.StringComparer.Ordinal))
            {
                if (string.IsNullOrEmpty(refusal)) writer.WriteBoolean(name, refusal is null);
                else writer.WriteString(name, refusal);
            }

            if (VersionMask is { } mask) writer.WriteString(StratumExtension.VersionRollingMask, Hex.EncodeUInt32(mask));
            writer.WriteEndObject();
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    /// <summary>The version bits that a server's answer allows; 0 when it allows none, or answers anything else.</summary>
    public static uint ReadVersionMask(JsonElement? json) =>
        json is { ValueKind: JsonValueKind.Object } map
        && map.TryGetProperty(StratumExtension.VersionRolling, out var active) && active.ValueKind == JsonValueKind.True
        && map.TryGetProperty(StratumExtension.VersionRollingMask, out var text) && text.ValueKind == JsonValueKind.String
        && Hex.TryDecodeUInt32(text.GetString(), out var mask)
            ? mask
            : 0;
}
