using System;
using System.IO;
using System.Linq;
using Mesos.V1;
using Tepui.EndToEnd.Tests.Harness;
using Capability = Mesos.V1.FrameworkInfo.Types.Capability.Types.Type;
using Reason = Mesos.V1.TaskStatus.Types.Reason;
using Task = System.Threading.Tasks.Task;

namespace Tepui.EndToEnd.Tests;

/// <summary>An agent that stops answering (SIGSTOP) and returns (SIGCONT): docs/high-availability-framework-guide.md.</summary>
public class PartitionTests
{
    [Fact]
    public async Task A_stopped_agents_tasks_are_unreachable_or_lost_and_run_again_when_it_returns()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync("--agent_ping_timeout=1secs", "--max_agent_ping_timeouts=4");
        var agent = await cluster.StartAgentAsync(FreePort.Take());
        await using var aware = TestFramework.Start(cluster.MasterAddress, Capability.PartitionAware);
        await using var plain = TestFramework.Start(cluster.MasterAddress);
        var (end, ended, started) = (cluster.At("end"), cluster.At("ended"), cluster.At("started"));
        aware.Launch("aware", $"echo $$ >> {started}; until [ -e {cluster.At("all")} ]; do sleep 0.05; done");
        aware.Launch("ends", $"until [ -e {end} ]; do sleep 0.05; done; touch {ended}; exit 3");
        plain.Launch("plain", $"until [ -e {cluster.At("all")} ]; do sleep 0.05; done");
        await aware.WaitForAsync("aware", TaskState.TaskRunning);
        await aware.WaitForAsync("ends", TaskState.TaskRunning);
        await plain.WaitForAsync("plain", TaskState.TaskRunning);

        var before = DateTimeOffset.UtcNow;
        agent.Signal(Processes.SigStop);
        var unreachable = await aware.WaitForAsync("aware", TaskState.TaskUnreachable);
        var lost = await plain.WaitForAsync("plain", TaskState.TaskLost);
        await aware.WaitForAsync("ends", TaskState.TaskUnreachable);

        foreach (var status in new[] { unreachable, lost })
        {
            status.Reason.ShouldBe(Reason.AgentRemoved);
            status.Source.ShouldBe(TaskStatus.Types.Source.Master);
            status.HasUuid.ShouldBeFalse();
            DateTimeOffset.FromUnixTimeMilliseconds(status.UnreachableTime.Nanoseconds / 1_000_000)
                .ShouldBeInRange(before, DateTimeOffset.UtcNow);
        }

        var state = await Http.GetJsonAsync($"{cluster.MasterUrl}/state");
        state["slaves"]!.AsArray().ShouldBeEmpty();
        state["unreachable_slaves"]!.GetValue<double>().ShouldBe(1);
        state["frameworks"]!.AsArray().SelectMany(framework => framework!["unreachable_tasks"]!.AsArray()).Count().ShouldBe(3);

        // The agent sees nothing of it; its supervisor does.
        await File.WriteAllTextAsync(end, "");
        await Http.UntilAsync(() => Task.FromResult(File.Exists(ended)), () => "the task does not end");
        agent.Signal(Processes.SigCont);

        var again = await aware.WaitForAsync("aware", TaskState.TaskRunning, status => status.Reason == Reason.AgentReregistered);
        again.HasUuid.ShouldBeFalse();
        await plain.WaitForAsync("plain", TaskState.TaskRunning, status => status.Reason == Reason.AgentReregistered);
        (await aware.WaitForAsync("ends", TaskState.TaskFailed, status => status.HasUuid)).Message.ShouldContain("3");
        (await File.ReadAllLinesAsync(started)).Length.ShouldBe(1, "it was run once");
        state = await Http.GetJsonAsync($"{cluster.MasterUrl}/state");
        state["unreachable_slaves"]!.GetValue<double>().ShouldBe(0);
        state["slaves"]!.AsArray().Count.ShouldBe(1, agent.Report());

        // They go on to be this master's tasks, to their end.
        await File.WriteAllTextAsync(cluster.At("all"), "");
        await aware.WaitForAsync("aware", TaskState.TaskFinished);
        await plain.WaitForAsync("plain", TaskState.TaskFinished);
    }
}
