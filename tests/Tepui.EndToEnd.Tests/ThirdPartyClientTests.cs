using System;
using System.Linq;
using System.Threading.Tasks;
using Tepui.EndToEnd.Tests.Harness;

namespace Tepui.EndToEnd.Tests;

/// <summary>A client that nobody here wrote: the npm package mesos-framework.</summary>
public class ThirdPartyClientTests
{
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
}
