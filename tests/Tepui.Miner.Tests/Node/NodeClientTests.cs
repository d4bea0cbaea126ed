using System;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Miner.Node;

namespace Tepui.Miner.Tests.Node;

public class NodeClientTests
{
    private const string Refused = """{"result":null,"error":{"code":-9,"message":"Bitcoin is not connected!"},"id":1}""";

    [Theory]
    [InlineData(200, "<html>", NodeFailure.Rubbish, "no JSON")]
    [InlineData(502, "", NodeFailure.Rubbish, "no JSON (HTTP 502)")]
    [InlineData(200, "[]", NodeFailure.Rubbish, "not an object")]
    [InlineData(200, "{}", NodeFailure.Rubbish, "no result and no error")]
    [InlineData(401, "", NodeFailure.Unauthorized, "user or password")]
    [InlineData(200, Refused, NodeFailure.Refused, "Bitcoin is not connected!")]
    [InlineData(500, Refused, NodeFailure.Refused, "Bitcoin is not connected!")]
    [InlineData(200, """{"result":3,"error":null}""", NodeFailure.Rubbish, "it is not a JSON object")]
    public async Task GetBlockTemplate_FromANodeInTrouble_IsOneLineThatNamesIt(
        int status, string body, NodeFailure failure, string says)
    {
        using var client = Client(status, body);
        var fault = await Should.ThrowAsync<NodeException>(() => client.GetBlockTemplateAsync(null, CancellationToken.None));
        fault.Failure.ShouldBe(failure);
        fault.Message.ShouldContain(says);
        fault.Message.ShouldContain("node.example:8332");
        fault.Message.ShouldNotContain("secret");
        fault.Message.ShouldNotContain("\n");
    }

    [Fact]
    public async Task GetBlockTemplate_WithManyFaults_NamesThemAll()
    {
        const string Body = """{"result":{"bits":"zz","height":-1,"previousblockhash":"00","coinbasevalue":"5","transactions":[{}]},"error":null}""";
        using var client = Client(200, Body);
        var fault = await Should.ThrowAsync<NodeException>(() => client.GetBlockTemplateAsync(null, CancellationToken.None));
        foreach (var name in new[] { "bits", "height", "previousblockhash", "coinbasevalue", "transaction 0", "version", "curtime" })
            fault.Message.ShouldContain(name);
    }

    [Fact]
    public async Task SubmitBlock_GivesTheNodesReason()
    {
        using var client = Client(200, """{"result":"high-hash","error":null,"id":1}""");
        (await client.SubmitBlockAsync(new byte[80], null, CancellationToken.None)).ShouldBe("high-hash");
    }

    [Fact]
    public async Task TryGetNewAddress_NodeWithoutAWallet_IsNull()
    {
        using var client = Client(200, """{"result":null,"error":{"code":-32601,"message":"Method not found: getnewaddress."},"id":1}""");
        (await client.TryGetNewAddressAsync(CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task AnyCall_NodeAway_SaysUnreachable()
    {
        using var client = new NodeClient(Endpoint, handler: new Answer(() => throw new HttpRequestException("Connection refused")));
        var fault = await Should.ThrowAsync<NodeException>(() => client.TryGetNewAddressAsync(CancellationToken.None));
        fault.Failure.ShouldBe(NodeFailure.Unreachable);
        fault.Message.ShouldContain("cannot be reached");
    }

    private static NodeEndpoint Endpoint => new("node.example", 8332, "user", "secret");

    private static NodeClient Client(int status, string body) => new(Endpoint, handler: new Answer(() => new HttpResponseMessage
    {
        StatusCode = (HttpStatusCode)status,
        Content = new StringContent(body, Encoding.UTF8, "application/json"),
    }));

    private sealed class Answer(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(answer());
    }
}
