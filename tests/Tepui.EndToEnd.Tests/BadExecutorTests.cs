using System;
using System.IO;
using System.Linq;
using Mesos.V1;
using Tepui.EndToEnd.Tests.Harness;
using Task = System.Threading.Tasks.Task;

namespace Tepui.EndToEnd.Tests;

/// <summary>Executors that do not do what they should: their tasks fail with a reason, and nobody else feels it.</summary>
public class BadExecutorTests
{
    private const string Resources = "--resources=cpus:4;mem:4096;disk:4096";

    [Fact]
    public async Task One_that_never_subscribes_is_given_up_after_the_registration_timeout()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        await cluster.StartAgentAsync(FreePort.Take(), "agent", Resources, "--executor_registration_timeout=1secs");
        await using var framework = ExecutorFramework.Start(cluster.MasterAddress);

        framework.Launch(Executors.Shell("idler", "exec sleep 600"), "t");

        var end = await framework.WaitForAsync("t", TaskState.TaskFailed);
        end.Reason.ShouldBe(TaskStatus.Types.Reason.ExecutorRegistrationTimeout);
        end.Message.ShouldContain("Executor did not register within 1secs");
        (await framework.WaitForLossAsync("idler")).Status.ShouldBe(Processes.SigKill);
        Processes.Running("sleep", cluster.Folder).ShouldBe(0);
    }

    [Theory]
    [InlineData("exit 3", "3")]
    [InlineData("kill -9 $$", "signal")]
    [InlineData("exec /there/is/no/such/program", "127")]
    public async Task One_that_ends_before_it_subscribes_takes_its_tasks_with_it(string command, string told)
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        await cluster.StartAgentAsync(FreePort.Take());
        await using var framework = ExecutorFramework.Start(cluster.MasterAddress);

        framework.Launch(Executors.Shell("e", command), "t");

        var end = await framework.WaitForAsync("t", TaskState.TaskFailed);
        end.Reason.ShouldBe(TaskStatus.Types.Reason.ExecutorTerminated);
        end.Message.ShouldContain(told);
        await framework.WaitForLossAsync("e");
    }

    [Fact]
    public async Task One_that_does_not_end_when_shut_down_is_killed_after_its_grace_period()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        await cluster.StartAgentAsync(FreePort.Take(), "agent", Resources, "--executor_shutdown_grace_period=1secs");
        await using var framework = ExecutorFramework.Start(cluster.MasterAddress);

        framework.Launch(Executors.Program("deaf", Programs.Script("deaf.sh")), "t");
        await framework.WaitForAsync("t", TaskState.TaskRunning);
        framework.ShutDown("deaf");

        (await framework.WaitForAsync("t", TaskState.TaskFailed)).Reason.ShouldBe(TaskStatus.Types.Reason.ExecutorTerminated);
        (await framework.WaitForLossAsync("deaf")).Status.ShouldBe(Processes.SigKill);
    }

    [Fact]
    public async Task One_that_sends_rubbish_gets_a_clear_answer_to_each_and_disturbs_nobody()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        var agent = await cluster.StartAgentAsync(FreePort.Take(), "agent", Resources, "--max_request_body_bytes=1000000");
        await using var framework = ExecutorFramework.Start(cluster.MasterAddress);
        var answers = cluster.At("answers");

        framework.Launch(Executors.Example("sdk", "good"), "bystander", $"until [ -e {answers} ]; do sleep 0.02; done");
        framework.Launch(Executors.Program("bad", Programs.Script("rubbish.sh"), answers), "t");

        await framework.WaitForAsync("t", TaskState.TaskFailed);
        await framework.WaitForAsync("bystander", TaskState.TaskFinished);
        (await File.ReadAllLinesAsync(answers)).ShouldBe(
        [
            "GET: 405",
            "nothing: 400 Failed to parse body into JSON",
            "no JSON: 400 Failed to parse body into JSON",
            "no protobuf: 400 Failed to parse body into Call protobuf",
            "another type: 415",
            "no call: 400 Failed to validate Executor::Call: Expecting 'type' to be present",
            "another framework: 400 Framework cannot be found",
            "another executor: 400 Executor cannot be found",
            "not subscribed: 403 Executor is not subscribed",
            "much too long: 413",
        ]);
        agent.Lines.ShouldNotContain(line => line.TrimStart().StartsWith("at ", StringComparison.Ordinal), agent.Report());
    }

    [Fact]
    public async Task One_that_floods_is_borne_and_others_are_served()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        var agent = await cluster.StartAgentAsync(FreePort.Take());
        await using var framework = ExecutorFramework.Start(cluster.MasterAddress);
        var (started, done) = (cluster.At("started"), cluster.At("done"));

        framework.Launch(Executors.Program("flood", Programs.Script("flood.sh"), started, done), "t");
        await Http.UntilAsync(() => Task.FromResult(File.Exists(started)), () => "the flood does not begin\n" + agent.Report());
        framework.Launch(Executors.Example("sdk", "good"), "bystander", "exit 0");
        await framework.WaitForAsync("bystander", TaskState.TaskFinished);

        await framework.WaitForAsync("t", TaskState.TaskFinished);
        await framework.WaitForMessageAsync("the last drop");
        framework.Updates("t").Count(state => state == TaskState.TaskRunning).ShouldBe(1 + FloodOfUpdates);
        agent.HasExited.ShouldBeFalse(agent.Report());
    }

    private const int FloodOfUpdates = 300;
}
