using System;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Microsoft.Extensions.Logging.Abstractions;
using Tepui.Agent.Hosting;
using Tepui.Agent.Options;
using Tepui.Internal.V1;
using Tepui.Testing.ZooKeeper;
using Tepui.ZooKeeper;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Agent.Tests.Hosting;

/// <summary>A real agent with --master=zk://, real links to masters, and an ensemble in memory.</summary>
public sealed class ElectedMasterTests
{
    private const string Url = "zk://user:sesame@h1:2181/mesos";

    private readonly FakeZooKeeper _zooKeeper = new(TimeProvider.System);

    [Fact]
    public async Task An_agent_goes_from_leader_to_leader_with_its_tasks()
    {
        await using AgentFixture agent = await StartAsync();
        agent.Registration.Term.ShouldBeGreaterThan(0);
        (await StateAsync(agent))["master_hostname"]!.GetValue<string>().ShouldBe("first.example");
        agent.Master.Run("t", "sleep 1000");
        await agent.Master.StatusAsync("t", TaskState.TaskRunning);

        await using ScriptedMaster second = await ScriptedMaster.StartAsync();
        Write(2, second.Port, "second.example");
        _zooKeeper.Delete(Node(1));

        ReregisterAgent again = (await second.NextAsync(frame => frame.ReregisterAgent is not null)).ReregisterAgent;
        again.Term.ShouldBeGreaterThan(agent.Registration.Term);
        again.TasksBytes.Count.ShouldBe(1);
        second.Kill("t");
        await second.StatusAsync("t", TaskState.TaskKilled);
        (await StateAsync(agent))["master_hostname"]!.GetValue<string>().ShouldBe("second.example");
    }

    [Fact]
    public async Task Without_a_leader_an_agent_goes_on_and_shows_none()
    {
        await using AgentFixture agent = await StartAsync();
        agent.Master.Run("t", "sleep 1000");
        await agent.Master.StatusAsync("t", TaskState.TaskRunning);

        _zooKeeper.Delete(Node(1));

        JsonNode state = await StateWithoutMasterAsync(agent);
        state["flags"]!["master"]!.GetValue<string>().ShouldNotContain("sesame");
        state["frameworks"]![0]!["executors"]![0]!["tasks"]![0]!["state"]!.GetValue<string>().ShouldBe("TASK_RUNNING");
        Write(2, agent.Master.Port, "first.example");
        await agent.Master.NextAsync(frame => frame.ReregisterAgent is not null);
    }

    [Fact]
    public async Task Refused_credentials_end_the_agent()
    {
        _zooKeeper.Fault = (_, _) => ZooKeeperError.NotAuthorized;
        using var folder = new TemporaryFolder();
        await using AgentHost agent = await AgentHost.StartAsync(
            new AgentOptions { Master = Url, Port = 0, WorkDirectory = folder.At("work"), Resources = "cpus:1;mem:64;disk:64;ports:[1-2]" },
            new AgentHostOptions { Logger = NullLogger.Instance, ZooKeeper = _zooKeeper.Open });

        (await agent.Ended.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeTrue();
    }

    /// <summary>What was seen in ZooKeeper comes to the agent a moment later.</summary>
    private static async Task<JsonNode> StateWithoutMasterAsync(AgentFixture agent)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            patience.Token.ThrowIfCancellationRequested();
            JsonNode state = await StateAsync(agent);
            if (state["master_hostname"] is null)
                return state;
        }
    }

    private static async Task<JsonNode> StateAsync(AgentFixture agent) => JsonNode.Parse(await agent.GetAsync("/state"))!;

    private static string Node(int number) => string.Create(CultureInfo.InvariantCulture, $"/mesos/json.info_{number:D10}");

    private Task<AgentFixture> StartAsync() => AgentFixture.StartAsync(
        options =>
        {
            Write(1, int.Parse(options.Master!.Split(':')[1], CultureInfo.InvariantCulture), "first.example");
            options.Master = Url;
        },
        new AgentHostOptions { Logger = NullLogger.Instance, ZooKeeper = _zooKeeper.Open });

    private void Write(int number, int port, string hostname) => _zooKeeper.Write(
        Node(number),
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"address":{"hostname":"{{hostname}}","ip":"127.0.0.1","port":{{port}}},"hostname":"{{hostname}}","id":"m","ip":16777343,"port":{{port}}}"""));
}
