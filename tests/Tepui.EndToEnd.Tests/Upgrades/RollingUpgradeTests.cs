using System;
using System.IO;
using System.Linq;
using System.Text;
using Mesos.V1;
using Tepui.EndToEnd.Tests.Harness;
using Tepui.Testing;
using Task = System.Threading.Tasks.Task;

namespace Tepui.EndToEnd.Tests.Upgrades;

/// <summary>Master and agent of the version before this one work with this one's, and each can be replaced under running tasks.</summary>
public sealed class RollingUpgradeTests
{
    [Fact]
    public async Task Master_then_agent_are_upgraded_under_a_running_task_and_its_end_is_told()
    {
        var previous = await PreviousVersion.ProgramAsync();
        await using var cluster = new Cluster();
        var (now, port) = (cluster.Tepui, FreePort.Take());
        cluster.Tepui = previous;
        var master = await cluster.StartMasterAsync();
        var agent = await cluster.StartAgentAsync(port);
        await using var framework = TestFramework.Start(cluster.MasterAddress);
        framework.Launch("oldest", Waiting(cluster, "oldest"));
        await framework.WaitForAsync("oldest", TaskState.TaskRunning);
        var pid = await PidAsync(cluster, "oldest");
        (await CallAsync(cluster.MasterUrl, """{"type":"UPDATE_WEIGHTS","update_weights":{"weight_infos":[{"role":"ads","weight":3}]}}"""))
            .Status.ShouldBe(200);
        var id = await AgentIdAsync(cluster);

        // The master first: it reads what the old one wrote down, and takes the old agent and the framework back.
        await EndAsync(master);
        cluster.Tepui = now;
        master = await cluster.StartMasterAsync();
        await framework.WaitForAgentAsync();
        (await AgentIdAsync(cluster)).ShouldBe(id, master.Report());
        (await framework.ReconcileAsync("oldest")).State.ShouldBe(TaskState.TaskRunning);
        (await CallAsync(cluster.MasterUrl, """{"type":"GET_WEIGHTS"}""")).Body.ShouldContain("\"ads\"");

        // What the old agent does not know, it refuses by its name, to the framework and to an operator.
        framework.Launch("older", Waiting(cluster, "older"));
        await framework.WaitForAsync("older", TaskState.TaskRunning);
        framework.LaunchGroup("group", Named("grouped", "true"));
        (await framework.WaitForAsync("grouped", TaskState.TaskError)).Message.ShouldContain("Task groups are not supported yet");
        var nested = await CallAsync(
            $"http://127.0.0.1:{port}",
            """{"type":"LAUNCH_NESTED_CONTAINER","launch_nested_container":{"container_id":{"value":"x","parent":{"value":"y"}},"command":{"value":"true"}}}""");
        nested.Status.ShouldBeGreaterThanOrEqualTo(400, nested.Body);
        nested.Body.ShouldContain("LAUNCH_NESTED_CONTAINER");

        // Then the agent. Its tasks stay with the old supervisor, which new ones can use too, as far as it goes.
        await EndAsync(agent);
        Processes.IsAlive(pid).ShouldBeTrue();
        agent = await cluster.StartAgentAsync(port);
        await framework.WaitForAgentAsync();
        (await AgentIdAsync(cluster)).ShouldBe(id, agent.Report());
        framework.Launch("new", Waiting(cluster, "new"));
        await framework.WaitForAsync("new", TaskState.TaskRunning);
        framework.Launch(WithTerminal("terminal"));
        (await framework.WaitForAsync("terminal", TaskState.TaskFailed)).Message.ShouldContain("was started by an earlier version of Tepui");
        (await PidAsync(cluster, "oldest")).ShouldBe(pid);
        Processes.IsAlive(pid).ShouldBeTrue(agent.Report());
        await File.WriteAllTextAsync(cluster.At("go"), "");
        foreach (var task in (string[])["oldest", "older", "new"])
        {
            (await framework.WaitForAsync(task, TaskState.TaskFailed)).Message.ShouldContain("7");
            framework.Updates(task).ShouldBe([TaskState.TaskStarting, TaskState.TaskRunning, TaskState.TaskFailed], agent.Report());
        }

        // With nothing left to it the old supervisor makes room for one that can do all of it.
        await EndAsync(agent);
        agent = await cluster.StartAgentAsync(port);
        await framework.WaitForAgentAsync();
        framework.Launch(WithTerminal("terminal again"));
        await framework.WaitForAsync("terminal again", TaskState.TaskFinished);
        framework.LaunchGroup("group again", Named("grouped again", "true"));
        await framework.WaitForAsync("grouped again", TaskState.TaskFinished);
    }

