using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Mesos.V1;
using Mesos.V1.Agent;
using Tepui.Testing;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Agent.Tests.Endpoints;

/// <summary>What an agent says of its tasks, executors and containers, against what a real Mesos 1.12 said in the same situation.</summary>
public sealed class AgentReadsTests : IAsyncLifetime
{
    /// <summary>A command task has no executor process here, which could hold anything or run as anything else.</summary>
    private static readonly HashSet<string> NotCompared =
    [
        "$.get_executors.executors[].executor_info.resources", "$.get_executors.completed_executors[].executor_info.resources",
        "$.get_state.get_executors.executors[].executor_info.resources",
        "$.get_state.get_executors.completed_executors[].executor_info.resources",
        "$.get_executors.executors[].executor_info.command.arguments", "$.get_executors.completed_executors[].executor_info.command.arguments",
        "$.get_state.get_executors.executors[].executor_info.command.arguments",
        "$.get_state.get_executors.completed_executors[].executor_info.command.arguments",

        // The framework says nothing of these here.
        "$.get_frameworks.frameworks[].framework_info.failover_timeout", "$.get_frameworks.completed_frameworks[].framework_info.failover_timeout",
        "$.get_frameworks.frameworks[].framework_info.role", "$.get_frameworks.completed_frameworks[].framework_info.role",
        "$.get_frameworks.frameworks[].framework_info.capabilities", "$.get_frameworks.completed_frameworks[].framework_info.capabilities",
        "$.get_state.get_frameworks.frameworks[].framework_info.failover_timeout", "$.get_state.get_frameworks.completed_frameworks[].framework_info.failover_timeout",
        "$.get_state.get_frameworks.frameworks[].framework_info.role", "$.get_state.get_frameworks.completed_frameworks[].framework_info.role",
        "$.get_state.get_frameworks.frameworks[].framework_info.capabilities", "$.get_state.get_frameworks.completed_frameworks[].framework_info.capabilities",
        "$.get_tasks.launched_tasks[].resources[].allocation_info", "$.get_state.get_tasks.launched_tasks[].resources[].allocation_info",

        // The recorded task was terminated and not acknowledged; ours is acknowledged, and so completed.
        "$.get_tasks.terminated_tasks[]", "$.get_state.get_tasks.terminated_tasks[]",
        "$.get_tasks.launched_tasks[].status_update_state", "$.get_tasks.launched_tasks[].status_update_uuid",
        "$.get_state.get_tasks.launched_tasks[].status_update_state", "$.get_state.get_tasks.launched_tasks[].status_update_uuid",

        // Of a process that was given no processors and no memory there is no limit to tell.
        "$[].statistics.mem_limit_bytes", "$[].statistics.mem_soft_limit_bytes",
        "$.get_containers.containers[].resource_statistics.mem_limit_bytes",
        "$.get_containers.containers[].resource_statistics.mem_soft_limit_bytes",
    ];

    private AgentFixture _agent = null!;

    public async Task InitializeAsync()
    {
        _agent = await AgentFixture.StartAsync();
        _agent.Master.Run("done", "true", framework: "done");
        await _agent.Master.StatusAsync("done", TaskState.TaskFinished);
        _agent.Master.Run("long", "sleep 600");
        await _agent.Master.StatusAsync("long", TaskState.TaskRunning);
    }

    public async Task DisposeAsync() => await _agent.DisposeAsync();

    [Theory]
    [InlineData("GET_STATE")]
    [InlineData("GET_TASKS")]
    [InlineData("GET_EXECUTORS")]
    [InlineData("GET_FRAMEWORKS")]
    [InlineData("GET_CONTAINERS")]
    [InlineData("GET_AGENT")]
    [InlineData("GET_OPERATIONS")]
    [InlineData("GET_RESOURCE_PROVIDERS")]
    public async Task A_calls_answer_has_the_keys_of_mesos(string type)
    {
        JsonNode ours = JsonNode.Parse(await _agent.PostAsync($$"""{"type":"{{type}}"}"""))!;

        ((string)ours["type"]!).ShouldBe(type);
        AnswerShape.Missing(Recorded($"agent-api-{type}.json"), ours, NotCompared).ShouldBeEmpty();
        Response fromProtobuf = await CallAsync(new Call { Type = Enum.Parse<Call.Types.Type>(type.Replace("_", ""), ignoreCase: true) });
        fromProtobuf.Type.ToString().ShouldBe(type.Replace("_", ""), StringCompareShould.IgnoreCase);
    }

