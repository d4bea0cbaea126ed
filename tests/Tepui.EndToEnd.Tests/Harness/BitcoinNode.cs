using System;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

namespace Tepui.EndToEnd.Tests.Harness;

/// <summary>A real Bitcoin full node, bcoin, on regtest in memory.</summary>
public sealed class BitcoinNode : IDisposable
{
    public const string User = "miner";
    public const string Password = "secret-of-the-node";

    private readonly HttpClient _client = new();
    private readonly RunningProgram _program;

    private BitcoinNode(RunningProgram program, int port, string address)
    {
        _program = program;
        Port = port;
        Address = address;
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"));
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", credentials);
    }

    public int Port { get; }

    /// <summary>Where coins may go.</summary>
    public string Address { get; }

    public static async Task<BitcoinNode> StartAsync(Cluster cluster)
    {
        var port = FreePort.Take();
        var program = cluster.StartNode("bitcoin-node.js", "--rpc-port", $"{port}", "--api-key", Password);
        var ready = await program.WaitForLineAsync(line => line.StartsWith("ready ", StringComparison.Ordinal));
        return new BitcoinNode(program, port, ready.Split("address=")[1]);
    }

    public async Task<JsonNode> CallAsync(string method, params JsonNode[] parameters)
    {
        var request = new JsonObject { ["id"] = 1, ["method"] = method, ["params"] = new JsonArray([.. parameters]) };
        using var content = new StringContent(request.ToJsonString());
        using var response = await _client.PostAsync(new Uri($"http://127.0.0.1:{Port}/"), content);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["result"]!;
    }

    public async Task<long> HeightAsync() => (await CallAsync("getblockcount")).GetValue<long>();

    public Task WaitForHeightAsync(long height, RunningProgram miner) => Http.UntilAsync(
        async () => await HeightAsync() >= height, () => $"the chain does not grow to {height}\n{miner.Report()}\n{_program.Report()}");

    public void Dispose() => _client.Dispose();
}
