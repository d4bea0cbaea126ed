using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text.Json;
using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.Stratum;

/// <summary>Reads lines into messages. A line is never trusted: whatever is wrong comes back as a <see cref="MalformedMessage"/>.</summary>
public static class StratumReader
{
    public static StratumMessage Read(ReadOnlyMemory<byte> line) => Read(new ReadOnlySequence<byte>(line));

    public static StratumMessage Read(ReadOnlySequence<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 16 });
            return Read(document.RootElement);
        }
        catch (JsonException)
        {
            return new MalformedMessage(StratumId.None, "the line is no JSON");
        }
    }

    private static StratumMessage Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) return new MalformedMessage(StratumId.None, "the line is no JSON object");
        if (!TryReadId(root, out var id)) return new MalformedMessage(StratumId.None, "id: should be a number, a string or null");
        if (!root.TryGetProperty("method", out var method) || method.ValueKind == JsonValueKind.Null) return ReadResponse(root, id);
        if (method.ValueKind != JsonValueKind.String) return new MalformedMessage(id, "method: should be a string");

        var name = method.GetString()!;
        root.TryGetProperty("params", out var values);
        var parameters = new StratumParameters(name, values);
        var message = ReadCall(name, id, parameters);
        return parameters.Fault is { } fault ? new MalformedMessage(id, fault) : message;
    }

    private static bool TryReadId(JsonElement root, out StratumId id)
    {
        id = StratumId.None;
        if (!root.TryGetProperty("id", out var value)) return true;
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return true;
            case JsonValueKind.Number or JsonValueKind.String:
                id = new StratumId(value.GetRawText());
                return true;
            default:
                return false;
        }
    }

    private static StratumMessage ReadResponse(JsonElement root, StratumId id)
    {
        if (!id.IsPresent) return new MalformedMessage(id, "neither a method nor an id");
        var result = root.TryGetProperty("result", out var value) ? value.Clone() : (JsonElement?)null;
        var error = root.TryGetProperty("error", out var failure) ? ReadError(failure) : null;
        return new StratumResponse(id, result, error);
    }

    // Pools write [code, "message", traceback], JSON-RPC 2.0 objects, or a bare string.
    private static StratumError? ReadError(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Array when json.GetArrayLength() >= 2 && json[0].ValueKind == JsonValueKind.Number =>
            new StratumError(json[0].TryGetInt32(out var code) ? code : StratumError.OtherCode, TextOf(json[1])),
        JsonValueKind.Object when json.TryGetProperty("message", out var message) => new StratumError(
            json.TryGetProperty("code", out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var code)
                ? code
                : StratumError.OtherCode,
            TextOf(message)),
        _ => StratumError.Other(TextOf(json)),
    };

    private static string TextOf(JsonElement json) =>
        json.ValueKind == JsonValueKind.String ? json.GetString()! : json.GetRawText();

    private static StratumMessage ReadCall(string method, StratumId id, StratumParameters parameters) => method switch
    {
        StratumMethod.Subscribe => new SubscribeRequest(id, parameters.OptionalText(0), parameters.OptionalText(1)),
        StratumMethod.Authorize => new AuthorizeRequest(id, parameters.Text(0, "user"), parameters.OptionalText(1)),
        StratumMethod.Submit => new SubmitRequest(
            id,
            parameters.Text(0, "user"),
            parameters.Text(1, "job id"),
            parameters.Text(2, "extranonce2"),
            parameters.HexNumber(3, "ntime"),
            parameters.HexNumber(4, "nonce"),
            parameters.OptionalHexNumber(5, "version bits")),
        StratumMethod.Configure => ReadConfigure(id, parameters),
        StratumMethod.GetVersion => new GetVersionRequest(id),
        StratumMethod.ExtranonceSubscribe => new ExtranonceSubscribeRequest(id),
        StratumMethod.SuggestDifficulty => new SuggestDifficultyRequest(id, parameters.Difficulty(0)),
        StratumMethod.Notify => ReadNotify(parameters),
        StratumMethod.SetDifficulty => new SetDifficultyNotification(parameters.Difficulty(0)),
        StratumMethod.SetExtranonce => new SetExtranonceNotification(
            parameters.Bytes(0, "extranonce1"), parameters.Count(1, "extranonce2_size", SubscribeResult.MaximumExtranonce2Size)),
        StratumMethod.SetVersionMask => new SetVersionMaskNotification(parameters.HexNumber(0, "mask")),
        StratumMethod.Reconnect => ReadReconnect(parameters),
        StratumMethod.ShowMessage => new ShowMessageNotification(parameters.Text(0, "message")),
        _ => new UnknownRequest(id, method),
    };

    private static ConfigureRequest ReadConfigure(StratumId id, StratumParameters parameters)
    {
        var extensions = parameters.Texts(0, "extensions");
        var values = parameters.Map(1, "extension parameters");
        return new ConfigureRequest(
            id,
            extensions,
            values.OptionalHexNumber(StratumExtension.VersionRollingMask) ?? VersionRolling.FullMask,
            values.OptionalCount(StratumExtension.VersionRollingBitCount, 32),
            values.OptionalNumber(StratumExtension.MinimumDifficultyValue));
    }

    private static NotifyNotification ReadNotify(StratumParameters parameters)
    {
        var jobId = parameters.Text(0, "job id");
        if (!PreviousBlockText.TryDecode(parameters.Text(1, "prevhash"), out var previous))
            parameters.Refuse("prevhash should have 64 hexadecimal digits");
        var start = parameters.Bytes(2, "coinb1");
        var end = parameters.Bytes(3, "coinb2");
        var branches = new List<Hash256>();
        foreach (var text in parameters.Texts(4, "merkle branches"))
        {
            if (Hex.TryDecode(text, out var bytes) && bytes.Length == Hash256.Size) branches.Add(new Hash256(bytes));
            else parameters.Refuse("every merkle branch should have 64 hexadecimal digits");
        }

        return new NotifyNotification(
            jobId,
            previous,
            start,
            end,
            branches,
            parameters.HexNumber(5, "version"),
            parameters.HexNumber(6, "nbits"),
            parameters.HexNumber(7, "ntime"),
            parameters.Flag(8, "clean_jobs"));
    }

    private static ReconnectNotification ReadReconnect(StratumParameters parameters)
    {
        var host = parameters.OptionalText(0);
        var port = parameters.OptionalCount(1, "port", 65535);
        var wait = parameters.OptionalCount(2, "wait", 86400) ?? 0;
        return new ReconnectNotification(
            string.IsNullOrEmpty(host) ? null : host, port is 0 ? null : port, TimeSpan.FromSeconds(wait));
    }
}
