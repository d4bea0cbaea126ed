using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.DevelopmentNode;

/// <summary>The RPC methods of the development node, named and answering as Bitcoin Core's do.</summary>
public sealed class DevelopmentNodeRpc(DevelopmentChain chain, TimeProvider time)
{
    private static readonly TimeSpan LongPollRenewal = TimeSpan.FromMinutes(1);
    private const string AddressPrefix = "bcrt";
    private readonly Lock _gate = new();
    private TaskCompletionSource _tipChanged = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <exception cref="RpcException">The method is unknown or refuses its parameters.</exception>
    public async Task<JsonNode?> CallAsync(string method, IReadOnlyList<JsonElement> parameters, CancellationToken cancellation)
    {
        if (method == "getblocktemplate")
            await WaitForNewsAsync(parameters, cancellation);
        lock (_gate)
        {
            return method switch
            {
                "getblocktemplate" => Template(parameters),
                "submitblock" => Submit(Text(parameters, 0)),
                "getblockchaininfo" => ChainJson.ChainInfo(chain),
                "getmininginfo" => ChainJson.MiningInfo(chain),
                "getblockcount" => chain.Tip.Height,
                "getbestblockhash" => chain.Tip.Hash.ToString(),
                "getdifficulty" => Target.FromCompact(chain.Tip.Block.Header.Bits).Difficulty,
                "getblockhash" => AtHeight(parameters).Hash.ToString(),
                "getblock" => GetBlock(parameters),
                "getblockheader" => GetHeader(parameters),
                "getnewaddress" => Bech32.EncodeSegwit(AddressPrefix, 0, RandomNumberGenerator.GetBytes(20)),
                "validateaddress" => Validate(Text(parameters, 0)),
                "getnetworkinfo" => new JsonObject { ["version"] = 10000, ["subversion"] = "/Tepui development node/", ["connections"] = 0 },
                _ => throw new RpcException(RpcException.MethodNotFound, "Method not found"),
            };
        }
    }

    private async Task WaitForNewsAsync(IReadOnlyList<JsonElement> parameters, CancellationToken cancellation)
    {
        if (TemplateRequest(parameters) is not { } request || !request.TryGetProperty("longpollid", out var id))
            return;
        Task changed;
        TimeSpan patience;
        lock (_gate)
        {
            // Another id than that of the present work means that there is news already.
            if (id.ValueKind != JsonValueKind.String || id.GetString() != ChainJson.LongPollId(chain))
                return;
            changed = _tipChanged.Task;
            patience = chain.NextEasing is { } easing && easing < LongPollRenewal ? easing : LongPollRenewal;
        }

        try
        {
            await changed.WaitAsync(patience, time, cancellation);
        }
        catch (TimeoutException)
        {
            // The same work, easier or with a newer time: what a miner expects now and then.
        }
    }

    private JsonObject Template(IReadOnlyList<JsonElement> parameters)
    {
        var segwit = false;
        if (TemplateRequest(parameters) is { } request && request.TryGetProperty("rules", out var rules)
            && rules.ValueKind == JsonValueKind.Array)
            foreach (var rule in rules.EnumerateArray())
                segwit |= rule.ValueKind == JsonValueKind.String && rule.GetString() == "segwit";
        return segwit
            ? ChainJson.Template(chain)
            : throw new RpcException(
                RpcException.InvalidParameter,
                "getblocktemplate must be called with the segwit rule set (call with {\"rules\": [\"segwit\"]})");
    }

    private static JsonElement? TemplateRequest(IReadOnlyList<JsonElement> parameters)
    {
        if (parameters.Count == 0)
            return null;
        if (parameters[0].ValueKind != JsonValueKind.Object)
            throw new RpcException(RpcException.TypeError, "the template request is not an object");
        if (parameters[0].TryGetProperty("mode", out var mode) && (mode.ValueKind != JsonValueKind.String || mode.GetString() != "template"))
            throw new RpcException(RpcException.InvalidParameter, "Invalid mode: only 'template' is supported");
        return parameters[0];
    }

    private string? Submit(string text)
    {
        if (!Hex.TryDecode(text, out var data))
            throw new RpcException(RpcException.DeserializationError, "Block decode failed");
        Block block;
        try
        {
            block = Block.Parse(data);
        }
        catch (FormatException fault)
        {
            throw new RpcException(RpcException.DeserializationError, $"Block decode failed: {fault.Message}");
        }

        var reason = chain.Submit(block, data);
        if (reason is null)
        {
            var changed = _tipChanged;
            _tipChanged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            changed.SetResult();
        }

        return reason;
    }

    private JsonNode GetBlock(IReadOnlyList<JsonElement> parameters)
    {
        var entry = ByHash(parameters);
        var verbosity = parameters.Count < 2 ? 1 : parameters[1].ValueKind switch
        {
            JsonValueKind.Number when parameters[1].TryGetInt32(out var number) && number is 0 or 1 => number,
            JsonValueKind.True => 1,
            JsonValueKind.False => 0,
            _ => throw new RpcException(RpcException.InvalidParameter, "verbosity is 0 or 1"),
        };
        return verbosity == 0 ? Hex.Encode(entry.Data) : ChainJson.Block(chain, entry);
    }

    private JsonNode GetHeader(IReadOnlyList<JsonElement> parameters)
    {
        var entry = ByHash(parameters);
        return parameters.Count > 1 && parameters[1].ValueKind == JsonValueKind.False
            ? Hex.Encode(entry.Block.Header.ToByteArray())
            : ChainJson.Header(chain, entry);
    }

    private ChainEntry AtHeight(IReadOnlyList<JsonElement> parameters) =>
        parameters.Count > 0 && parameters[0].ValueKind == JsonValueKind.Number && parameters[0].TryGetInt64(out var height)
            ? chain.At(height) ?? throw new RpcException(RpcException.InvalidParameter, "Block height out of range")
            : throw new RpcException(RpcException.TypeError, "the height is not a number");

    private ChainEntry ByHash(IReadOnlyList<JsonElement> parameters) =>
        Hash256.TryParse(Text(parameters, 0), out var hash)
            ? chain.Find(hash) ?? throw new RpcException(RpcException.InvalidAddressOrKey, "Block not found")
            : throw new RpcException(RpcException.InvalidParameter, "blockhash must be 64 hexadecimal digits");

    private static JsonObject Validate(string address) =>
        Address.TryParse(address, out var script)
            && (!Bech32.TryDecodeSegwit(address, out var prefix, out _, out _) || prefix == AddressPrefix)
            ? new JsonObject { ["isvalid"] = true, ["address"] = address, ["scriptPubKey"] = Hex.Encode(script) }
            : new JsonObject { ["isvalid"] = false };

    private static string Text(IReadOnlyList<JsonElement> parameters, int index) =>
        parameters.Count > index && parameters[index].ValueKind == JsonValueKind.String
            ? parameters[index].GetString()!
            : throw new RpcException(RpcException.InvalidParams, $"parameter {index + 1} is missing or not a string");
}
