using System.Collections.Generic;
using System.Text.Json;
using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.Stratum;

/// <summary>The positional parameters of one call. Collects every fault instead of stopping at the first.</summary>
internal sealed class StratumParameters(string method, JsonElement values)
{
    private List<string>? _faults;

    /// <summary>Null while all is well, else one line that names the method and every fault.</summary>
    public string? Fault => _faults is null ? null : $"{method}: {string.Join("; ", _faults)}";

    public void Refuse(string fault) => (_faults ??= []).Add(fault);

    public string Text(int index, string name)
    {
        if (At(index) is { ValueKind: JsonValueKind.String } value) return value.GetString()!;
        Refuse($"{name} should be a string");
        return "";
    }

    public string? OptionalText(int index) =>
        At(index) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public byte[] Bytes(int index, string name)
    {
        if (At(index) is { ValueKind: JsonValueKind.String } value && Hex.TryDecode(value.GetString(), out var bytes)) return bytes;
        Refuse($"{name} should be hexadecimal");
        return [];
    }

    public uint HexNumber(int index, string name)
    {
        if (At(index) is { ValueKind: JsonValueKind.String } value && Hex.TryDecodeUInt32(value.GetString(), out var number)) return number;
        Refuse($"{name} should have 8 hexadecimal digits");
        return 0;
    }

    public uint? OptionalHexNumber(int index, string name) =>
        At(index) is null or { ValueKind: JsonValueKind.Null } ? null : HexNumber(index, name);

    /// <summary>Named parameters; none where there is no map.</summary>
    public StratumMap Map(int index, string name)
    {
        var value = At(index);
        if (value is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) })
            Refuse($"{name} should be an object");
        return new StratumMap(this, value is { ValueKind: JsonValueKind.Object } map ? map : null);
    }

    public int Count(int index, string name, int maximum)
    {
        if (OptionalCount(index, name, maximum) is { } count) return count;
        if (At(index) is null) Refuse($"{name} is missing");
        return 0;
    }

    // Some pools write a port as a string.
    public int? OptionalCount(int index, string name, int maximum)
    {
        if (At(index) is not { } value || value.ValueKind == JsonValueKind.Null) return null;
        int count;
        var isNumber = value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetInt32(out count),
            JsonValueKind.String => int.TryParse(value.GetString(), out count),
            _ => (count = -1) >= 0,
        };
        if (isNumber && count >= 0 && count <= maximum) return count;
        Refuse($"{name} should be 0 to {maximum}");
        return null;
    }

    public double Difficulty(int index)
    {
        if (At(index) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number)
            && number > 0 && double.IsFinite(number)) return number;
        Refuse("difficulty should be a positive number");
        return 1;
    }

    public bool Flag(int index, string name)
    {
        if (At(index) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value) return value.GetBoolean();
        Refuse($"{name} should be true or false");
        return false;
    }

    public IReadOnlyList<string> Texts(int index, string name)
    {
        var texts = new List<string>();
        if (At(index) is not { ValueKind: JsonValueKind.Array } array)
        {
            Refuse($"{name} should be an array");
            return texts;
        }

        foreach (var item in array.EnumerateArray()) texts.Add(item.ValueKind == JsonValueKind.String ? item.GetString()! : "");
        return texts;
    }

    private JsonElement? At(int index) =>
        values.ValueKind == JsonValueKind.Array && index < values.GetArrayLength() ? values[index] : null;
}
