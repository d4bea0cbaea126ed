using System;
using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Tepui.Master.Options;
using Tepui.Master.Registrars;
using Tepui.Master.Tests.Hosting;
using Tepui.ZooKeeper;

namespace Tepui.Master.Tests.Elections;

public sealed class MasterElectionTests
{
    [Fact]
    public async Task TheLeader_SaysSo_AndItsNodeHoldsItsInfo()
    {
        await using var masters = new ElectedMasters();
        TestMaster leader = await masters.StartAsync();
        TestMaster standby = await masters.StartAsync();

        JsonNode state = await leader.GetJsonAsync("/state");
        JsonNode node = JsonNode.Parse(masters.Ensemble.Read("/mesos/" + masters.Nodes[0])!)!;

        state["leader_info"]!["id"]!.GetValue<string>().ShouldBe(leader.Host.Id);
        node["id"]!.GetValue<string>().ShouldBe(leader.Host.Id);
        node["address"]!["port"]!.GetValue<int>().ShouldBe(leader.Host.Port);
        (await leader.GetJsonAsync("/metrics/snapshot"))["master/elected"]!.GetValue<double>().ShouldBe(1);
        (await standby.GetJsonAsync("/metrics/snapshot"))["master/elected"]!.GetValue<double>().ShouldBe(0);
        standby.Log.ShouldContain($"Stands by: master@127.0.0.1:{leader.Host.Port} leads ({masters.Nodes[0]}, term {TermOf(leader)})");
    }

    [Fact]
    public async Task WhenTheLeaderStops_TheStandbyLeads_WithItsRegistry()
    {
        await using var masters = new ElectedMasters();
        TestMaster first = await masters.StartAsync();
        TestMaster second = await masters.StartAsync();
        string agentId;
        await using (TestAgent agent = await TestAgent.RegisterAsync(first, TermOf(first)))
        {
            agentId = agent.Id.Value;
        }

        await first.DisposeAsync();

        JsonNode slaves = await second.GetJsonAsync("/slaves");
        slaves["recovered_slaves"]!.AsArray().ShouldHaveSingleItem()!["id"]!.GetValue<string>().ShouldBe(agentId);
        TermOf(second).ShouldBeGreaterThan(TermOf(first));
    }

