using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using Mesos.V1;
using Tepui.Testing;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Agent.Tests.Endpoints;

public sealed class AgentEndpointsTests
{
    [Fact]
    public async Task State_HasTheKeysOfARealMesos()
    {
        await using AgentFixture agent = await AgentFixture.StartAsync(options => options.Attributes = "rack:a;size:2");
        agent.Master.Run("done", "true", framework: "done");
        await agent.Master.StatusAsync("done", TaskState.TaskFinished);
        agent.Master.Run("long", "sleep 600");
        await agent.Master.StatusAsync("long", TaskState.TaskRunning);
        JsonNode recorded = Recorded("agent-GET-state.json");

        foreach (string path in (string[])["/state", "/state.json", "/slave(1)/state", "/slave(1)/state.json/"])
        {
            JsonNode state = JsonNode.Parse(await agent.GetAsync(path))!;

            Keys(state).Except(["tepui_version"]).ShouldBe(Keys(recorded));
            JsonNode framework = state["frameworks"]![0]!;
            Keys(framework).ShouldBe(Keys(recorded["frameworks"]![0]!));
            JsonNode executor = framework["executors"]![0]!;
            Keys(executor).ShouldBe(Keys(recorded["frameworks"]![0]!["executors"]![0]!));
            ((string)executor["name"]!).ShouldBe("Command Executor (Task: long) (Command: sh -c 'sleep 600')");
            Keys(executor["tasks"]![0]!).ShouldBe(Keys(recorded["frameworks"]![0]!["executors"]![0]!["tasks"]![0]!));
            ((string)executor["tasks"]![0]!["state"]!).ShouldBe("TASK_RUNNING");
            Keys(executor["tasks"]![0]!["statuses"]![0]!)
                .ShouldBe(Keys(recorded["frameworks"]![0]!["executors"]![0]!["tasks"]![0]!["statuses"]![0]!));
            state["resources"]!.ToJsonString().ShouldBe(recorded["resources"]!.ToJsonString());
            state["unreserved_resources_full"]!.ToJsonString().ShouldBe(recorded["unreserved_resources_full"]!.ToJsonString());
            state["attributes"]!.ToJsonString().ShouldBe("""{"rack":"a","size":2.0}""");
            state["capabilities"]!.ToJsonString().ShouldBe("""["MULTI_ROLE","HIERARCHICAL_ROLE","RESERVATION_REFINEMENT","RESIZE_VOLUME","AGENT_OPERATION_FEEDBACK","AGENT_DRAINING","TASK_RESOURCE_LIMITS"]""");
        }
    }

    [Fact]
    public async Task Small_answers_are_as_recorded()
    {
        await using AgentFixture agent = await AgentFixture.StartAsync();

        Keys(JsonNode.Parse(await agent.GetAsync("/version"))!).Except(["tepui_version"]).Order()
            .ShouldBe(Keys(Recorded("agent-GET-version.json")).Order());
        (await agent.GetAsync("/health")).ShouldBe("");
        ((string)JsonNode.Parse(await agent.GetAsync("/flags"))!["flags"]!["registration_backoff_factor"]!).ShouldBe("50ms");
        using HttpResponseMessage unknown = await agent.Http.GetAsync("/nosuchendpoint");
        (await unknown.Content.ReadAsStringAsync()).ShouldBe("404 Not Found.");
    }

    [Fact]
    public async Task What_every_daemon_answers_is_there()
    {
        await using AgentFixture agent = await AgentFixture.StartAsync();
        (await agent.GetAsync("/metrics")).ShouldContain("\n# TYPE mesos_slave_tasks_running gauge\nmesos_slave_tasks_running 0\n");
        (await agent.GetAsync("/logging/toggle")).ShouldBe("0\n");
        (await agent.GetAsync("/__processes__")).ShouldContain("{\"events\":[],\"id\":\"slave(1)\"}");
        JsonArray processes = JsonNode.Parse(await agent.GetAsync("/help?format=json"))!["processes"]!.AsArray();
        processes.Select(static process => (string)process!["id"]!).ShouldContain("slave(1)");
        processes.SelectMany(static process => process!["endpoints"]!.AsArray())
            .Where(static endpoint => ((string)endpoint!["text"]!).EndsWith("TL;DR; ###\n\n", System.StringComparison.Ordinal))
            .ShouldBeEmpty("AgentHelp.Texts has a sentence for every path");
    }

