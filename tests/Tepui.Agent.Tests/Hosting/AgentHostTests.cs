using System;
using System.IO;
using System.Linq;
using Mesos.V1;
using Microsoft.Extensions.Logging.Abstractions;
using Tepui.Agent.Hosting;
using Tepui.Agent.Links;
using Tepui.Agent.Options;
using Tepui.Internal.V1;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.Agent.Tests.Hosting;

public sealed class AgentHostTests
{
    [Fact]
    public async Task A_task_runs_in_its_sandbox_and_its_output_can_be_read()
    {
        await using AgentFixture agent = await AgentFixture.StartAsync();

        agent.Master.Run("ct:1:a b", "echo hello; pwd; echo $MESOS_SANDBOX; echo oops >&2; exit 3");
        TaskStatus running = await agent.Master.StatusAsync("ct:1:a b", TaskState.TaskRunning);
        TaskStatus failed = await agent.Master.StatusAsync("ct:1:a b", TaskState.TaskFailed);

        failed.Message.ShouldBe("Command exited with status 3");
        string runs = Path.Combine(agent.WorkDirectory, "slaves/S0/frameworks/F/executors/ct:1:a b/runs");
        string sandbox = Path.Combine(runs, running.ContainerStatus.ContainerId.Value);
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(runs, "latest/stdout"));
        lines.ShouldBe(["hello", sandbox, sandbox]);
        (await File.ReadAllTextAsync(Path.Combine(sandbox, "stderr"))).ShouldBe("oops\n");
        new System.IO.FileInfo(Path.Combine(runs, "latest")).LinkTarget.ShouldBe(sandbox);
    }

    [Fact]
    public async Task An_executable_gets_its_whole_argv()
    {
        await using AgentFixture agent = await AgentFixture.StartAsync();

        agent.Master.Run("t", "/bin/sh", change: task =>
        {
            task.Command.Shell = false;
            task.Command.Arguments.AddRange(["zero", "-c", "echo $0"]);
        });
        TaskStatus finished = await agent.Master.StatusAsync("t", TaskState.TaskFinished);

        string sandbox = Path.Combine(
            agent.WorkDirectory, "slaves/S0/frameworks/F/executors/t/runs", finished.ContainerStatus.ContainerId.Value);
        (await File.ReadAllTextAsync(Path.Combine(sandbox, "stdout"))).ShouldBe("zero\n");
    }

    [Fact]
    public async Task What_is_fetched_is_there_before_the_command_starts()
    {
        var fetcher = new ScriptedFetcher(hangs: false);
        await using AgentFixture agent = await AgentFixture.StartAsync(
            host: new AgentHostOptions { Logger = NullLogger.Instance, Fetcher = fetcher });

        agent.Master.Run("t", "test -e fetched", change: task => task.Command.Uris.Add(new CommandInfo.Types.URI { Value = "http://x/fetched" }));

        await agent.Master.StatusAsync("t", TaskState.TaskFinished);
    }

    [Fact]
    public async Task A_task_killed_while_it_is_fetched_ends_at_once()
    {
        var fetcher = new ScriptedFetcher(hangs: true);
        await using AgentFixture agent = await AgentFixture.StartAsync(
            host: new AgentHostOptions { Logger = NullLogger.Instance, Fetcher = fetcher });
        agent.Master.Run("t", "true", change: task => task.Command.Uris.Add(new CommandInfo.Types.URI { Value = "http://x/never" }));
        await fetcher.Begun.Task.WaitAsync(TimeSpan.FromSeconds(30));

        agent.Master.Kill("t");

        TaskStatus killed = await agent.Master.StatusAsync("t", TaskState.TaskKilled);
        killed.Reason.ShouldBe(TaskStatus.Types.Reason.TaskKilledDuringLaunch);
    }

    [Fact]
    public async Task A_command_that_cannot_start_fails_with_what_to_do()
    {
        await using AgentFixture agent = await AgentFixture.StartAsync();

        agent.Master.Run("t", "no-such-program", change: task => task.Command.Shell = false);
        TaskStatus failed = await agent.Master.StatusAsync("t", TaskState.TaskFailed);

        failed.Reason.ShouldBe(TaskStatus.Types.Reason.ContainerLaunchFailed);
        failed.Message.ShouldContain("no-such-program");
    }

    [Fact]
    public async Task A_killed_task_dies_with_all_its_processes()
    {
        await using AgentFixture agent = await AgentFixture.StartAsync();
        agent.Master.Run("t", "sleep 600 & sleep 600; wait");
        await agent.Master.StatusAsync("t", TaskState.TaskRunning);

        agent.Master.Kill("t");

        (await agent.Master.StatusAsync("t", TaskState.TaskKilled)).Message.ShouldBe("Command terminated with signal Terminated");
    }

    [Fact]
    public async Task A_restarted_agent_goes_on_with_its_tasks()
    {
        await using AgentFixture agent = await AgentFixture.StartAsync();
        agent.Master.Run("goes-on", "while [ ! -e stop ]; do sleep 0.02; done; exit 4");
        agent.Master.Run("ends-meanwhile", "while [ ! -e stop ]; do sleep 0.02; done; exit 5");
        TaskStatus first = await agent.Master.StatusAsync("goes-on", TaskState.TaskRunning);
        await agent.Master.StatusAsync("ends-meanwhile", TaskState.TaskRunning);

        await agent.StopAgentAsync();
        await File.WriteAllTextAsync(Stop(agent, "ends-meanwhile"), "");
        await agent.StartAgentAsync();
        ReregisterAgent again = (await agent.Master.NextAsync(frame => frame.ReregisterAgent is not null)).ReregisterAgent;
        TaskStatus ended = await agent.Master.StatusAsync("ends-meanwhile", TaskState.TaskFailed);
        await File.WriteAllTextAsync(Stop(agent, "goes-on"), "");
        TaskStatus later = await agent.Master.StatusAsync("goes-on", TaskState.TaskFailed);

        again.Agent.Id.Value.ShouldBe("S0");
        again.TasksBytes.Count.ShouldBe(2);
        ended.Message.ShouldBe("Command exited with status 5");
        later.Message.ShouldBe("Command exited with status 4");
        later.ContainerStatus.ExecutorPid.ShouldBe(first.ContainerStatus.ExecutorPid);
    }

    [Fact]
    public async Task A_lost_link_comes_up_again_with_the_same_agent()
    {
        await using AgentFixture agent = await AgentFixture.StartAsync();
        int port = agent.Master.Port;
        agent.Master.Run("shows-that-the-agent-is-registered", "true");
        await agent.Master.StatusAsync("shows-that-the-agent-is-registered", TaskState.TaskFinished);

        await agent.Master.DisposeAsync();
        await using ScriptedMaster next = await ScriptedMaster.StartAsync(port);

        (await next.NextAsync(frame => frame.ReregisterAgent is not null)).ReregisterAgent.Agent.Id.Value.ShouldBe("S0");
    }

    [Fact]
    public async Task Agents_of_one_process_share_a_connection()
    {
        await using ScriptedMaster master = await ScriptedMaster.StartAsync();
        await using var links = new AgentLinks();
        using var folder = new TemporaryFolder();
        AgentHost[] agents = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => AgentHost.StartAsync(
            new AgentOptions { Master = "127.0.0.1:" + master.Port, Port = 0, WorkDirectory = folder.At("a" + i), Resources = "cpus:1;mem:1;disk:1" },
            new AgentHostOptions { Logger = NullLogger.Instance, Links = links, DieWithAgent = true })));

        for (int i = 0; i < agents.Length; i++)
            await master.NextAsync(frame => frame.RegisterAgent is not null);

        master.Links.ShouldBe(1);
        foreach (AgentHost agent in agents)
            await agent.DisposeAsync();
    }

    [Fact]
    public async Task A_closed_channel_of_a_shared_connection_is_a_lost_link_of_one_agent_only()
    {
        await using ScriptedMaster master = await ScriptedMaster.StartAsync();
        await using var links = new AgentLinks();
        using var folder = new TemporaryFolder();
        AgentHost[] agents = await Task.WhenAll(Enumerable.Range(0, 2).Select(i => AgentHost.StartAsync(
            new AgentOptions
            {
                Master = "127.0.0.1:" + master.Port,
                Port = 0,
                WorkDirectory = folder.At("a" + i),
                Resources = "cpus:1;mem:1;disk:1",
                RegistrationBackoffFactor = TimeSpan.FromMilliseconds(1),
            },
            new AgentHostOptions { Logger = NullLogger.Instance, Links = links, DieWithAgent = true })));
        await master.NextAsync(frame => frame.RegisterAgent is not null);
        uint second = (await master.NextAsync(frame => frame.RegisterAgent is not null)).Channel;

        // Sent to the one that registered last: it comes back over the same connection.
        master.Send(new AgentLinkFrame { ChannelClosed = new ChannelClosed() });
        AgentLinkFrame again = await master.NextAsync(frame => frame.ReregisterAgent is not null);

        again.ReregisterAgent.Agent.Id.Value.ShouldBe("S1");
        again.Channel.ShouldNotBe(second);
        master.Links.ShouldBe(1);

        // And the master is told of an agent that ends while another goes on.
        foreach (AgentHost agent in agents)
            await agent.DisposeAsync();
        (await master.NextAsync(frame => frame.ChannelClosed is not null)).Channel.ShouldNotBe(second);
    }

    [Fact]
    public async Task A_work_dir_in_use_is_refused_in_one_line()
    {
        await using AgentFixture agent = await AgentFixture.StartAsync();
        var options = new AgentOptions { Master = "127.0.0.1:1", Port = 0, WorkDirectory = agent.WorkDirectory };

        AgentStartException refused = await Should.ThrowAsync<AgentStartException>(() => AgentHost.StartAsync(options));

        refused.Message.ShouldContain("another agent runs in");
    }

    [Fact]
    public async Task A_port_in_use_is_refused_in_one_line()
    {
        await using AgentFixture agent = await AgentFixture.StartAsync();
        using var folder = new TemporaryFolder();
        var options = new AgentOptions { Master = "127.0.0.1:1", Port = agent.Agent.Port, WorkDirectory = folder.Path };

        AgentStartException refused = await Should.ThrowAsync<AgentStartException>(() => AgentHost.StartAsync(
            options, new AgentHostOptions { DieWithAgent = true }));

        refused.Message.ShouldContain("--port");
    }

    private static string Stop(AgentFixture agent, string task) =>
        Path.Combine(agent.WorkDirectory, "slaves/S0/frameworks/F/executors", task, "runs/latest/stop");
}
