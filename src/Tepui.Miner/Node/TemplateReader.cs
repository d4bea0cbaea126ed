using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.Node;

/// <summary>Reads a template's fields and gathers what is wrong with all of them.</summary>
internal sealed class TemplateReader(JsonElement json)
{
    private readonly List<string> _faults = json.ValueKind == JsonValueKind.Object ? [] : ["it is not a JSON object"];

    public IReadOnlyList<string> Faults => _faults;

    public void Fault(string fault) => _faults.Add(fault);

    public long? Number(string name, bool required, bool hexadecimal = false, bool signed = false)
    {
        if (!TryGet(name, out var value))
        {
            if (required)
                Missing(name);
            return null;
        }

        long number = 0;
        var read = hexadecimal
            ? value.ValueKind == JsonValueKind.String
                && long.TryParse(value.GetString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
            : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out number);
        var most = name == "coinbasevalue" ? long.MaxValue : uint.MaxValue;
        if (read && number <= most && number >= (signed ? int.MinValue : 0))
            return number;
        Fault($"{name} is not a number in range");
        return null;
    }

    public Hash256 Hash(string name)
    {
        if (!TryGet(name, out var value))
            Missing(name);
        else if (value.ValueKind == JsonValueKind.String && Hash256.TryParse(value.GetString(), out var hash))
            return hash;
        else
            Fault($"{name} is not a hash of 64 digits");
        return default;
    }

    public string? Text(string name) =>
        TryGet(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public IReadOnlyList<string>? Texts(string name) =>
        TryGet(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
            : null;

    public byte[]? Script(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (Hex.TryDecode(text, out var script))
            return script;
        Fault($"{name} is not hexadecimal");
        return null;
    }

    public IReadOnlyList<TemplateTransaction> Transactions()
    {
        if (!TryGet("transactions", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            Fault("transactions is missing or no list");
            return [];
        }

        var transactions = new List<TemplateTransaction>();
        foreach (var item in list.EnumerateArray())
        {
            try
            {
                transactions.Add(ReadTransaction(item));
            }
            catch (Exception fault) when (fault is FormatException or InvalidOperationException or KeyNotFoundException)
            {
                Fault($"transaction {transactions.Count} is malformed");
                return [];
            }
        }

        return transactions;
    }

    private static TemplateTransaction ReadTransaction(JsonElement item)
    {
        var data = Hex.Decode(item.GetProperty("data").GetString());

        // Older nodes give only "hash", which was the txid then: with no txid beside it, both are worked out from the data.
        if (item.TryGetProperty("txid", out var id) && item.TryGetProperty("hash", out var hash))
            return new TemplateTransaction(data, Hash256.Parse(id.GetString()!), Hash256.Parse(hash.GetString()!));
        var transaction = Transaction.Parse(data);
        return new TemplateTransaction(data, transaction.TransactionId(), transaction.WitnessTransactionId());
    }

    private void Missing(string name)
    {
        if (json.ValueKind == JsonValueKind.Object)
            Fault($"{name} is missing");
    }

    private bool TryGet(string name, out JsonElement value)
    {
        value = default;
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
    }
}
