using System;
using System.Net;
using System.Threading.Tasks;
using Mesos.V1.Master;
using Tepui.Client.Operators;
using Tepui.Client.Tests.Scripted;
using Tepui.Protocol.Codecs;

namespace Tepui.Client.Tests.Operators;

public class OperatorClientTests
{
    [Theory]
    [InlineData(MessageEncoding.Protobuf)]
    [InlineData(MessageEncoding.Json)]
    public async Task FindAgentAsync_GivesTheAddressInItsProcessId(MessageEncoding encoding)
    {
        await using var master = new ScriptedServer();
        using var client = new OperatorClient(master.Uri, encoding);
        var find = client.FindAgentAsync(new Mesos.V1.AgentID { Value = "A1" });
        var call = await master.NextAsync();
        call.Line.ShouldBe("POST /api/v1");
        call.Message<Call>().Type.ShouldBe(Call.Types.Type.GetAgents);
        var agents = new Response.Types.GetAgents
        {
            Agents =
            {
                new Response.Types.GetAgents.Types.Agent
                {
                    AgentInfo = new Mesos.V1.AgentInfo { Hostname = "unresolvable", Id = new Mesos.V1.AgentID { Value = "A1" } },
                    Active = true,
                    Version = "1.12.0",
                    Pid = "slave(1)@10.1.2.3:5051",
                },
            },
        };
        await call.AnswerAsync(new Response { Type = Response.Types.Type.GetAgents, GetAgents = agents });
        (await find).ShouldBe(new Uri("http://10.1.2.3:5051"));
    }

    [Fact]
    public async Task CallAsync_Refused_TellsTheCodeAndTheText()
    {
        await using var master = new ScriptedServer();
        using var client = new OperatorClient(master.Uri);
        var version = client.GetVersionAsync();
        await (await master.NextAsync()).AnswerAsync(400, "Failed to validate master::Call: Expecting 'type' to be present");
        var refusal = await Should.ThrowAsync<MesosException>(() => version);
        refusal.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        refusal.Message.ShouldBe("Failed to validate master::Call: Expecting 'type' to be present");
    }

    [Fact]
    public async Task ACredentialGoesWithCallsPagesAndRedirects()
    {
        await using var standby = new ScriptedServer();
        await using var leader = new ScriptedServer();
        using var client = new OperatorClient(standby.Uri, credential: new BasicCredential("ops", "s3cret"));
        var version = client.GetVersionAsync();
        var first = await standby.NextAsync();
        first.Headers["Authorization"].ShouldBe("Basic b3BzOnMzY3JldA==");
        await first.AnswerAsync(307, headers: $"Location: //{leader.Address}\r\n");
        var second = await leader.NextAsync();
        second.Headers["Authorization"].ShouldBe("Basic b3BzOnMzY3JldA==");
        await second.AnswerAsync(new Response { Type = Response.Types.Type.GetVersion });
        await version;

        var page = client.GetJsonAsync("/state");
        var get = await standby.NextAsync();
        get.Headers["Authorization"].ShouldBe("Basic b3BzOnMzY3JldA==");
        await get.AnswerAsync(200, "{}");
        (await page).Dispose();
    }

    [Fact]
    public async Task IsHealthyAsync_TellsWhetherAnybodyAnswers()
    {
        await using var master = new ScriptedServer();
        using var client = new OperatorClient(master.Uri);
        var healthy = client.IsHealthyAsync();
        await (await master.NextAsync()).AnswerAsync(200);
        (await healthy).ShouldBeTrue();
        using var nobody = new OperatorClient(new Uri("http://127.0.0.1:1"));
        (await nobody.IsHealthyAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task GetJsonAsync_GivesThePage()
    {
        await using var master = new ScriptedServer();
        using var client = new OperatorClient(master.Uri);
        var state = client.GetJsonAsync("/state");
        await (await master.NextAsync()).AnswerAsync(200, """{"cluster":"x"}""");
        using var json = await state;
        json.RootElement.GetProperty("cluster").GetString().ShouldBe("x");
    }

    [Fact]
    public async Task FindLeaderAsync_FollowsRedirectOnlyToItsName()
    {
        await using var master = new ScriptedServer();
        using var client = new OperatorClient(master.Uri);
        var leader = client.FindLeaderAsync();
        var request = await master.NextAsync();
        request.Line.ShouldBe("GET /redirect");
        await request.AnswerAsync(307, headers: "Location: //10.0.0.9:5050\r\n");
        (await leader).ShouldBe(new Uri("http://10.0.0.9:5050"));
    }
}
