using System;
using System.IO;
using System.Linq;
using Mesos.V1;
using Tepui.Miner.Framework.Stores;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Miner.Tests.Framework;

public sealed class MinerSchedulerTests : IDisposable
{
    private readonly SchedulerHarness _miner = new();

    public void Dispose() => _miner.Dispose();

    [Theory]
    [InlineData(1, 256, 2, true)]
    [InlineData(8, 4096, 100, true)]
    [InlineData(0.9, 256, 2, false)]
    [InlineData(1, 255, 2, false)]
    [InlineData(1, 256, 1, false)]
    [InlineData(1, 256, 0, false)]
    public void Offer_WithoutAServer_TakesOneIfItFits(double cpus, double mem, int ports, bool starts)
    {
        _miner.Registered().Offers(_miner.Offer(cpus, mem, ports));
        _miner.Servers.Count().ShouldBe(starts ? 1 : 0);
        _miner.Declined.Count.ShouldBe(starts ? 0 : 1);
    }

    [Theory]
    [InlineData(1, 128, true)]
    [InlineData(3.5, 4096, true)]
    [InlineData(0, 4096, false)]
    [InlineData(0.5, 4096, false)]
    [InlineData(4, 127, false)]
    public void Offer_WithAServerThatAnswers_TakesAWorkerWithAllCpus(double cpus, double mem, bool starts)
    {
        _miner.Mining(workers: 0).Offers(_miner.Offer(cpus, mem, ports: 0, agent: "agent-9"));
        _miner.Workers.Count().ShouldBe(starts ? 1 : 0);
        if (starts)
        {
            SchedulerHarness.Taken(_miner.Workers.Single(), "cpus").ShouldBe(cpus);
            SchedulerHarness.Taken(_miner.Workers.Single(), "mem").ShouldBe(128);
        }
    }

    [Fact]
    public void Offers_ManyAtOnce_GetOneServer()
    {
        _miner.Registered().Offers(_miner.Offer(agent: "agent-1"), _miner.Offer(agent: "agent-2"), _miner.Offer(agent: "agent-3"));
        _miner.Launched.Count.ShouldBe(1);
        _miner.Declined.Count.ShouldBe(2);
        _miner.LastRefusal.ShouldBe(1);
    }

    [Fact]
    public void TheServersTask_TakesOneCpu256MbAndTwoPortsOfTheOffer()
    {
        _miner.Registered().Offers(_miner.Offer());
        var server = _miner.Servers.Single();
        SchedulerHarness.Taken(server, "cpus").ShouldBe(1);
        SchedulerHarness.Taken(server, "mem").ShouldBe(256);
        var ports = server.Resources.Single(resource => resource.Name == "ports").Ranges.Range;
        ports.Select(range => range.Begin).ShouldBe([31000UL, 31001UL]);
        server.Command.Value.ShouldBe("/opt/tepui");
        server.Command.Shell.ShouldBeFalse();
        SchedulerHarness.Variable(server, "MESOS_IP").ShouldBe("10.0.0.7");
        var command = string.Join(' ', server.Command.Arguments);
        command.ShouldStartWith("/opt/tepui miner server ");
        command.ShouldContain("--bitcoind-address 127.0.0.1");
        command.ShouldContain("-w 31000");
        command.ShouldContain("--p2pool-port 31001");
    }

    [Fact]
    public void ThePassword_IsASecretAndStandsInNoCommandLineAndNoFile()
    {
        _miner.Registered().Offers(_miner.Offer());
        var command = _miner.Servers.Single().Command;
        command.Arguments.ShouldNotContain(argument => argument.Contains("hush-hush"));
        var variable = command.Environment.Variables.Single(each => each.Name == "TEPUI_RPC_PASSWORD");
        variable.Type.ShouldBe(Mesos.V1.Environment.Types.Variable.Types.Type.Secret);
        variable.Secret.Value.Data.ToStringUtf8().ShouldBe("hush-hush");
        variable.Value.ShouldBe("");
        File.ReadAllText(_miner.Options.StateFile).ShouldNotContain("hush-hush");
    }

    [Fact]
    public void AWorkersTask_ConnectsToTheServersPort()
    {
        _miner.Mining(workers: 1);
        var command = string.Join(' ', _miner.Workers.Single().Command.Arguments);
        command.ShouldStartWith("/opt/tepui miner worker -o 10.0.0.7:31000 ");
    }

