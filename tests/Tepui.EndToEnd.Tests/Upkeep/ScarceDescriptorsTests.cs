using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Net.Sockets;
using Mesos.V1;
using Tepui.EndToEnd.Tests.Harness;
using Tepui.Testing.Hosts;
using Task = System.Threading.Tasks.Task;

namespace Tepui.EndToEnd.Tests.Upkeep;

/// <summary>An agent that may open no further file.</summary>
public class ScarceDescriptorsTests
{
    [RootFact]
    public async Task Without_file_descriptors_the_agent_goes_on_and_answers_again_once_there_are_some()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        var port = FreePort.Take();
        var agent = await cluster.StartAgentAsync(port);
        await using var framework = TestFramework.Start(cluster.MasterAddress);
        framework.Launch("before", "true");
        await framework.WaitForAsync("before", TaskState.TaskFinished);

        await LimitAsync(agent.Pid, Directory.GetFileSystemEntries($"/proc/{agent.Pid}/fd").Length);
        var clients = new List<TcpClient>();
        for (var i = 0; i < 20; i++)
        {
            var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port);
            clients.Add(client);
        }

        // What is under way needs none; what does fails with a reason, and nothing ends.
        framework.Launch("plain", "true");
        await framework.WaitForAsync("plain", TaskState.TaskFinished);
        var fetching = new TaskInfo { Name = "f", TaskId = new TaskID { Value = "fetching" }, Command = new CommandInfo { Value = "true" } };
        fetching.Command.Uris.Add(new CommandInfo.Types.URI { Value = "/bin/true" });
        framework.Launch(fetching);
        (await framework.WaitForAsync("fetching", TaskState.TaskFailed)).Reason
            .ShouldBe(Mesos.V1.TaskStatus.Types.Reason.ContainerLaunchFailed, agent.Report());
        agent.HasExited.ShouldBeFalse(agent.Report());

        foreach (var client in clients)
            client.Dispose();
        await LimitAsync(agent.Pid, 1024);
        await Http.WaitUntilAnswersAsync($"http://127.0.0.1:{port}/health", agent);
        framework.Launch("after", "true");
        await framework.WaitForAsync("after", TaskState.TaskFinished);
    }

    /// <summary>The soft limit only, which may be raised again.</summary>
    private static async Task LimitAsync(int pid, int files)
    {
        using var process = Process.Start("prlimit", ["--pid", Text(pid), $"--nofile={Text(files)}:"]);
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
