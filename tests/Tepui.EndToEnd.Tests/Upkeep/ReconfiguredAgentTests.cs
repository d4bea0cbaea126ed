using System;
using System.Linq;
using Mesos.V1;
using Tepui.EndToEnd.Tests.Harness;
using Task = System.Threading.Tasks.Task;

namespace Tepui.EndToEnd.Tests.Upkeep;

/// <summary>An agent comes back with other flags (--reconfiguration_policy).</summary>
public class ReconfiguredAgentTests
{
    [Fact]
    public async Task More_is_accepted_under_the_same_id_with_the_tasks_going_on_and_less_is_refused_by_name()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        var port = FreePort.Take();
        var agent = await cluster.StartAgentAsync(port, "agent", Resources(2));
        await using var framework = TestFramework.Start(cluster.MasterAddress);
        framework.Launch("through", "sleep 1000");
        await framework.WaitForAsync("through", TaskState.TaskRunning);
        var before = await Http.GetJsonAsync($"{cluster.MasterUrl}/slaves");
        agent.Kill();
        await agent.WaitForExitAsync();

        (await RefusalAsync(cluster, port, Resources(1), "--reconfiguration_policy=additive"))
            .ShouldContain("resource 'cpus' decreased: from 2 to 1");
        (await RefusalAsync(cluster, port, Resources(3)))
            .ShouldContain("resource 'cpus' changed: from 2 to 3; undo it, give --reconfiguration_policy=additive if it only adds");

        await cluster.StartAgentAsync(port, "agent", Resources(3), "--attributes=rack:1", "--reconfiguration_policy=additive");
        await Http.UntilAsync(
            async () => (await Http.GetJsonAsync($"{cluster.MasterUrl}/slaves"))["slaves"]![0]!["resources"]!["cpus"]!.GetValue<double>() == 3,
            () => "the master does not hear of it");
        var after = (await Http.GetJsonAsync($"{cluster.MasterUrl}/slaves"))["slaves"]![0]!;
        after["id"]!.GetValue<string>().ShouldBe(before["slaves"]![0]!["id"]!.GetValue<string>());
        after["attributes"]!["rack"]!.GetValue<double>().ShouldBe(1);
        (await framework.ReconcileAsync("through")).State.ShouldBe(TaskState.TaskRunning);
    }

    private static string Resources(int cpus) => $"--resources=cpus:{cpus};mem:512;disk:256;ports:[31000-31100]";

    private static async System.Threading.Tasks.Task<string> RefusalAsync(Cluster cluster, int port, params string[] flags)
    {
        var program = cluster.Start(
        [
            "agent", $"--master={cluster.MasterAddress}", "--ip=127.0.0.1", $"--port={port}", $"--work_dir={cluster.At("agent")}",
            $"--runtime_dir={cluster.At("agent-run")}", .. flags,
        ]);
        (await program.WaitForExitAsync()).ShouldNotBe(0);
        return program.Lines.Single(line => line.Contains("--reconfiguration_policy", StringComparison.Ordinal));
    }
}