    [Fact]
    public async Task The_operator_api_tells_what_the_agent_is()
    {
        await using AgentFixture agent = await AgentFixture.StartAsync(options => options.Hostname = "named.example");

        JsonNode answer = await CallAsync("GET_AGENT", "get_agent");
        ((string)answer["agent_info"]!["hostname"]!).ShouldBe("named.example");
        ((string)answer["agent_info"]!["id"]!["value"]!).ShouldBe("S0");
        ((string)(await CallAsync("GET_VERSION", "get_version"))["version_info"]!["version"]!).ShouldBe("1.12.0");
        Values(await CallAsync("GET_FLAGS", "get_flags"), "flags")["hostname"].ShouldBe("named.example");
        Values(await CallAsync("GET_METRICS", "get_metrics"), "metrics")["slave/cpus_total"].ShouldBe("4");

        async System.Threading.Tasks.Task<JsonNode> CallAsync(string type, string body)
        {
            using var content = new StringContent($$"""{"type":"{{type}}","get_metrics":{ } }""", Encoding.UTF8, "application/json");
            using HttpResponseMessage response = await agent.Http.PostAsync("/api/v1", content);
            JsonNode json = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
            ((string)json["type"]!).ShouldBe(type);
            return json[body]!;
        }

        static Dictionary<string, string> Values(JsonNode list, string member) => list[member]!.AsArray()
            .ToDictionary(entry => (string)entry!["name"]!, entry => entry!["value"]?.ToJsonString().Trim('"').Replace(".0", "") ?? "");
    }

    [Theory]
    [InlineData("""{"type":"GET_HEALTH"}""", 200, """{"type":"GET_HEALTH","get_health":{"healthy":true}}""")]
    [InlineData("""{"type":"GET_LOGGING_LEVEL"}""", 200, """{"type":"GET_LOGGING_LEVEL","get_logging_level":{"level":0}}""")]
    [InlineData("""{"type":"SET_LOGGING_LEVEL","set_logging_level":{"level":1,"duration":{"nanoseconds":1000000000}}}""", 200, "")]
    [InlineData("""{"type":"GET_CONTAINERS"}""", 200, """{"type":"GET_CONTAINERS","get_containers":{}}""")]
    [InlineData("""{"type":"GET_METRICS","get_metrics":{"timeout":{"nanoseconds":1}}}""", 200, null)]
    [InlineData("""{"type":"READ_FILE"}""", 400, "Failed to validate agent::Call: Expecting 'read_file' to be present")]
    [InlineData("""{"type":"READ_FILE","read_file":{"path":"/etc/passwd","offset":0}}""", 404, "")]
    public async Task The_operator_api_answers(string call, int status, string? body)
    {
        await using AgentFixture agent = await AgentFixture.StartAsync();
        using var content = new StringContent(call, Encoding.UTF8, "application/json");

        using HttpResponseMessage answer = await agent.Http.PostAsync("/api/v1", content);

        ((int)answer.StatusCode).ShouldBe(status);
        string text = await answer.Content.ReadAsStringAsync();
        text.ShouldBe(body ?? text);
    }

    [Theory]
    [InlineData("""{"type":"HEARTBEAT","executor_id":{"value":"made"},"framework_id":{"value":"up"}}""", 202, "")]
    [InlineData("""{"executor_id":{"value":"e"},"framework_id":{"value":"F"}}""", 400, "Failed to validate Executor::Call: Expecting 'type' to be present")]
    public async Task The_executor_api_answers(string call, int status, string body)
    {
        await using AgentFixture agent = await AgentFixture.StartAsync();
        using var content = new StringContent(call, Encoding.UTF8, "application/json");

        using HttpResponseMessage answer = await agent.Http.PostAsync("/api/v1/executor", content);

        ((int)answer.StatusCode).ShouldBe(status);
        (await answer.Content.ReadAsStringAsync()).ShouldBe(body);
    }

    private static string[] Keys(JsonNode node) => [.. node.AsObject().Select(property => property.Key)];

    private static JsonNode Recorded(string name) =>
        JsonNode.Parse(File.ReadAllText(Repository.At("tests/Tepui.Agent.Tests/Fixtures", name)))!;
}
