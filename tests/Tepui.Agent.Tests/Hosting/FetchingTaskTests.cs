using System.IO;
using System.Net;
using System.Net.Sockets;
using Mesos.V1;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.Agent.Tests.Hosting;

/// <summary>Tasks that need something fetched first, on a whole agent.</summary>
public sealed class FetchingTaskTests
{
    [Fact]
    public async Task A_task_runs_what_was_fetched_for_it()
    {
        using var home = new TemporaryFolder();
        await File.WriteAllTextAsync(home.At("tool.sh"), "#!/bin/sh\nexit 7\n");
        await using AgentFixture agent = await AgentFixture.StartAsync(options => options.FrameworksHome = home.At("."));

        agent.Master.Run("t", "./bin/tool", change: task => task.Command.Uris.Add(
            new CommandInfo.Types.URI { Value = "tool.sh", Executable = true, OutputFile = "bin/tool" }));

        (await agent.Master.StatusAsync("t", TaskState.TaskFailed)).Message.ShouldBe("Command exited with status 7");
    }

    [Fact]
    public async Task What_is_cached_is_fetched_once_and_shown_in_metrics()
    {
        using var home = new TemporaryFolder();
        await File.WriteAllTextAsync(home.At("data"), "text");
        await using AgentFixture agent = await AgentFixture.StartAsync(options => options.FetcherCacheDirectory = home.At("cache"));
        for (int i = 0; i < 2; i++)
        {
            agent.Master.Run("t" + i, "test \"$(cat data)\" = text", change: task => task.Command.Uris.Add(
                new CommandInfo.Types.URI { Value = home.At("data"), Cache = true }));
            await agent.Master.StatusAsync("t" + i, TaskState.TaskFinished);
            File.Delete(home.At("data"));
        }

        string metrics = await agent.GetAsync("/metrics/snapshot");
        metrics.ShouldContain("\"containerizer/fetcher/task_fetches_succeeded\":2");
        metrics.ShouldContain("\"containerizer/fetcher/cache_size_used_bytes\":4");
    }

    [Fact]
    public async Task A_server_that_hangs_fails_the_task_after_the_stall_timeout()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        await using AgentFixture agent = await AgentFixture.StartAsync(options => options.FetcherStallTimeout = System.TimeSpan.FromSeconds(1));

        agent.Master.Run("t", "true", change: task => task.Command.Uris.Add(
            new CommandInfo.Types.URI { Value = $"http://127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}/x" }));

        TaskStatus failed = await agent.Master.StatusAsync("t", TaskState.TaskFailed);
        failed.Reason.ShouldBe(TaskStatus.Types.Reason.ContainerLaunchFailed);
        failed.Message.ShouldContain("/x");
    }
}
