using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Client.Schedulers;
using Tepui.EndToEnd.Tests.Harness;
using Task = System.Threading.Tasks.Task;

namespace Tepui.EndToEnd.Tests;

/// <summary>Reservations and persistent volumes, by the SDK and by an operator's requests, with real masters and agents.</summary>
public class ReservationTests
{
    private const string Role = "ads";

    [Fact]
    public async Task Reserve_create_and_launch_go_in_one_accept_and_a_later_task_reads_the_file_also_after_kill_9_of_the_agent()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        var port = FreePort.Take();
        var agent = await cluster.StartAgentAsync(port);
        await using var framework = OfferFramework.Start(cluster.MasterAddress, Role);
        var (cpus, disk) = (ResourceDescriptions.Of("cpus", 0.5), ResourceDescriptions.Of("disk", 64).ReservedFor(Role));
        var volume = disk.AsVolume("files", "data");

        var offer = await framework.OfferAsync();
        framework.Accept(
            offer,
            OfferOperations.Reserve(disk).WithId("reserve"),
            OfferOperations.Create(volume).WithId("create"),
            OfferOperations.Launch(OfferFramework.Command(offer, "writes", "echo kept > data/file", cpus, volume)));
        await framework.StatusAsync("writes", TaskState.TaskFinished);
        (await framework.OperationAsync("reserve")).State.ShouldBe(OperationState.OperationFinished);
        (await framework.OperationAsync("create")).State.ShouldBe(OperationState.OperationFinished);

        agent.Kill();
        await agent.WaitForExitAsync();
        agent = await cluster.StartAgentAsync(port);
        offer = await framework.OfferAsync(offered => offered.Resources.Any(resource => resource.Disk?.Persistence?.Id == "files"));
        framework.Accept(offer, OfferOperations.Launch(OfferFramework.Command(offer, "reads", "grep -x kept data/file", cpus, volume)));
        await framework.StatusAsync("reads", TaskState.TaskFinished, TaskState.TaskFailed);
        (await framework.StatusAsync("reads", TaskState.TaskFinished, TaskState.TaskFailed)).State.ShouldBe(TaskState.TaskFinished, agent.Report());
        var directory = cluster.At("agent/volumes/roles/ads/files");
        File.Exists(Path.Combine(directory, "file")).ShouldBeTrue();

