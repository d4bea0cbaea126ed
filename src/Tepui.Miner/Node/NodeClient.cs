using System;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.Node;

/// <summary>JSON-RPC to any Bitcoin node. All faults are <see cref="NodeException"/>s.</summary>
public sealed class NodeClient : IDisposable
{
    private const int GreatestAnswer = 64 * 1024 * 1024;
    private const int MethodNotFound = -32601;
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);
    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private int _lastId;

    public NodeClient(NodeEndpoint endpoint, TimeProvider? time = null, HttpMessageHandler? handler = null)
    {
        Endpoint = endpoint;
        _time = time ?? TimeProvider.System;
        handler ??= new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(5) };
        _http = new HttpClient(handler)
        {
            BaseAddress = new Uri($"http://{endpoint}/"),
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = GreatestAnswer,
        };
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{endpoint.User}:{endpoint.Password}"));
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", credentials);
    }

    public NodeEndpoint Endpoint { get; }

    public void Dispose() => _http.Dispose();

    /// <summary>BIP 22's template with BIP 145's segwit rules. With a longpoll id the node answers when there is new work.</summary>
    public async Task<BlockTemplate> GetBlockTemplateAsync(string? longPollId, CancellationToken cancellation)
    {
        var request = new JsonObject
        {
            ["rules"] = new JsonArray("segwit"),
            ["capabilities"] = new JsonArray("coinbasevalue", "longpoll", "workid"),
        };
        if (longPollId is not null)
            request["longpollid"] = longPollId;
        var answer = await CallAsync("getblocktemplate", new JsonArray(request), longPollId is not null, cancellation);
        return BlockTemplate.Parse(answer, Endpoint.ToString());
    }

    /// <summary>Null when the node accepted the block; else its reason (BIP 22).</summary>
    public async Task<string?> SubmitBlockAsync(ReadOnlyMemory<byte> block, string? workId, CancellationToken cancellation)
    {
        var parameters = new JsonArray(Hex.Encode(block.Span));
        if (workId is not null)
            parameters.Add((JsonNode)new JsonObject { ["workid"] = workId });
        var answer = await CallAsync("submitblock", parameters, false, cancellation);
        return answer.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => answer.GetString(),
            _ => throw Rubbish("submitblock", "neither null nor a reason"),
        };
    }

    /// <summary>A new address of the node's wallet; null when the node has none to give.</summary>
    public async Task<string?> TryGetNewAddressAsync(CancellationToken cancellation)
    {
        try
        {
            var answer = await CallAsync("getnewaddress", new JsonArray(), false, cancellation);
            return answer.ValueKind == JsonValueKind.String ? answer.GetString() : null;
        }
        catch (NodeException fault) when (fault.Failure == NodeFailure.Refused)
        {
            return null;
        }
    }

    /// <summary>Whether the address belongs to the node's network, and the script that the node says it stands for.</summary>
    public async Task<(bool IsValid, byte[]? Script)> ValidateAddressAsync(string address, CancellationToken cancellation)
    {
        try
        {
            var answer = await CallAsync("validateaddress", new JsonArray(address), false, cancellation);
            if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("isvalid", out var valid))
                throw Rubbish("validateaddress", "no isvalid in it");
            byte[]? script = null;
            if (answer.TryGetProperty("scriptPubKey", out var hex) && hex.ValueKind == JsonValueKind.String)
                Hex.TryDecode(hex.GetString(), out script);
            return (valid.ValueKind == JsonValueKind.True, script);
        }
        catch (NodeException fault) when (fault.RpcCode == MethodNotFound)
        {
            return (true, null);
        }
    }

    /// <summary>Any call; the answer's result.</summary>
    public async Task<JsonElement> CallAsync(string method, JsonArray parameters, bool longPoll, CancellationToken cancellation)
    {
        var body = new JsonObject
        {
            ["jsonrpc"] = "1.0",
            ["id"] = Interlocked.Increment(ref _lastId),
            ["method"] = method,
            ["params"] = parameters,
        }.ToJsonString();
        using var deadline = new CancellationTokenSource(longPoll ? Timeout.InfiniteTimeSpan : CallTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await _http.PostAsync("", content, both.Token);
            var text = await response.Content.ReadAsByteArrayAsync(both.Token);
            return Result(method, response.StatusCode, text);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new NodeException($"the Bitcoin node at {Endpoint} did not answer {method} within 30 s", NodeFailure.Unreachable);
        }
        catch (HttpRequestException fault)
        {
            throw new NodeException(
                $"the Bitcoin node at {Endpoint} cannot be reached: {OneLine(fault.InnerException?.Message ?? fault.Message)}",
                NodeFailure.Unreachable, inner: fault);
        }
    }

    private JsonElement Result(string method, HttpStatusCode status, byte[] text)
    {
        if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            throw new NodeException(
                $"the Bitcoin node at {Endpoint} refuses the RPC user or password (HTTP {(int)status})", NodeFailure.Unauthorized);
        JsonElement answer;
        try
        {
            using var document = JsonDocument.Parse(text);
            answer = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw Rubbish(method, $"no JSON (HTTP {(int)status})");
        }

        if (answer.ValueKind != JsonValueKind.Object)
            throw Rubbish(method, "JSON, but not an object");

        // bcoin says 200 and Core says 500 beside the same error object: only the object counts.
        if (answer.TryGetProperty("error", out var error) && error.ValueKind != JsonValueKind.Null)
            throw RpcError(method, error);
        if (!answer.TryGetProperty("result", out var result))
            throw Rubbish(method, $"no result and no error (HTTP {(int)status})");
        return result;
    }

    private NodeException RpcError(string method, JsonElement error)
    {
        var (message, code) = (error.ToString(), (int?)null);
        if (error.ValueKind == JsonValueKind.Object)
        {
            if (error.TryGetProperty("message", out var text) && text.ValueKind == JsonValueKind.String)
                message = text.GetString()!;
            if (error.TryGetProperty("code", out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var value))
                code = value;
        }

        return new NodeException($"the Bitcoin node at {Endpoint} refuses {method}: {OneLine(message)}", NodeFailure.Refused, code);
    }

    private NodeException Rubbish(string method, string what) =>
        new($"what answers at {Endpoint} is no Bitcoin node, or one in trouble: {method} gave {what}", NodeFailure.Rubbish);

    private static string OneLine(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length <= 200 ? line : line[..200] + "...";
    }
}
