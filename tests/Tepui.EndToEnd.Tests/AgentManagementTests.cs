using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Client.Schedulers;
using Tepui.EndToEnd.Tests.Harness;
using Task = System.Threading.Tasks.Task;

namespace Tepui.EndToEnd.Tests;

/// <summary>What operators do with agents and quotas, with real masters, agents and tasks.</summary>
public class AgentManagementTests
{
    private const string Role = "ads";

    [Fact]
    public async Task A_drain_kills_the_tasks_also_by_the_agents_next_process_and_a_reactivated_agent_is_offered_again()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        var port = FreePort.Take();
        var agent = await cluster.StartAgentAsync(port);
        await using var framework = OfferFramework.Start(cluster.MasterAddress, Role);
        var offer = await LaunchAsync(framework, "stubborn", "trap '' TERM; while true; do sleep 0.1; done");
        await framework.StatusAsync("stubborn", TaskState.TaskRunning);

        await OperateAsync(cluster, "DRAIN_AGENT", $$"""{"agent_id": {"value": "{{offer.AgentId.Value}}"}, "max_grace_period": {"seconds": 2} }""");
        await Http.UntilAsync(
            async () => (await Http.GetJsonAsync($"http://127.0.0.1:{port}/slave(1)/state"))["drain_config"] is not null,
            () => "the agent does not drain\n" + agent.Report());
        agent.Kill();
        await agent.WaitForExitAsync();
        agent = await cluster.StartAgentAsync(port);
        var killed = await framework.StatusAsync("stubborn", TaskState.TaskKilled);

        killed.Reason.ShouldBe(Mesos.V1.TaskStatus.Types.Reason.AgentDraining, agent.Report());
        await Http.UntilAsync(
            async () => (await SlaveAsync(cluster))["drain_info"]?["state"]?.GetValue<string>() == "DRAINED", () => "it is not drained");
        framework.Held.ShouldBe(0);
        await OperateAsync(cluster, "REACTIVATE_AGENT", $$"""{"agent_id": {"value": "{{offer.AgentId.Value}}"} }""");
        (await framework.OfferAsync()).AgentId.ShouldBe(offer.AgentId);
    }

    [Fact]
    public async Task An_agent_that_is_marked_gone_ends_with_its_tasks()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        var agent = await cluster.StartAgentAsync(FreePort.Take());
        await using var framework = OfferFramework.Start(cluster.MasterAddress, Role, FrameworkInfo.Types.Capability.Types.Type.PartitionAware);
        var offer = await LaunchAsync(framework, "t", "sleep 1000");
        await framework.StatusAsync("t", TaskState.TaskRunning);

        await OperateAsync(cluster, "MARK_AGENT_GONE", $$"""{"agent_id": {"value": "{{offer.AgentId.Value}}"} }""");

        await framework.StatusAsync("t", TaskState.TaskGoneByOperator);
        await agent.WaitForExitAsync();
        (await Http.GetJsonAsync($"{cluster.MasterUrl}/slaves"))["slaves"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_machine_goes_down_for_maintenance_and_comes_up_again()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        var port = FreePort.Take();
        var agent = await cluster.StartAgentAsync(port);
        await using var framework = OfferFramework.Start(cluster.MasterAddress, Role);
        var first = (await framework.OfferAsync()).AgentId;
        var machine = $$"""{"hostname": "{{(await SlaveAsync(cluster))["hostname"]}}", "ip": "127.0.0.1"}""";

        await PostAsync(
            $"{cluster.MasterUrl}/maintenance/schedule",
            $$"""{"windows": [{"machine_ids": [{{machine}}], "unavailability": {"start": {"nanoseconds": 4102444800000000000} } }]}""");
        (await framework.OfferAsync(offer => offer.Unavailability is not null)).Unavailability.Start.Nanoseconds.ShouldBe(4102444800000000000);
        await PostAsync($"{cluster.MasterUrl}/machine/down", $"[{machine}]");
        await agent.WaitForExitAsync();
        await PostAsync($"{cluster.MasterUrl}/machine/up", $"[{machine}]");
        await cluster.StartAgentAsync(port);

        var again = await framework.OfferAsync(offer => offer.AgentId.Value != first.Value);
        again.Unavailability.ShouldBeNull();
    }

    [Fact]
    public async Task A_roles_quota_limits_what_it_is_offered()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        await OperateAsync(cluster, "UPDATE_QUOTA", """{"quota_configs": [{"role": "ads", "limits": {"cpus": {"value": 1}, "mem": {"value": 256} } }]}""");
        await cluster.StartAgentAsync(FreePort.Take());
        await using var framework = OfferFramework.Start(cluster.MasterAddress, Role);

        var offer = await framework.OfferAsync();

        OfferFramework.Sum(offer, "cpus").ShouldBe(1);
        OfferFramework.Sum(offer, "mem").ShouldBe(256);
        OfferFramework.Sum(offer, "disk").ShouldBe(4096);
    }

    [Fact]
    public async Task An_agent_of_another_region_is_offered_to_frameworks_that_know_of_regions_alone()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync("--domain=" + Domain("eu"));
        await cluster.StartAgentAsync(FreePort.Take(), "agent", "--resources=cpus:2;mem:256;disk:256;ports:[31000-31100]", "--domain=" + Domain("us"));
        await using var unaware = OfferFramework.Start(cluster.MasterAddress, "eng");
        await using var aware = OfferFramework.Start(cluster.MasterAddress, Role, FrameworkInfo.Types.Capability.Types.Type.RegionAware);

        var offer = await aware.OfferAsync();

        offer.Domain.FaultDomain.Region.Name.ShouldBe("us");
        unaware.Held.ShouldBe(0);
    }

    private static string Domain(string region) =>
        """{"fault_domain": {"region": {"name": "REGION"}, "zone": {"name": "z"} } }""".Replace("REGION", region);

    private static async Task<Offer> LaunchAsync(OfferFramework framework, string id, string command)
    {
        var offer = await framework.OfferAsync();
        framework.Accept(offer, OfferOperations.Launch(
            OfferFramework.Command(offer, id, command, ResourceDescriptions.Of("cpus", 0.1), ResourceDescriptions.Of("mem", 32))));
        return offer;
    }

    private static async Task<JsonNode> SlaveAsync(Cluster cluster) =>
        (await Http.GetJsonAsync($"{cluster.MasterUrl}/slaves"))["slaves"]!.AsArray().Single()!;

    private static Task OperateAsync(Cluster cluster, string type, string call) => PostAsync(
        $"{cluster.MasterUrl}/api/v1", $$"""{"type": "{{type}}", "{{type.ToLowerInvariant()}}": {{call}} }""");

    private static async Task PostAsync(string url, string body)
    {
        var (status, answer) = await Http.PostAsync(url, "application/json", Encoding.UTF8.GetBytes(body));
        status.ShouldBe(200, answer);
    }
}