    [Fact]
    public async Task Workers_WaitUntilTheServerRunsAndAnswers()
    {
        _miner.Registered().Offers(_miner.Offer());
        _miner.Offers(_miner.Offer(agent: "agent-2"));
        _miner.Update("server-1", TaskState.TaskStarting);
        _miner.Offers(_miner.Offer(agent: "agent-2"));
        _miner.Update("server-1", TaskState.TaskRunning);
        _miner.Offers(_miner.Offer(agent: "agent-2"));
        _miner.ServerAnswers(false);
        _miner.Offers(_miner.Offer(agent: "agent-2"));
        _miner.Workers.ShouldBeEmpty();

        await _miner.NextProbeAsync();
        _miner.Time.Advance(_miner.Options.ProbeInterval);
        await _miner.NextProbeAsync();
        _miner.ServerAnswers();
        await _miner.NextRevivalAsync();
        _miner.Offers(_miner.Offer(agent: "agent-2"));
        _miner.Workers.Count().ShouldBe(1);
    }

    [Theory]
    [InlineData(TaskState.TaskLost)]
    [InlineData(TaskState.TaskKilled)]
    [InlineData(TaskState.TaskFinished)]
    [InlineData(TaskState.TaskError)]
    [InlineData(TaskState.TaskFailed)]
    [InlineData(TaskState.TaskDropped)]
    [InlineData(TaskState.TaskGone)]
    [InlineData(TaskState.TaskGoneByOperator)]
    [InlineData(TaskState.TaskUnreachable)]
    [InlineData(TaskState.TaskUnknown)]
    public void ServerEnds_InAnyWay_AllWorkersAreKilledAndItStartsAgain(TaskState state)
    {
        _miner.Mining(workers: 2);
        var workers = _miner.Workers.Select(task => task.TaskId.Value).ToArray();
        _miner.Update("server-1", state);
        _miner.Killed.ShouldBe(workers, ignoreOrder: true);

        _miner.Offers(_miner.Offer());
        _miner.Servers.Last().TaskId.Value.ShouldBe("server-2");
        _miner.Offers(_miner.Offer(agent: "agent-2"));
        _miner.Workers.Count().ShouldBe(2);
        _miner.Update("server-2", TaskState.TaskRunning);
        _miner.ServerAnswers();
        _miner.Offers(_miner.Offer(agent: "agent-2"), _miner.Offer(agent: "agent-3"));
        _miner.Workers.Count().ShouldBe(4);
    }

    [Theory]
    [InlineData(TaskState.TaskStaging)]
    [InlineData(TaskState.TaskStarting)]
    [InlineData(TaskState.TaskRunning)]
    [InlineData(TaskState.TaskKilling)]
    public void ServerUpdate_ThatIsNoEnd_ChangesNothing(TaskState state)
    {
        _miner.Mining(workers: 1).Update("server-1", state);
        _miner.Killed.ShouldBeEmpty();
        _miner.Offers(_miner.Offer());
        _miner.Servers.Count().ShouldBe(1);
    }

    [Fact]
    public void AServerThatNeverAnswered_IsStartedAgainLaterAndLater()
    {
        _miner.Registered().Offers(_miner.Offer());
        _miner.Update("server-1", TaskState.TaskFailed);
        _miner.Offers(_miner.Offer());
        _miner.Servers.Count().ShouldBe(1);
        _miner.Time.Advance(_miner.Options.ServerBackoff);
        _miner.Offers(_miner.Offer());
        _miner.Servers.Count().ShouldBe(2);
        _miner.Update("server-2", TaskState.TaskFailed);
        _miner.Time.Advance(_miner.Options.ServerBackoff);
        _miner.Offers(_miner.Offer());
        _miner.Servers.Count().ShouldBe(2);
        _miner.Time.Advance(_miner.Options.ServerBackoff);
        _miner.Offers(_miner.Offer());
        _miner.Servers.Count().ShouldBe(3);
    }

    [Fact]
    public void ADeadWorker_IsForgotten()
    {
        _miner.Mining(workers: 2);
        var dead = _miner.Workers.First().TaskId.Value;
        _miner.Update(dead, TaskState.TaskFailed, "agent-2");
        _miner.Update("server-1", TaskState.TaskFailed);
        _miner.Killed.ShouldBe([_miner.Workers.Last().TaskId.Value]);
    }

    [Fact]
    public void ATaskOfAnEarlierServer_IsKilledWhenItComesBack()
    {
        _miner.Mining(workers: 1);
        _miner.Update("server-1", TaskState.TaskUnreachable);
        _miner.Offers(_miner.Offer(agent: "agent-2"));
        _miner.Killed.Clear();
        _miner.Update("server-1", TaskState.TaskRunning);
        _miner.Update("worker-1-1", TaskState.TaskRunning);
        _miner.Killed.ShouldBe(["server-1", "worker-1-1"]);
        _miner.Update("worker-1-1", TaskState.TaskKilled);
        _miner.Killed.Count.ShouldBe(2);
    }

