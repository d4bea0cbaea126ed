using System;
using System.Linq;
using System.Threading.Tasks;
using Tepui.EndToEnd.Tests.Harness;

namespace Tepui.EndToEnd.Tests;

/// <summary>
/// Clients that nobody here wrote: npm's mesos-framework, mesos-go's v1 library, and the operator API client of the DC/OS
/// dashboard.
/// </summary>
public class ThirdPartyClientTests
{
    // Every call that reads and that needs nothing said with it.
    private static readonly string[] Reads =
    [
        "GET_HEALTH", "GET_FLAGS", "GET_VERSION", "GET_LOGGING_LEVEL", "GET_STATE", "GET_AGENTS", "GET_FRAMEWORKS", "GET_EXECUTORS",
        "GET_OPERATIONS", "GET_TASKS", "GET_ROLES", "GET_WEIGHTS", "GET_MASTER", "GET_MAINTENANCE_STATUS", "GET_MAINTENANCE_SCHEDULE",
        "GET_QUOTA",
    ];

    [NeedsPackageFact("mesos-framework")]
    public async Task Mesos_framework_of_npm_runs_its_tasks_to_the_end()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        await cluster.StartAgentAsync(FreePort.Take());

        var client = cluster.StartNode(
            "framework-client.js", "--port", $"{cluster.MasterPort}", "--instances", "3", "--command", "echo hello from npm");

        (await client.WaitForExitAsync()).ShouldBe(0, client.Report());
        client.Lines.Count(line => line.Contains("\"TASK_FINISHED\"", StringComparison.Ordinal)).ShouldBe(3, client.Report());
        client.Lines.ShouldNotContain(line => line.Contains("\"error\"", StringComparison.Ordinal), client.Report());
        var state = await Http.GetJsonAsync($"{cluster.MasterUrl}/state");
        state["completed_frameworks"]!.AsArray().Count.ShouldBe(1);
    }

    [NeedsGoClientFact]
    public async Task Mesos_go_runs_its_tasks_to_the_end_in_protobuf_and_in_json()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        await cluster.StartAgentAsync(FreePort.Take());

        foreach (var codec in new[] { "protobuf", "json" })
        {
            var client = cluster.StartProgram(
                Programs.GoClient, "-port", $"{cluster.MasterPort}", "-instances", "5", "-command", "echo hello from Go", "-codec", codec);

            (await client.WaitForExitAsync()).ShouldBe(0, client.Report());
            client.Lines.Count(line => line.Contains("\"TASK_FINISHED\"", StringComparison.Ordinal)).ShouldBe(5, client.Report());
        }

        var state = await Http.GetJsonAsync($"{cluster.MasterUrl}/state");
        state["completed_frameworks"]!.AsArray().Count.ShouldBe(2);
    }

    [NeedsPackageFact("@dcos/mesos-client")]
    public async Task Mesos_client_of_the_dcos_dashboard_makes_every_read_and_follows_the_stream()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        var client = cluster.StartNode(
            "operator-client.js", "--port", $"{cluster.MasterPort}", "--calls", string.Join(',', Reads), "--until", "FRAMEWORK_REMOVED");
        await client.WaitForLineAsync("\"SUBSCRIBED\"");

        await cluster.StartAgentAsync(FreePort.Take());
        var framework = cluster.StartNode(
            "framework-client.js", "--port", $"{cluster.MasterPort}", "--instances", "2", "--command", "true");
        (await framework.WaitForExitAsync()).ShouldBe(0, framework.Report());

        (await client.WaitForExitAsync()).ShouldBe(0, client.Report());
        foreach (var read in Reads)
            client.Lines.ShouldContain($$"""{"call":"{{read}}","response":"{{read}}"}""", client.Report());
        (string Happening, int Times)[] expected = [("AGENT_ADDED", 1), ("FRAMEWORK_ADDED", 1), ("TASK_ADDED", 2), ("FRAMEWORK_REMOVED", 1)];
        foreach (var (happening, times) in expected)
            client.Lines.Count(line => line == $$"""{"event":"{{happening}}"}""").ShouldBe(times, client.Report());
        client.Lines.Count(line => line == """{"event":"TASK_UPDATED"}""").ShouldBeGreaterThanOrEqualTo(4, client.Report());
    }
}