        offer = await framework.OfferAsync(offered => offered.Resources.Any(resource => resource.Disk?.Persistence?.Id == "files"));
        framework.Accept(offer, OfferOperations.Destroy(volume).WithId("destroy"), OfferOperations.Unreserve(disk).WithId("unreserve"));
        (await framework.OperationAsync("destroy")).State.ShouldBe(OperationState.OperationFinished);
        (await framework.OperationAsync("unreserve")).State.ShouldBe(OperationState.OperationFinished);
        Directory.Exists(directory).ShouldBeFalse();
        var slaves = await Http.GetJsonAsync($"{cluster.MasterUrl}/slaves");
        slaves["slaves"]![0]!["reserved_resources"]!.AsObject().Count.ShouldBe(0);
    }

    [Fact]
    public async Task An_operator_reserves_eight_and_takes_back_three_as_documented_also_of_the_next_master()
    {
        await using var cluster = new Cluster();
        var master = await cluster.StartMasterAsync();
        var port = FreePort.Take();
        await cluster.StartAgentAsync(port, "agent", "--resources=cpus:10;mem:512;disk:512;ports:[31000-31100]");
        var slave = await RegisteredAsync(cluster);

        (await FormAsync($"{cluster.MasterUrl}/master/reserve", slave, "resources", Cpus(8))).Status.ShouldBe(202);
        (await FormAsync($"{cluster.MasterUrl}/master/unreserve", slave, "resources", Cpus(3))).Status.ShouldBe(202);
        (await FormAsync($"{cluster.MasterUrl}/master/create-volumes", slave, "volumes", """
            [{"name":"disk","type":"SCALAR","scalar":{"value":64},"role":"ads","reservation":{"principal":"ops"},
              "disk":{"persistence":{"id":"files","principal":"ops"},"volume":{"mode":"RW","container_path":"data"}}}]
            """)).ShouldSatisfyAllConditions(
                answer => answer.Status.ShouldBe(409),
                answer => answer.Body.ShouldNotBeEmpty());

        JsonNode? reserved = null;
        await Http.UntilAsync(
            async () => (reserved = (await Http.GetJsonAsync($"http://127.0.0.1:{port}/slave(1)/state"))["reserved_resources"]![Role])
                ?["cpus"]?.GetValue<double>() == 5,
            () => $"the agent has {reserved}");
        var seen = (await Http.GetJsonAsync($"{cluster.MasterUrl}/slaves"))["slaves"]![0]!;
        seen["reserved_resources"]![Role]!["cpus"]!.GetValue<double>().ShouldBe(5);
        seen["unreserved_resources"]!["cpus"]!.GetValue<double>().ShouldBe(5);
        seen["reserved_resources_full"]![Role]![0]!["reservation"]!["principal"]!.GetValue<string>().ShouldBe("ops");
        (await FormAsync($"{cluster.MasterUrl}/master/unreserve", slave, "resources", Cpus(6))).Status.ShouldBe(409);

        master.Kill();
        await master.WaitForExitAsync();
        await cluster.StartMasterAsync();
        (await RegisteredAsync(cluster)).ShouldBe(slave);
        (await Http.GetJsonAsync($"{cluster.MasterUrl}/slaves"))["slaves"]![0]!["reserved_resources"]![Role]!["cpus"]!.GetValue<double>().ShouldBe(5);
    }

    [Fact]
    public async Task What_is_reserved_by_flags_is_offered_to_its_role_alone()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        var port = FreePort.Take();
        await cluster.StartAgentAsync(port, "agent", "--resources=cpus(ads):8;cpus:1;mem:512;disk(*):256;ports:[31000-31100]", "--default_role=eng");
        await using var ads = OfferFramework.Start(cluster.MasterAddress, Role);
        var offer = await ads.OfferAsync();

        offer.Resources.Where(resource => resource.Name != "disk").ShouldAllBe(resource => resource.Reservations[0].Role == Role);
        OfferFramework.Sum(offer, "cpus").ShouldBe(8);
        await using var eng = OfferFramework.Start(cluster.MasterAddress, "eng");
        ads.Accept(offer);
        var other = await eng.OfferAsync();
        OfferFramework.Sum(other, "cpus").ShouldBe(1);
        OfferFramework.Sum(other, "mem").ShouldBe(512);
        var state = await Http.GetJsonAsync($"http://127.0.0.1:{port}/slave(1)/state");
        state["reserved_resources"]!["ads"]!["cpus"]!.GetValue<double>().ShouldBe(8);
        state["reserved_resources"]!["eng"]!["ports"]!.GetValue<string>().ShouldBe("[31000-31100]");
        state["unreserved_resources"]!["cpus"]!.GetValue<double>().ShouldBe(0);
        state["unreserved_resources"]!["disk"]!.GetValue<double>().ShouldBe(256);
    }

    private static string Cpus(int amount) =>
        """[{"name":"cpus","type":"SCALAR","scalar":{"value":AMOUNT},"role":"ads","reservation":{"principal":"ops"}}]""".Replace("AMOUNT", amount.ToString());

    private static async Task<string> RegisteredAsync(Cluster cluster)
    {
        JsonArray slaves = [];
        await Http.UntilAsync(
            async () => (slaves = (await Http.GetJsonAsync($"{cluster.MasterUrl}/slaves"))["slaves"]!.AsArray()).Count == 1,
            () => "the agent does not register");
        return slaves[0]!["id"]!.GetValue<string>();
    }

    private static Task<(int Status, string Body)> FormAsync(string url, string slave, string name, string value) => Http.PostAsync(
        url,
        "application/x-www-form-urlencoded",
        Encoding.UTF8.GetBytes($"slaveId={Uri.EscapeDataString(slave)}&{name}={Uri.EscapeDataString(value)}"));
}
