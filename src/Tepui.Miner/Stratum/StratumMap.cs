using System.Text.Json;
using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.Stratum;

/// <summary>The named parameters of one call; faults go to the call's.</summary>
internal readonly struct StratumMap(StratumParameters parameters, JsonElement? map)
{
    public uint? OptionalHexNumber(string name)
    {
        if (At(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.String && Hex.TryDecodeUInt32(value.GetString(), out var number))
            return number;
        parameters.Refuse($"{name} should have 8 hexadecimal digits");
        return null;
    }

    // BIP 310 calls the count of bits a hexadecimal mask, but its examples and all miners write a number.
    public int? OptionalCount(string name, int greatest)
    {
        if (At(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count >= 0 && count <= greatest)
            return count;
        if (value.ValueKind == JsonValueKind.String && Hex.TryDecodeUInt32(value.GetString(), out var text) && text <= greatest)
            return (int)text;
        parameters.Refuse($"{name} should be 0 to {greatest}");
        return null;
    }

    /// <summary>Zero or more.</summary>
    public double? OptionalNumber(string name)
    {
        if (At(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= 0 && double.IsFinite(number))
            return number;
        parameters.Refuse($"{name} should be a number that is not negative");
        return null;
    }

    private JsonElement? At(string name) =>
        map is { } values && values.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
