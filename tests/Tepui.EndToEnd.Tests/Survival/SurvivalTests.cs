using System.Linq;
using Mesos.V1;
using Tepui.EndToEnd.Tests.Harness;
using Tepui.Testing.ZooKeeper;
using Task = System.Threading.Tasks.Task;

namespace Tepui.EndToEnd.Tests.Survival;

/// <summary>Leaders and ZooKeeper servers die or stand still: tasks run on, every update arrives, and one master acts at a time.</summary>
[Collection(SurvivalCollection.Name)]
public sealed class SurvivalTests
{
    [SurvivalFact]
    public async Task Leaders_that_are_killed_or_stand_still_and_servers_that_die_cost_no_task_and_no_update()
    {
        await using Survivors survivors = await Survivors.StartAsync();
        await survivors.TellAsync(async () =>
        {
            await using var framework = TestFramework.Start(survivors.Election);
            var lasting = new LongTask(survivors.At(""), "lasting");
            var executed = new LongTask(survivors.At(""), "executed");
            var foreign = new LongTask(survivors.At(""), "foreign");
            LongTask[] ends = [.. Enumerable.Range(1, 4).Select(i => new LongTask(survivors.At(""), $"ends{i}"))];
            foreach (LongTask task in (LongTask[])[lasting, .. ends])
                framework.Launch(task.Name, task.Command);
            RunningProgram execute = survivors.Execute("executed", executed.Command);
            RunningProgram mesosGo = survivors.Run(Programs.GoClient, "-zk", survivors.Election, "-instances", "1", "-command", foreign.Command);
            foreach (LongTask task in (LongTask[])[lasting, executed, foreign, .. ends])
                await task.BeginsAsync();
            foreach (LongTask task in (LongTask[])[lasting, .. ends])
                await framework.WaitForAsync(task.Name, TaskState.TaskRunning);
            survivors.Timeline.Note("all tasks run");

            await KillTheLeaderAsync(survivors, framework, ends[0]);
            await StopTheLeaderAsync(survivors, framework, ends[1]);
            await LoseServersAsync(survivors, framework, ends[2], ends[3]);

            lasting.ShouldRun();
            executed.ShouldRun();
            foreign.ShouldRun();
            await executed.EndAsync();
            (await execute.WaitForExitAsync()).ShouldBe(0, execute.Report());
            await foreign.EndAsync();
            (await mesosGo.WaitForExitAsync()).ShouldBe(0, mesosGo.Report());
            await lasting.EndAsync();
            await lasting.IsToldFinishedAsync(framework);
        });
    }

    private static async Task KillTheLeaderAsync(Survivors survivors, TestFramework framework, LongTask ends)
    {
        MasterProcess leader = survivors.Masters.Single(master => master.Term is not null);
        leader.Program.Kill();
        survivors.Timeline.Note($"{leader} is killed");
        await ends.EndAsync();

        MasterProcess next = await survivors.LeaderAsync();
        next.ShouldNotBe(leader);
        await GoesOnAsync(survivors, framework, ends, "after-the-kill");
        survivors.StartAgain();
    }

    private static async Task StopTheLeaderAsync(Survivors survivors, TestFramework framework, LongTask ends)
    {
        MasterProcess leader = survivors.Masters.Single(master => master.Term is not null);
        await using Listener listener = await Listener.StartAsync(leader, survivors.Timeline);
        leader.Program.Signal(Processes.SigStop);
        survivors.Timeline.Note($"{leader} stands still");
        await ends.EndAsync();

        RunningProgram stopped = leader.Program;
        MasterProcess next = await survivors.LeaderAsync();
        next.ShouldNotBe(leader);
        await GoesOnAsync(survivors, framework, ends, "after-the-stop");

        // It thinks that it leads, and has much to say: to the scheduler that it has, and to agents that left it.
        long said = listener.Bytes;
        stopped.Signal(Processes.SigCont);
        survivors.Timeline.Note($"{leader} goes on");
        (await stopped.WaitForExitAsync()).ShouldBe(1, stopped.Report());
        survivors.Timeline.Note($"{leader} has ended");
        await listener.EndsAsync();
        listener.Bytes.ShouldBe(said, "what a leader said after its lease was over");
        survivors.StartAgain();
    }

    private static async Task LoseServersAsync(Survivors survivors, TestFramework framework, LongTask ends, LongTask endsWithoutMajority)
    {
        MasterProcess leader = survivors.Masters.Single(master => master.Term is not null);
        ZooKeeperServer[] servers = [survivors.Ensemble.Leader, .. survivors.Ensemble.Servers.Where(server => !server.Leads())];
        await servers[0].KillAsync();
        survivors.Timeline.Note("the ensemble's leader is killed");
        await ends.EndAsync();
        await ends.IsToldFinishedAsync(framework);
        if (leader.Program.HasExited)
            leader = await survivors.LeaderAsync();
        survivors.StartAgain();

        RunningProgram deposed = leader.Program;
        await servers[1].KillAsync();
        survivors.Timeline.Note("the ensemble has no majority");
        (await deposed.WaitForExitAsync()).ShouldBe(1, deposed.Report());
        survivors.Timeline.Note($"{leader} has ended");
        await endsWithoutMajority.EndAsync();
        survivors.Masters.ShouldAllBe(master => master.Term == null);
        survivors.StartAgain();

        servers[0].LoseDisk();
        servers[0].Run();
        servers[1].Run();
        survivors.Timeline.Note("the majority is back, one of it with an empty disk");
        leader = await survivors.LeaderAsync();
        await leader.Program.WaitForLineAsync($"; {survivors.Agents.Count} agents known from the registry");
        await GoesOnAsync(survivors, framework, endsWithoutMajority, "after-the-majority");
    }

    /// <summary>What ended while nobody led is told, and a new task runs on the new leader's offer.</summary>
    private static async Task GoesOnAsync(Survivors survivors, TestFramework framework, LongTask ended, string next)
    {
        await ended.IsToldFinishedAsync(framework);
        survivors.Timeline.Note($"the end of {ended.Name} is told");
        framework.Launch(next, "true");
        await framework.WaitForAsync(next, TaskState.TaskFinished);
        survivors.Timeline.Note($"{next} has run");
    }
}
