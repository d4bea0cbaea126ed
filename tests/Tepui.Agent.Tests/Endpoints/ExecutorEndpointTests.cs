using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Mesos.V1;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.Agent.Tests.Endpoints;

/// <summary>An executor's conversation by hand, in JSON, with a real agent.</summary>
public sealed class ExecutorEndpointTests
{
    private const string Ids = "\"executor_id\":{\"value\":\"e\"},\"framework_id\":{\"value\":\"F\"}";

    [Fact]
    public async Task An_executor_subscribes_gets_its_tasks_and_tells_of_them()
    {
        await using AgentFixture agent = await AgentFixture.StartAsync();
        agent.Master.Run("t", "", change: WithExecutor);
        agent.Master.Run("u", "", change: WithExecutor);
        await WaitAsync(agent, state => Executor(state)?["queued_tasks"]?.AsArray().Count == 2);

        using HttpResponseMessage stream = await SubscribeAsync(agent);
        using var events = new StreamReader(await stream.Content.ReadAsStreamAsync());
        (await NextAsync(events))["subscribed"]!["executor_info"]!["executor_id"]!["value"]!.GetValue<string>().ShouldBe("e");
        (await NextAsync(events))["launch"]!["task"]!["task_id"]!["value"]!.GetValue<string>().ShouldBe("t");
        (await NextAsync(events))["launch"]!["task"]!["task_id"]!["value"]!.GetValue<string>().ShouldBe("u");
        (await PostAsync(agent, Update("t", "TASK_RUNNING"))).ShouldBe((HttpStatusCode.Accepted, ""));
        JsonNode acknowledged = await NextAsync(events);
        TaskStatus told = await agent.Master.StatusAsync("t", TaskState.TaskRunning);
        (await PostAsync(agent, $$$"""{"type":"MESSAGE",{{{Ids}}},"message":{"data":"aGVsbG8="}}""")).ShouldBe((HttpStatusCode.Accepted, ""));

        acknowledged["type"]!.GetValue<string>().ShouldBe("ACKNOWLEDGED");
        acknowledged["acknowledged"]!["uuid"]!.GetValue<string>().ShouldBe(told.Uuid.ToBase64());
        (await agent.Master.NextAsync(frame => frame.ExecutorMessage is not null)).ExecutorMessage.Data.ToStringUtf8().ShouldBe("hello");
        JsonNode state = JsonNode.Parse(await agent.GetAsync("/state"))!;
        JsonNode executor = Executor(state)!;
        executor.AsObject().Select(member => member.Key).ShouldBe(
        [
            "id", "name", "source", "container", "directory", "resources", "role", "type", "tasks", "queued_tasks", "completed_tasks",
        ]);
        executor["type"]!.GetValue<string>().ShouldBe("CUSTOM");
        executor["tasks"]!.AsArray().Select(task => task!["executor_id"]!.GetValue<string>()).ShouldBe(["e", "e"]);
        executor["resources"]!["cpus"]!.GetValue<double>().ShouldBe(0.3);
        JsonNode metrics = JsonNode.Parse(await agent.GetAsync("/metrics/snapshot"))!;
        metrics["slave/executors_running"]!.GetValue<double>().ShouldBe(1);
        metrics["slave/valid_framework_messages"]!.GetValue<double>().ShouldBe(1);
    }

    [Fact]
    public async Task What_an_executor_may_not_do_is_answered_as_by_Mesos()
    {
        await using AgentFixture agent = await AgentFixture.StartAsync();
        agent.Master.Run("t", "", change: WithExecutor);
        await WaitAsync(agent, state => Executor(state) is not null);

        (await PostAsync(agent, Update("t", "TASK_RUNNING"))).ShouldBe((HttpStatusCode.Forbidden, "Executor is not subscribed"));
        (await PostAsync(agent, Update("t", "TASK_RUNNING").Replace("\"F\"", "\"nosuch\"", StringComparison.Ordinal)))
            .ShouldBe((HttpStatusCode.BadRequest, "Framework cannot be found"));
        (await PostAsync(agent, Update("t", "TASK_RUNNING").Replace("\"e\"", "\"nosuch\"", StringComparison.Ordinal)))
            .ShouldBe((HttpStatusCode.BadRequest, "Executor cannot be found"));
        (await PostAsync(agent, $$$"""{"type":"UPDATE",{{{Ids}}}}"""))
            .ShouldBe((HttpStatusCode.BadRequest, "Failed to validate Executor::Call: Expecting 'update' to be present"));
        (await PostAsync(agent, $$$"""{"type":"HEARTBEAT",{{{Ids}}}}""")).ShouldBe((HttpStatusCode.Accepted, ""));
    }

    private static void WithExecutor(TaskInfo task)
    {
        task.Command = null;
        task.Executor = new ExecutorInfo
        {
            Type = ExecutorInfo.Types.Type.Custom,
            ExecutorId = new ExecutorID { Value = "e" },
            FrameworkId = new FrameworkID { Value = "F" },
            Command = new CommandInfo { Value = "exec sleep 600" },
            Resources = { task.Resources },
            ShutdownGracePeriod = new DurationInfo { Nanoseconds = 1 },
        };
    }

    private static string Update(string task, string state)
    {
        string uuid = Convert.ToBase64String(Guid.NewGuid().ToByteArray());
        return $$$"""{"type":"UPDATE",{{{Ids}}},"update":{"status":{"task_id":{"value":"{{{task}}}"},"state":"{{{state}}}","source":"SOURCE_EXECUTOR","uuid":"{{{uuid}}}"} } }""";
    }

    private static JsonNode? Executor(JsonNode state) => state["frameworks"]!.AsArray().FirstOrDefault()?["executors"]!.AsArray().FirstOrDefault();

    private static async Task WaitAsync(AgentFixture agent, Func<JsonNode, bool> holds)
    {
        // The master's frames are on their way; the agent's answers say when they have come.
        while (!holds(JsonNode.Parse(await agent.GetAsync("/state"))!))
            await Task.Yield();
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static async Task<HttpResponseMessage> SubscribeAsync(AgentFixture agent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/executor")
        {
            Content = Json($$$"""{"type":"SUBSCRIBE",{{{Ids}}},"subscribe":{}}"""),
        };
        HttpResponseMessage response = await agent.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        return response;
    }

    private static async Task<(HttpStatusCode Status, string Body)> PostAsync(AgentFixture agent, string body)
    {
        using StringContent content = Json(body);
        using HttpResponseMessage response = await agent.Http.PostAsync("/api/v1/executor", content);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>The next record: its length, a line feed, and that many bytes.</summary>
    private static async Task<JsonNode> NextAsync(StreamReader events)
    {
        int length = int.Parse((await events.ReadLineAsync())!, System.Globalization.CultureInfo.InvariantCulture);
        char[] record = new char[length];
        (await events.ReadBlockAsync(record)).ShouldBe(length);
        return JsonNode.Parse(new string(record))!;
    }
}