    [Theory]
    [InlineData("/containers", "agent-GET-containers.json")]
    [InlineData("/slave(1)/containers.json", "agent-GET-containers.json")]
    [InlineData("/monitor/statistics", "agent-GET-monitor_statistics.json")]
    [InlineData("/monitor/statistics.json", "agent-GET-monitor_statistics.json")]
    public async Task An_endpoints_answer_has_the_keys_of_mesos(string path, string recording)
    {
        JsonNode ours = JsonNode.Parse(await _agent.GetAsync(path))!;

        AnswerShape.Missing(Recorded(recording), ours, NotCompared).ShouldBeEmpty();
        JsonNode entry = ours.AsArray().ShouldHaveSingleItem()!;
        ((string)entry["executor_id"]!).ShouldBe("long");
        ((string)entry["executor_name"]!).ShouldBe("Command Executor (Task: long) (Command: sh -c 'sleep 600')");
        ((double)entry["statistics"]!["timestamp"]!).ShouldBeGreaterThan(1.7e9);
    }

    [Fact]
    public async Task Tasks_are_sorted_by_how_far_they_are()
    {
        Response.Types.GetTasks tasks = (await CallAsync(new Call { Type = Call.Types.Type.GetTasks })).GetTasks;

        tasks.LaunchedTasks.Select(task => task.TaskId.Value).ShouldBe(["long"]);
        tasks.LaunchedTasks[0].Statuses.Select(status => status.State).ShouldBe([TaskState.TaskStarting, TaskState.TaskRunning]);
        tasks.TerminatedTasks.Concat(tasks.CompletedTasks).Select(task => task.TaskId.Value).ShouldBe(["done"]);
        (await CallAsync(new Call { Type = Call.Types.Type.GetFrameworks })).GetFrameworks.Frameworks
            .Select(framework => framework.FrameworkInfo.Id.Value).ShouldContain("F");
    }

    [Fact]
    public async Task Containers_are_found_by_their_id_or_by_whose_they_are()
    {
        string container = (string)JsonNode.Parse(await _agent.GetAsync("/containers"))![0]!["container_id"]!;

        foreach ((string query, int count) in ((string, int)[])
            [($"container_id={container}", 1), ("container_id=other", 0), ("framework_id=F", 1), ("framework_id=done", 0),
             ("framework_id=F&executor_id=long", 1), ("framework_id=F&executor_id=short", 0)])
        {
            JsonNode.Parse(await _agent.GetAsync("/containers?" + query))!.AsArray().Count.ShouldBe(count, query);
        }

        foreach (string query in (string[])["executor_id=long", $"container_id={container}&framework_id=F"])
        {
            using HttpResponseMessage answer = await _agent.Http.GetAsync("/containers?" + query);
            ((int)answer.StatusCode).ShouldBe(400);
            (await answer.Content.ReadAsStringAsync()).ShouldBe(
                "Supported query parameters are container_id only, framework_id only, or executor_id and framework_id only");
        }

        (await _agent.GetAsync("/monitor/statistics?jsonp=f")).ShouldStartWith("f([{\"executor_id\":\"long\"");
    }

    [Fact]
    public async Task What_is_under_way_with_containers_is_shown()
    {
        (await _agent.GetAsync("/containerizer/debug")).ShouldBe("""{"pending":[]}""");
    }

    [Fact]
    public async Task Every_metric_that_mesos_has_is_there()
    {
        JsonNode metrics = JsonNode.Parse(await _agent.GetAsync("/metrics/snapshot"))!;

        string[] missing = [.. Recorded("agent-GET-metrics_snapshot.json").AsObject().Select(metric => metric.Key)
            .Except(metrics.AsObject().Select(metric => metric.Key))];
        missing.ShouldBeEmpty();
        ((double)metrics["slave/recovery_time_secs"]!).ShouldBeGreaterThan(0);
    }

    private async System.Threading.Tasks.Task<Response> CallAsync(Call call)
    {
        using var content = new ByteArrayContent(call.ToByteArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1") { Content = content };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/x-protobuf"));
        using HttpResponseMessage answer = await _agent.Http.SendAsync(request);
        ((int)answer.StatusCode).ShouldBe(200);
        return Response.Parser.ParseFrom(await answer.Content.ReadAsByteArrayAsync());
    }

    private static JsonNode Recorded(string name) =>
        JsonNode.Parse(File.ReadAllText(Repository.At("tests/Tepui.Agent.Tests/Fixtures", name)))!;
}
