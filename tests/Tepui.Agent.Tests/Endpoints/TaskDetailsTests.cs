using System.Text.Json.Nodes;
using Mesos.V1;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Agent.Tests.Endpoints;

/// <summary>What a framework says of a task for others to read: labels, discovery, networks, on the way from its launch to those who ask.</summary>
public sealed class TaskDetailsTests
{
    [Fact]
    public async Task Labels_discovery_and_networks_of_a_task_are_told_as_they_were_given()
    {
        await using AgentFixture agent = await AgentFixture.StartAsync();
        agent.Master.Run("t", "sleep 600", change: task =>
        {
            task.Labels = new Labels { Labels_ = { new Label { Key = "team", Value = "a" }, new Label { Key = "bare" } } };
            task.Discovery = new DiscoveryInfo
            {
                Visibility = DiscoveryInfo.Types.Visibility.External,
                Name = "web",
                Environment = "prod",
                Ports = new Ports { Ports_ = { new Port { Number = 80, Name = "http", Protocol = "tcp", Visibility = DiscoveryInfo.Types.Visibility.Cluster } } },
                Labels = new Labels { Labels_ = { new Label { Key = "zone", Value = "b" } } },
            };
            task.Container = new ContainerInfo
            {
                Type = ContainerInfo.Types.Type.Mesos,
                NetworkInfos = { new NetworkInfo { Labels = new Labels { Labels_ = { new Label { Key = "net", Value = "n" } } } } },
            };
        });
        await agent.Master.StatusAsync("t", TaskState.TaskRunning);

        JsonNode state = JsonNode.Parse(await agent.GetAsync("/state"))!["frameworks"]![0]!["executors"]![0]!["tasks"]![0]!;
        JsonNode task = JsonNode.Parse(await agent.PostAsync("""{"type":"GET_TASKS"}"""))!["get_tasks"]!["launched_tasks"]![0]!;

        const string Discovery = """{"visibility":"EXTERNAL","name":"web","environment":"prod","ports":{"ports":[{"number":80,"name":"http","protocol":"tcp","visibility":"CLUSTER"}]},"labels":{"labels":[{"key":"zone","value":"b"}]}}""";
        const string Container = """{"type":"MESOS","network_infos":[{"labels":{"labels":[{"key":"net","value":"n"}]}}]}""";
        state["labels"]!.ToJsonString().ShouldBe("""[{"key":"team","value":"a"},{"key":"bare"}]""");
        state["discovery"]!.ToJsonString().ShouldBe(Discovery);
        state["container"]!.ToJsonString().ShouldBe(Container);
        task["labels"]!.ToJsonString().ShouldBe("""{"labels":[{"key":"team","value":"a"},{"key":"bare"}]}""");
        task["discovery"]!.ToJsonString().ShouldBe(Discovery);
        task["container"]!.ToJsonString().ShouldBe(Container);
    }
}
