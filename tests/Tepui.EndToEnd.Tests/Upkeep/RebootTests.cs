using System.IO;
using Mesos.V1;
using Tepui.EndToEnd.Tests.Harness;
using Tepui.Testing.Hosts;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.EndToEnd.Tests.Upkeep;

/// <summary>The agent's host is rebooted: another boot id, and nothing of what ran.</summary>
public class RebootTests
{
    [RootFact]
    public async Task After_a_reboot_the_agent_keeps_its_id_and_tells_its_tasks_gone()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        var port = FreePort.Take();
        var agent = await StartAsync(cluster, port, boot: 1);
        await using var framework = TestFramework.Start(cluster.MasterAddress, FrameworkInfo.Types.Capability.Types.Type.PartitionAware);
        framework.Launch("t", "sleep 1000");
        await framework.WaitForAsync("t", TaskState.TaskRunning);
        var before = await Http.GetJsonAsync($"{cluster.MasterUrl}/slaves");

        Processes.KillAllNaming(cluster.At("agent"));
        await agent.WaitForExitAsync();
        agent = await StartAsync(cluster, port, boot: 2);

        TaskStatus gone = await framework.WaitForAsync("t", TaskState.TaskGone);
        gone.Reason.ShouldBe(TaskStatus.Types.Reason.AgentRestarted, agent.Report());
        gone.Message.ShouldContain("rebooted");
        var after = await Http.GetJsonAsync($"{cluster.MasterUrl}/slaves");
        after["slaves"]![0]!["id"]!.GetValue<string>().ShouldBe(before["slaves"]![0]!["id"]!.GetValue<string>());
        framework.Launch("again", "true");
        await framework.WaitForAsync("again", TaskState.TaskFinished);

        // What was written in the new boot holds after a mere restart.
        framework.Launch("stays", "sleep 1000");
        await framework.WaitForAsync("stays", TaskState.TaskRunning);
        agent.Kill();
        await agent.WaitForExitAsync();
        await StartAsync(cluster, port, boot: 2);
        await framework.WaitForAgentAsync();
        (await framework.ReconcileAsync("stays")).State.ShouldBe(TaskState.TaskRunning);
    }

    /// <summary>In a mount namespace where the kernel's file of the boot id is another.</summary>
    private static async System.Threading.Tasks.Task<RunningProgram> StartAsync(Cluster cluster, int port, int boot)
    {
        var id = cluster.At("boot-" + boot);
        await File.WriteAllTextAsync(id, $"00000000-0000-0000-0000-{boot:000000000000}\n");
        string[] arguments =
        [
            Programs.Tepui, "agent", $"--master={cluster.MasterAddress}", "--ip=127.0.0.1", $"--port={port}", $"--work_dir={cluster.At("agent")}",
            $"--runtime_dir={cluster.At("agent-run")}", "--resources=cpus:4;mem:4096;disk:4096;ports:[31000-31100]",
        ];
        var agent = cluster.StartProgram(
            "unshare",
            ["--mount", "sh", "-c", $"mount --bind {id} /proc/sys/kernel/random/boot_id && exec \"$@\"", "sh", .. arguments]);
        await Http.WaitUntilAnswersAsync($"http://127.0.0.1:{port}/health", agent);
        return agent;
    }
}
