using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Tepui.Internal.V1;
using Tepui.Master.Tests.Hosting;
using Tepui.Testing;

namespace Tepui.Master.Tests.Endpoints;

/// <summary>
/// Compares keys and kinds of values with what a real Mesos 1.12 answered in the same situation: one agent, one framework
/// with one running task. Tepui may say more, never less.
/// </summary>
public sealed class RecordedKeysTests
{
    /// <summary>Members whose keys are names of roles, flags or attributes, or that Tepui has nothing to fill with yet.</summary>
    private static readonly HashSet<string> NotCompared =
    [
        "$.flags", "$.slaves[].attributes", "$.completed_frameworks[]", "$.get_tasks.completed_tasks[]",
        "$.get_state.get_tasks.completed_tasks[]", "$.get_frameworks.completed_frameworks[]",
        "$.get_state.get_frameworks.completed_frameworks[]", "$.get_executors.executors[]",

        // A field that v1 does not have: Mesos shows the older message here.
        "$.get_agents.agents[].agent_info.checkpoint", "$.get_state.get_agents.agents[].agent_info.checkpoint",

        // Where the framework of the recording has one role and Tepui's several: "role" or "roles", as in Mesos.
        "$.frameworks[].role", "$.get_frameworks.frameworks[].framework_info.role",
        "$.get_state.get_frameworks.frameworks[].framework_info.role",
    ];

    [Theory]
    [InlineData("/state", "master-GET-state")]
    [InlineData("/master/state", "master-GET-state")]
    [InlineData("/state.json", "master-GET-state")]
    [InlineData("/slaves", "master-GET-slaves")]
    [InlineData("/frameworks", "master-GET-frameworks")]
    [InlineData("/tasks", "master-GET-tasks")]
    [InlineData("/state-summary", "master-GET-state-summary")]
    [InlineData("/roles", "master-GET-roles")]
    [InlineData("/version", "master-GET-version")]
    [InlineData("GET_AGENTS", "master-api-GET_AGENTS")]
    [InlineData("GET_FRAMEWORKS", "master-api-GET_FRAMEWORKS")]
    [InlineData("GET_TASKS", "master-api-GET_TASKS")]
    [InlineData("GET_STATE", "master-api-GET_STATE")]
    [InlineData("GET_MASTER", "master-api-GET_MASTER")]
    [InlineData("GET_EXECUTORS", "master-api-GET_EXECUTORS")]
    [InlineData("GET_ROLES", "master-api-GET_ROLES")]
    [InlineData("GET_VERSION", "master-api-GET_VERSION")]
    public async Task AnAnswer_HasTheKeysOfMesos_WithTheSameKindsOfValues(string what, string recording)
    {
        await using TestMaster master = await TestMaster.StartAsync();
        using TestScheduler scheduler = await TestScheduler.SubscribeAsync(master);
        await using TestAgent agent = await TestAgent.RegisterAsync(master);
        RunTask run = await TestCluster.LaunchAsync(scheduler, agent);
        agent.Update(run, Mesos.V1.TaskState.TaskStarting);
        await scheduler.NextAsync("UPDATE");

        JsonNode ours = what[0] == '/' ? await master.GetJsonAsync(what) : await CallAsync(master, what);

        AnswerShape.Missing(Recording(recording), ours, NotCompared).ShouldBeEmpty();
    }

    private static async Task<JsonNode> CallAsync(TestMaster master, string type)
    {
        System.Net.Http.HttpResponseMessage response = await master.PostJsonAsync("/api/v1", $$"""{"type":"{{type}}"}""");
        ((int)response.StatusCode).ShouldBe(200);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private static JsonNode Recording(string name) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", name + ".json")))!;
}