    [Fact]
    public void AWorkerThatWasLostWithItsMaster_IsAskedForByName_AndForgotten()
    {
        _miner.Mining(workers: 2);
        var workers = _miner.Workers.Select(task => task.TaskId.Value).ToArray();
        _miner.Reconciled.Clear();
        _miner.Registered();
        _miner.Reconciled[0].Select(known => known.TaskId.Value).ShouldBe([.. workers, "server-1"]);
        _miner.Reconciled[1].ShouldBeEmpty();

        _miner.Update(workers[0], TaskState.TaskGone);
        _miner.Update("server-1", TaskState.TaskLost);
        _miner.Killed.ShouldBe([workers[1]]);
    }

    [Fact]
    public void ARestartedScheduler_KeepsItsServerAndItsWorkers()
    {
        _miner.Mining(workers: 2);
        var workers = _miner.Workers.Select(task => task.TaskId.Value).ToArray();
        _miner.Reconciled.Clear();
        _miner.Restart();
        _miner.Scheduler.Framework().Id.Value.ShouldBe("framework-1");
        _miner.Registered();
        _miner.Reconciled.Count.ShouldBe(2);
        _miner.Reconciled[0].Single().TaskId.Value.ShouldBe("server-1");
        _miner.Reconciled[1].ShouldBeEmpty();

        _miner.Offers(_miner.Offer());
        _miner.Servers.Count().ShouldBe(1);
        _miner.Update("server-1", TaskState.TaskRunning);
        foreach (var worker in workers)
            _miner.Update(worker, TaskState.TaskRunning);
        _miner.ServerAnswers();
        _miner.Killed.ShouldBeEmpty();
        _miner.Offers(_miner.Offer(agent: "agent-8"));
        _miner.Workers.Count().ShouldBe(3);
        _miner.Workers.Select(task => task.TaskId.Value).Distinct().Count().ShouldBe(3);

        _miner.Update("server-1", TaskState.TaskLost);
        _miner.Killed.ShouldBe(_miner.Workers.Select(task => task.TaskId.Value), ignoreOrder: true);
    }

    [Fact]
    public void ARestartedScheduler_WhoseServerIsGone_StartsAnother()
    {
        _miner.Mining(workers: 1);
        _miner.Restart();
        _miner.Registered().Update("server-1", TaskState.TaskUnknown);
        _miner.Time.Advance(TimeSpan.FromMinutes(1));
        _miner.Offers(_miner.Offer());
        _miner.Servers.Last().TaskId.Value.ShouldBe("server-2");
    }

    [Fact]
    public void Registered_AsAnotherFramework_HasNoServerYet()
    {
        _miner.Mining(workers: 0);
        _miner.Restart();
        _miner.Registered("framework-2").Offers(_miner.Offer());
        _miner.Servers.Last().TaskId.Value.ShouldBe("server-2");
    }

    [Fact]
    public void AllConstants_AreFlags()
    {
        using var miner = new SchedulerHarness(options =>
        {
            options.ServerCpus = 2;
            options.ServerMemory = 512;
            options.WorkerMemory = 64;
            options.RefuseTime = TimeSpan.FromSeconds(3);
            options.PayoutAddress = "bcrt1x";
            options.BitcoindAddress = "node.example";
            options.ServerIp = "0.0.0.0";
        });
        miner.Mining(workers: 1);
        SchedulerHarness.Taken(miner.Servers.Single(), "cpus").ShouldBe(2);
        SchedulerHarness.Taken(miner.Servers.Single(), "mem").ShouldBe(512);
        SchedulerHarness.Taken(miner.Workers.Single(), "mem").ShouldBe(64);
        miner.LaunchFilters[0]!.RefuseSeconds.ShouldBe(3);
        var command = string.Join(' ', miner.Servers.Single().Command.Arguments);
        SchedulerHarness.Variable(miner.Servers.Single(), "MESOS_PAYOUT_ADDRESS").ShouldBe("bcrt1x");
        SchedulerHarness.Variable(miner.Servers.Single(), "MESOS_IP").ShouldBe("0.0.0.0");
        command.ShouldContain("--bitcoind-address node.example");
    }

    [Fact]
    public void StateFile_Damaged_IsOneLineThatNamesIt()
    {
        File.WriteAllText(_miner.Options.StateFile, "{");
        var fault = Should.Throw<MinerException>(() => new MinerFileStore(_miner.Options.StateFile).Load());
        fault.Message.ShouldContain(_miner.Options.StateFile);
    }
}