    [Fact]
    public async Task ALeaderThatIsCutOffFromZooKeeper_EndsWithItsLease_AndSaysWhy()
    {
        await using var masters = new ElectedMasters();
        TestMaster leader = await masters.StartAsync();

        masters.Ensemble.Sessions[0].Disconnect();
        masters.Time.Advance(masters.Ensemble.Timeout);

        (await leader.EndAsync()).ShouldStartWith("this master leads no more: its ZooKeeper session ");
        (await leader.GetAsync("/state")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task ALeaderThatReachesZooKeeperAgainInTime_Leads()
    {
        await using var masters = new ElectedMasters();
        TestMaster leader = await masters.StartAsync();

        masters.Ensemble.Sessions[0].Disconnect();
        masters.Time.Advance(masters.Ensemble.Timeout - TimeSpan.FromSeconds(1));
        masters.Ensemble.Sessions[0].Connect();
        masters.Time.Advance(TimeSpan.FromHours(1));

        (await leader.GetAsync("/state")).StatusCode.ShouldBe(HttpStatusCode.OK);
        leader.Ended.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task AStandbyThatIsCutOff_StandsByAgain()
    {
        await using var masters = new ElectedMasters();
        await masters.StartAsync();
        TestMaster standby = await masters.StartAsync();

        masters.Ensemble.Sessions[1].Expire();
        await masters.UntilAsync(async () => (await standby.GetAsync("/state")).StatusCode == HttpStatusCode.ServiceUnavailable);

        await masters.PassUntilAsync(async () => (await standby.GetAsync("/state")).StatusCode == HttpStatusCode.TemporaryRedirect);
        standby.Ended.IsCompleted.ShouldBeFalse();

        // The registry's node counts as one, too.
        masters.Nodes.ShouldBe(["json.info_0000000000", "json.info_0000000003"]);
    }

    [Fact]
    public async Task ALeaderWhoseNodeSomebodyDeletes_Ends()
    {
        await using var masters = new ElectedMasters();
        TestMaster leader = await masters.StartAsync();

        masters.Ensemble.Delete("/mesos/" + masters.Nodes[0]);

        (await leader.EndAsync()).ShouldBe("this master leads no more: its node /mesos/json.info_0000000000 was deleted");
    }

    [Fact]
    public async Task ALeaderWhoseRegistryAnotherTook_Ends()
    {
        await using var masters = new ElectedMasters();
        TestMaster leader = await masters.StartAsync();
        await using (IZooKeeperSession other = masters.Ensemble.Open())
        {
            await new ZooKeeperRegistryStore(() => other, "/mesos").LoadAsync();
        }

        (await leader.PostJsonAsync("/api/v1", """{"type":"UPDATE_WEIGHTS","update_weights":{"weight_infos":[{"role":"ads","weight":2}]}}""")).Dispose();

        (await leader.EndAsync()).ShouldStartWith("this master leads no more: /mesos/tepui_registry in ZooKeeper was taken by another master");
    }

    [Fact]
    public async Task ARegistryThatCannotBeRead_EndsTheMaster_AndIsLeftAsItIs()
    {
        await using var masters = new ElectedMasters();
        masters.Ensemble.Write("/mesos/tepui_registry", "of the future");
        TestMaster master = await masters.StartAsync();

        (await master.EndAsync()).ShouldContain("/mesos/tepui_registry");
        masters.Ensemble.Read("/mesos/tepui_registry").ShouldBe("of the future");
    }

    [Fact]
    public async Task WrongCredentials_EndTheMaster_WithoutThePassword()
    {
        await using var masters = new ElectedMasters();
        masters.Ensemble.Fault = static (operation, _) => operation == "Create" ? ZooKeeperError.NotAuthorized : null;
        TestMaster master = await masters.StartAsync();

        string reason = await master.EndAsync();
        reason.ShouldContain("zoo:2181/mesos");
        reason.ShouldNotContain("secret");
    }

    [Fact]
    public async Task ThePassword_IsShownNowhere()
    {
        await using var masters = new ElectedMasters();
        TestMaster leader = await masters.StartAsync();

        foreach (string path in new[] { "/flags", "/state", "/help", "/" })
        {
            (await (await leader.GetAsync(path)).Content.ReadAsStringAsync()).ShouldNotContain("secret");
        }

        (await leader.GetJsonAsync("/flags"))["flags"]!["zk"]!.GetValue<string>().ShouldBe("zk://user:<hidden>@zoo:2181/mesos");
        leader.Log.ShouldAllBe(static line => !line.Contains("secret"));
    }

    [Fact]
    public async Task AnEnsembleThatIsAway_IsToldEverySoOften_AndWaitedFor()
    {
        await using var masters = new ElectedMasters();
        masters.Ensemble.GoDown();
        TestMaster master = await masters.StartAsync();

        masters.Time.Advance(TimeSpan.FromSeconds(70));
        master.Log.ShouldContain("ZooKeeper at zoo:2181 has not answered for 5 s; it is tried again until it does (--zk)");
        master.Log.ShouldContain("ZooKeeper at zoo:2181 has not answered for 65 s; it is tried again until it does (--zk)");
        masters.Ensemble.ComeBack();

        (await master.GetAsync("/state")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AMasterWithTheLeadersAddress_SendsNobodyInCircles_AndEndsWhenThatOneStays()
    {
        await using var masters = new ElectedMasters();
        TestMaster leader = await masters.StartAsync();
        TestMaster same = await masters.StartAsync(options => options.AdvertisePort = leader.Host.Port);

        (await same.GetAsync("/state")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        masters.Time.Advance(TimeSpan.FromMinutes(1));

        (await same.EndAsync()).ShouldContain($"leads (json.info_0000000000) with this one's address, master@127.0.0.1:{leader.Host.Port}");
        leader.Ended.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task ASecondMasterInOneWorkDirectory_IsKeptOut()
    {
        await using var masters = new ElectedMasters();
        string directory = "";
        await masters.StartAsync(options => directory = options.WorkDir);

        RegistryException refused = await Should.ThrowAsync<RegistryException>(() => masters.StartAsync(options => options.WorkDir = directory));

        refused.Message.ShouldStartWith($"{directory}: another master (pid ");
        masters.Nodes.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task AMasterOfAnotherRegion_Ends()
    {
        await using var masters = new ElectedMasters();
        await masters.StartAsync(static options => options.Domain = Domain("west"));
        TestMaster other = await masters.StartAsync(static options => options.Domain = Domain("east"));

        (await other.EndAsync()).ShouldEndWith("is in region 'west' and this one in 'east' (--domain): all masters of a cluster are in one region");
    }

    [Fact]
    public async Task WithTheRegistryInMemory_MastersAreElectedToo()
    {
        await using var masters = new ElectedMasters();
        TestMaster leader = await masters.StartAsync(static options => options.Registry = RegistryKinds.InMemory);

        (await leader.GetAsync("/state")).StatusCode.ShouldBe(HttpStatusCode.OK);
        masters.Ensemble.Children("/mesos").ShouldBe(["json.info_0000000000"]);
    }

    private static string Domain(string region) =>
        """{"fault_domain":{"region":{"name":"REGION"},"zone":{"name":"a"}}}""".Replace("REGION", region);

    /// <summary>As the master said when it was elected.</summary>
    private static long TermOf(TestMaster master)
    {
        foreach (string line in master.Log)
        {
            if (line.StartsWith("Elected the leading master", StringComparison.Ordinal))
            {
                return long.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
            }
        }

        throw new InvalidOperationException("it was not elected");
    }
}
