using System.Linq;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.EndToEnd.Tests.Harness;
using Task = System.Threading.Tasks.Task;

namespace Tepui.EndToEnd.Tests.Survival;

/// <summary>Three hosts, each with a ZooKeeper server, a master and an agent; the leader's is cut off, and later its disk is full.</summary>
[Collection(SurvivalCollection.Name)]
public sealed class PartitionedLeaderTests
{
    [SurvivalFact(needsRoot: true)]
    public async Task A_leader_cut_off_from_ZooKeeper_or_from_all_has_ended_before_another_acts()
    {
        using HostNetwork network = HostNetwork.Create(Survivors.Count);
        await using Survivors survivors = await Survivors.StartAsync(network.Hosts, megabytes: 4);
        await survivors.TellAsync(async () =>
        {
            await using var framework = TestFramework.Start(survivors.Election);
            LongTask[] ends = [.. Enumerable.Range(1, 6).Select(i => new LongTask(survivors.At(""), $"ends{i}"))];
            foreach (LongTask task in ends)
            {
                framework.Launch(task.Name, task.Command);
                await task.BeginsAsync();
                await framework.WaitForAsync(task.Name, TaskState.TaskRunning);
            }

            survivors.Timeline.Note("all tasks run");
            await CutAsync(survivors, network, framework, ends[..2], fromAll: false);
            await CutAsync(survivors, network, framework, ends[2..4], fromAll: true);
            await FillTheDiskAsync(survivors, framework, ends[4]);
            ends[5].ShouldRun();
        });
    }

    private static async Task CutAsync(Survivors survivors, HostNetwork network, TestFramework framework, LongTask[] ends, bool fromAll)
    {
        MasterProcess leader = survivors.Masters.Single(master => master.Term is not null);
        RunningProgram deposed = leader.Program;
        NetworkHost host = network.Hosts[leader.Number - 1];
        await using Listener listener = await Listener.StartAsync(leader, survivors.Timeline);
        survivors.Timeline.Note($"{leader} is cut off from {(fromAll ? "all" : "ZooKeeper")}");
        if (fromAll)
            host.Cut();
        else
            host.CutFrom(2181);
        foreach (LongTask task in ends)
            await task.EndAsync();

        Task<MasterProcess> elected = survivors.LeaderAsync();
        (await deposed.WaitForExitAsync()).ShouldBe(1, deposed.Report());
        survivors.Timeline.Note($"{leader} has ended");
        (await elected).ShouldNotBe(leader);
        listener.LastAt.ShouldBeLessThan(survivors.LeaderSeenAt, "when the old leader last spoke");
        framework.Launch($"meanwhile-{fromAll}", "true");
        await framework.WaitForAsync($"meanwhile-{fromAll}", TaskState.TaskFinished);

        host.Mend();
        survivors.Timeline.Note("the network is mended");
        survivors.StartAgain();
        foreach (LongTask task in ends)
            await task.IsToldFinishedAsync(framework);
    }

    /// <summary>The registry is in ZooKeeper: what a master has on its disk it can do without.</summary>
    private static async Task FillTheDiskAsync(Survivors survivors, TestFramework framework, LongTask ends)
    {
        survivors.MastersDisk!.Fill();
        survivors.Timeline.Note("the masters' disk is full");
        await ends.EndAsync();
        await ends.IsToldFinishedAsync(framework);
        await survivors.AddAgent().WaitForLineAsync("] Registered as ");
        framework.Launch("on-a-full-disk", "true");
        await framework.WaitForAsync("on-a-full-disk", TaskState.TaskFinished);
    }
}
