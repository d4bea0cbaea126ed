using System;
using System.Collections.Generic;
using System.Net.Sockets;
using Mesos.V1;
using Tepui.EndToEnd.Tests.Harness;
using Task = System.Threading.Tasks.Task;

namespace Tepui.EndToEnd.Tests.Upkeep;

/// <summary>An agent that may open few files.</summary>
public class ScarceDescriptorsTests
{
    [Fact]
    public async Task Connections_do_not_take_the_last_file_descriptors_and_tasks_go_on()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        var port = FreePort.Take();
        var agent = Start(cluster, port, files: 600);
        await Http.WaitUntilAnswersAsync($"http://127.0.0.1:{port}/health", agent);
        await using var framework = TestFramework.Start(cluster.MasterAddress);
        var clients = new List<TcpClient>();
        for (var i = 0; i < 700; i++)
        {
            var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port);
            clients.Add(client);
        }

        // This one needs files of its own: what it fetches, and its output.
        var task = new TaskInfo { Name = "t", TaskId = new TaskID { Value = "fetching" }, Command = new CommandInfo { Value = "./true && echo done" } };
        task.Command.Uris.Add(new CommandInfo.Types.URI { Value = "/bin/true", Executable = true });
        framework.Launch(task);
        await framework.WaitForAsync("fetching", TaskState.TaskFinished);

        foreach (var client in clients)
            client.Dispose();
        await Http.WaitUntilAnswersAsync($"http://127.0.0.1:{port}/state", agent);
        agent.HasExited.ShouldBeFalse(agent.Report());
    }

    [Fact]
    public async Task Too_few_for_an_agent_are_told_at_its_start()
    {
        await using var cluster = new Cluster();
        var agent = Start(cluster, FreePort.Take(), files: 300);

        (await agent.WaitForExitAsync()).ShouldNotBe(0);
        agent.Lines.ShouldContain(line => line.Contains("only 300 files may be open at a time, and 512 are needed", StringComparison.Ordinal), agent.Report());
    }

    private static RunningProgram Start(Cluster cluster, int port, int files) => cluster.StartProgram(
        "prlimit",
        $"--nofile={files}:{files}",
        Programs.Tepui,
        "agent",
        $"--master={cluster.MasterAddress}",
        "--ip=127.0.0.1",
        $"--port={port}",
        $"--work_dir={cluster.At("agent")}",
        $"--runtime_dir={cluster.At("agent-run")}",
        "--resources=cpus:4;mem:4096;disk:4096;ports:[31000-31100]");
}
