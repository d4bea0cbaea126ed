using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Mesos.V1;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Agent.Tests.Options;

/// <summary>What flags do to an agent that runs.</summary>
public sealed class AgentOptionsInUseTests
{
    [Fact]
    public async Task A_task_finds_what_executors_are_told()
    {
        await using AgentFixture agent = await AgentFixture.StartAsync(options =>
        {
            options.ExecutorEnvironmentVariables = """{"OWN":"1","PATH":"/usr/bin:/bin"}""";
            options.ExecutorShutdownGracePeriod = TimeSpan.FromSeconds(7);
        });
        agent.Master.Run("t", "env", checkpoint: true);
        await agent.Master.StatusAsync("t", TaskState.TaskFinished);

        string[] variables = await File.ReadAllLinesAsync(Directory.EnumerateFiles(agent.WorkDirectory, "stdout", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        }).Single());

        variables.ShouldContain("OWN=1");
        variables.ShouldContain("PATH=/usr/bin:/bin");
        variables.ShouldContain("LIBPROCESS_IP=127.0.0.1");
        variables.ShouldContain("LIBPROCESS_PORT=0");
        variables.ShouldContain($"MESOS_SLAVE_PID=slave(1)@127.0.0.1:{agent.Agent.Port}");
        variables.ShouldContain($"MESOS_AGENT_ENDPOINT=127.0.0.1:{agent.Agent.Port}");
        variables.ShouldContain("MESOS_HTTP_COMMAND_EXECUTOR=0");
        variables.ShouldContain("MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD=7secs");
        variables.ShouldContain("MESOS_SUBSCRIPTION_BACKOFF_MAX=2secs");
    }

    [Fact]
    public async Task A_domain_is_told_to_the_master_and_shown()
    {
        const string Domain = """{"fault_domain":{"region":{"name":"eu"},"zone":{"name":"rack2"}}}""";
        await using AgentFixture agent = await AgentFixture.StartAsync(options => options.Domain = Domain);

        JsonNode state = JsonNode.Parse(await agent.GetAsync("/state"))!;
        agent.Registration.Agent.Domain.FaultDomain.Zone.Name.ShouldBe("rack2");
        state["domain"]!.ToJsonString().ShouldBe(Domain);
    }

    [Fact]
    public async Task The_state_is_as_the_flags_say()
    {
        string runtime = Directory.CreateTempSubdirectory("tepui-run-").FullName;
        try
        {
            await using AgentFixture agent = await AgentFixture.StartAsync(options =>
            {
                options.Hostname = "named.example";
                options.DefaultRole = "ads";
                options.RuntimeDirectory = runtime;
                options.MaxCompletedExecutorsPerFramework = 1;
                options.FrameworksHome = "/opt/frameworks";
                options.DockerKillOrphans = false;
            });
            agent.Master.Run("first", "true");
            await agent.Master.StatusAsync("first", TaskState.TaskFinished);
            agent.Master.Run("second", "true");
            await agent.Master.StatusAsync("second", TaskState.TaskFinished);

            JsonNode state = JsonNode.Parse(await agent.GetAsync("/state"))!;

            ((string)state["hostname"]!).ShouldBe("named.example");
            ((string)state["flags"]!["frameworks_home"]!).ShouldBe("/opt/frameworks");
            ((string)state["flags"]!["docker_kill_orphans"]!).ShouldBe("false");
            state["completed_frameworks"]!.AsArray().Concat(state["frameworks"]!.AsArray())
                .Sum(framework => framework!["completed_executors"]!.AsArray().Count).ShouldBe(1);
            ((double)state["reserved_resources"]!["ads"]!["cpus"]!).ShouldBe(4);
            Directory.EnumerateFileSystemEntries(runtime).ShouldNotBeEmpty();
        }
        finally
        {
            Directory.Delete(runtime, recursive: true);
        }
    }
}