    [Fact]
    public async Task An_agent_upgraded_first_works_with_the_previous_master_and_comes_back_to_it()
    {
        var previous = await PreviousVersion.ProgramAsync();
        await using var cluster = new Cluster();
        var now = cluster.Tepui;
        cluster.Tepui = previous;
        var master = await cluster.StartMasterAsync();
        cluster.Tepui = now;
        var agent = await cluster.StartAgentAsync(FreePort.Take());
        await using var framework = TestFramework.Start(cluster.MasterAddress);
        framework.Launch("task", Waiting(cluster, "task"));
        await framework.WaitForAsync("task", TaskState.TaskRunning);
        var id = await AgentIdAsync(cluster);

        await EndAsync(master);
        cluster.Tepui = previous;
        await cluster.StartMasterAsync();
        await framework.WaitForAgentAsync();

        (await AgentIdAsync(cluster)).ShouldBe(id, agent.Report());
        (await framework.ReconcileAsync("task")).State.ShouldBe(TaskState.TaskRunning);
        await File.WriteAllTextAsync(cluster.At("go"), "");
        (await framework.WaitForAsync("task", TaskState.TaskFailed)).Message.ShouldContain("7");
    }

    [Fact]
    public async Task Without_the_history_one_line_says_what_to_do()
    {
        var checkout = Directory.CreateTempSubdirectory("tepui-shallow-");
        try
        {
            Directory.CreateDirectory(Path.Combine(checkout.FullName, "eng"));
            File.Copy(Repository.At("eng/previous-version"), Path.Combine(checkout.FullName, "eng/previous-version"));
            var fault = await Should.ThrowAsync<InvalidOperationException>(() => PreviousVersion.CommitAsync(checkout.FullName));
            fault.Message.ShouldContain("git fetch --unshallow");
            fault.Message.ShouldNotContain("\n");
        }
        finally
        {
            checkout.Delete(recursive: true);
        }
    }

    /// <summary>A task that says its pid and fails with 7 once the file "go" is there.</summary>
    private static string Waiting(Cluster cluster, string name) =>
        $"echo $$ > {cluster.At(name + ".pid")}; until [ -e {cluster.At("go")} ]; do sleep 0.05; done; exit 7";

    private static TaskInfo Named(string id, string command) =>
        new() { Name = id, TaskId = new TaskID { Value = id }, Command = new CommandInfo { Value = command } };

    private static TaskInfo WithTerminal(string id)
    {
        var task = Named(id, "test -t 1");
        task.Container = new ContainerInfo { Type = ContainerInfo.Types.Type.Mesos, TtyInfo = new TTYInfo() };
        return task;
    }

    private static async Task EndAsync(RunningProgram program)
    {
        program.Kill();
        await program.WaitForExitAsync();
    }

    private static async System.Threading.Tasks.Task<int> PidAsync(Cluster cluster, string name)
    {
        var file = cluster.At(name + ".pid");
        await Http.UntilAsync(() => Task.FromResult(File.Exists(file) && new System.IO.FileInfo(file).Length > 0), () => $"{name} says no pid");
        return int.Parse(await File.ReadAllTextAsync(file));
    }

    private static async System.Threading.Tasks.Task<string> AgentIdAsync(Cluster cluster) =>
        (await Http.GetJsonAsync($"{cluster.MasterUrl}/slaves"))["slaves"]!.AsArray().Single()!["id"]!.GetValue<string>();

    private static System.Threading.Tasks.Task<(int Status, string Body)> CallAsync(string url, string call) =>
        Http.PostAsync($"{url}/api/v1", "application/json", Encoding.UTF8.GetBytes(call));
}
