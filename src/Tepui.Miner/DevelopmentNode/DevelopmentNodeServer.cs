using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Tepui.Miner.Http;
using Tepui.Miner.Node;

namespace Tepui.Miner.DevelopmentNode;

/// <summary>The development node's JSON-RPC over HTTP, with a user and a password as Bitcoin Core wants them.</summary>
public sealed class DevelopmentNodeServer : IAsyncDisposable
{
    private const int GreatestBody = 16 * 1024 * 1024;
    private readonly DevelopmentNodeRpc _rpc;
    private readonly byte[] _credentials;
    private readonly HttpListenerHost _host;

    private DevelopmentNodeServer(DevelopmentNodeRpc rpc, IPAddress address, int port, string user, string password)
    {
        _rpc = rpc;
        _credentials = Credentials(user, password);
        _host = new HttpListenerHost(address, port, HandleAsync, GreatestBody);
        Endpoint = new NodeEndpoint(address.ToString(), port, user, password);
    }

    /// <summary>Where it listens: the port is the real one, also when 0 was asked for.</summary>
    public NodeEndpoint Endpoint { get; private set; }

    /// <exception cref="System.IO.IOException">The port is taken.</exception>
    public static async Task<DevelopmentNodeServer> StartAsync(
        DevelopmentNodeRpc rpc, IPAddress address, int port, string user, string password, CancellationToken cancellation)
    {
        var server = new DevelopmentNodeServer(rpc, address, port, user, password);
        server.Endpoint = server.Endpoint with { Port = await server._host.StartAsync(cancellation) };
        return server;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        if (!IsAuthorized(context.Request.Headers.Authorization.ToString()))
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"jsonrpc\"";
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        var (status, answer) = await AnswerAsync(context);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.ToJsonString() + "\n", context.RequestAborted);
    }

    private async Task<(int Status, JsonObject Answer)> AnswerAsync(HttpContext context)
    {
        JsonNode? id = null;
        try
        {
            using var document = await ParseAsync(context);
            var request = document.RootElement;
            if (request.ValueKind != JsonValueKind.Object)
                throw new RpcException(RpcException.InvalidRequest, "Invalid Request object");
            id = request.TryGetProperty("id", out var given) ? JsonNode.Parse(given.GetRawText()) : null;
            if (!request.TryGetProperty("method", out var method) || method.ValueKind != JsonValueKind.String)
                throw new RpcException(RpcException.InvalidRequest, "Method must be a string");
            var result = await _rpc.CallAsync(method.GetString()!, Parameters(request), context.RequestAborted);
            return (StatusCodes.Status200OK, new JsonObject { ["result"] = result, ["error"] = null, ["id"] = id });
        }
        catch (RpcException fault)
        {
            var status = fault.Code switch
            {
                RpcException.InvalidRequest => StatusCodes.Status400BadRequest,
                RpcException.MethodNotFound => StatusCodes.Status404NotFound,
                _ => StatusCodes.Status500InternalServerError,
            };
            var error = new JsonObject { ["code"] = fault.Code, ["message"] = fault.Message };
            return (status, new JsonObject { ["result"] = null, ["error"] = error, ["id"] = id });
        }
    }

    private static async Task<JsonDocument> ParseAsync(HttpContext context)
    {
        try
        {
            return await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        }
        catch (JsonException)
        {
            throw new RpcException(RpcException.ParseError, "Parse error");
        }
    }

    private static IReadOnlyList<JsonElement> Parameters(JsonElement request)
    {
        if (!request.TryGetProperty("params", out var parameters) || parameters.ValueKind == JsonValueKind.Null)
            return [];
        return parameters.ValueKind == JsonValueKind.Array
            ? [.. parameters.EnumerateArray().Select(parameter => parameter.Clone())]
            : throw new RpcException(RpcException.InvalidRequest, "Params must be an array");
    }

    private bool IsAuthorized(string header) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(header)), _credentials);

    private static byte[] Credentials(string user, string password)
    {
        var header = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        return SHA256.HashData(Encoding.UTF8.GetBytes(header));
    }
}
