using System.IO;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Tepui.Master.Options;
using Tepui.Master.Tests.Elections;
using Tepui.Master.Tests.Hosting;
using Tepui.ZooKeeper.Values;

namespace Tepui.Master.Tests.Registrars;

/// <summary>A master with each kind of registry (<c>--registry</c>).</summary>
public sealed class RegistryOfMasterTests
{
    [Theory]
    [InlineData(RegistryKinds.File)]
    [InlineData(RegistryKinds.InMemory)]
    [InlineData(RegistryKinds.ReplicatedLog)]
    public async Task ASingleMaster_ShowsAndMeasuresWhatIsDurable(string kind)
    {
        string directory = Directory.CreateTempSubdirectory("tepui-").FullName;
        await using (TestMaster master = await TestMaster.StartAsync(new MasterOptions { Registry = kind, WorkDir = directory }))
        {
            await using TestAgent agent = await TestAgent.RegisterAsync(master);
            await ShouldShowAsync(master, agent);
        }

        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task AnElectedMaster_ShowsAndMeasuresWhatIsDurable()
    {
        await using var masters = new ElectedMasters();
        TestMaster master = await masters.StartAsync();
        await using TestAgent agent = await TestAgent.RegisterAsync(master);

        await ShouldShowAsync(master, agent);
    }

    [Fact]
    public async Task ALeaderWhoseRegistryAnotherTook_Ends_AndAdmitsNobody()
    {
        await using var masters = new ElectedMasters();
        TestMaster master = await masters.StartAsync();
        await master.GetJsonAsync("/state");
        await new VersionedValue(masters.Ensemble.Open(), "/mesos/tepui_registry").TakeAsync();

        Task<TestAgent> agent = TestAgent.RegisterAsync(master);

        (await master.EndAsync()).ShouldBe(
            "this master leads no more: /mesos/tepui_registry in ZooKeeper was taken by another master, or removed");
        agent.IsCompletedSuccessfully.ShouldBeFalse();
    }

    private static async Task ShouldShowAsync(TestMaster master, TestAgent agent)
    {
        JsonNode registry = await master.GetJsonAsync("/registrar(1)/registry");
        registry["slaves"]!["slaves"]!.AsArray().ShouldHaveSingleItem()!["info"]!["id"]!["value"]!.GetValue<string>().ShouldBe(agent.Id.Value);
        JsonNode metrics = await master.GetJsonAsync("/metrics/snapshot");
        metrics["registrar/registry_size_bytes"]!.GetValue<double>().ShouldBeGreaterThan(0);
        metrics["registrar/queued_operations"]!.GetValue<double>().ShouldBe(0);
        metrics["registrar/state_store_ms"]!.GetValue<double>().ShouldBeGreaterThan(0);
        metrics["registrar/state_fetch_ms"]!.GetValue<double>().ShouldBeGreaterThanOrEqualTo(0);
    }
}
