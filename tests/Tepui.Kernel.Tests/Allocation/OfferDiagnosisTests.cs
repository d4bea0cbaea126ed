using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Quotas;
using Tepui.Kernel.Tests.Resources;

namespace Tepui.Kernel.Tests.Allocation;

/// <summary>Each cause for which an offer is not made, and what is told of it.</summary>
public class OfferDiagnosisTests
{
    private static readonly FrameworkId Me = new("f1");

    private readonly AllocatorHarness _cluster = new();

    [Fact]
    public void WhyNotOffered_NothingInTheWay_SaysSo()
    {
        Start();
        ShouldBe(OfferObstacle.None);
    }

    [Fact]
    public void WhyNotOffered_FrameworkAwayOrUnknown_IsInactive()
    {
        Start();
        _cluster.Allocator.DeactivateFramework(Me);
        ShouldBe(OfferObstacle.FrameworkInactive);
        _cluster.Allocator.WhyNotOffered(new("f9"), "ads").Nearest.ShouldBeNull();
    }

    [Fact]
    public void WhyNotOffered_RoleItIsNotIn_IsNotSubscribed()
    {
        Start();
        _cluster.Allocator.WhyNotOffered(Me, "web").ByObstacle.ShouldHaveSingleItem().Key.ShouldBe(OfferObstacle.NotSubscribed);
    }

    [Fact]
    public void WhyNotOffered_Suppressed_SaysSo()
    {
        Start();
        _cluster.Allocator.Suppress(Me, []);
        ShouldBe(OfferObstacle.Suppressed);
    }

    [Fact]
    public void WhyNotOffered_AgentDeactivated_SaysSo()
    {
        Start();
        _cluster.Allocator.DeactivateAgent(new("a1"));
        ShouldBe(OfferObstacle.AgentInactive);
    }

    [Fact]
    public void WhyNotOffered_Gpus_NamesThem()
    {
        Start("cpus:1;gpus:1");
        ShouldBe(OfferObstacle.Gpus);
    }

    [Fact]
    public void WhyNotOffered_OtherRegion_NamesIt()
    {
        _cluster.Allocator.SetMasterDomain("here");
        Start(traits: AgentTraits.None with { Region = "there" });
        ShouldBe(OfferObstacle.Region);
    }

    [Fact]
    public void WhyNotOffered_Constraints_AreNamed()
    {
        Start(terms: new() { Roles = ["ads"], Constraints = new Nowhere() });
        ShouldBe(OfferObstacle.Constraints);
    }

    [Fact]
    public void WhyNotOffered_BelowTheLeast_IsTooSmall()
    {
        Start("cpus:0.001;disk:100");
        ShouldBe(OfferObstacle.TooSmall);
    }

    [Fact]
    public void WhyNotOffered_ReservedForOthers_SaysSo()
    {
        Start("cpus(web):4");
        ShouldBe(OfferObstacle.ReservedForOthers);
    }

    [Fact]
    public void WhyNotOffered_OthersHoldIt_SaysSo()
    {
        _cluster.AddFramework("f2", "web");
        _cluster.AddAgent("a1");
        _cluster.Allocate();
        _cluster.AddFramework("f1", "ads");
        ShouldBe(OfferObstacle.HeldByOthers);
    }

    [Fact]
    public void WhyNotOffered_ItselfHoldsIt_SaysSo()
    {
        Start();
        _cluster.Allocate();
        ShouldBe(OfferObstacle.HeldByItself);
    }

    [Fact]
    public void WhyNotOffered_AtTheLimit_NamesQuota()
    {
        _cluster.Allocator.SetQuota("ads", new Quota(new(), new(new("cpus", 0), new("mem", 0))));
        Start();
        ShouldBe(OfferObstacle.QuotaLimit);
    }

    [Fact]
    public void WhyNotOffered_KeptForAGuarantee_NamesHeadroom()
    {
        _cluster.Allocator.SetQuota("web", new Quota(new(new("cpus", 9000), new("mem", 9_000_000)), ResourceLimits.None));
        Start();
        ShouldBe(OfferObstacle.QuotaHeadroom);
    }

    [Fact]
    public void WhyNotOffered_Declined_SaysSoUntilTheFilterEnds()
    {
        Start();
        _cluster.Decline(_cluster.Allocate().Single(), 5);
        ShouldBe(OfferObstacle.Declined);
        _cluster.Pass(5);
        _cluster.Allocate();
        ShouldBe(OfferObstacle.HeldByItself);
    }

    [Fact]
    public void WhyNotOffered_AnImpossibleTask_NamesWhatIsMissingAndTheNearestAgent()
    {
        _cluster.AddFramework("f1", "ads");
        _cluster.AddAgent("a1", "cpus:4;mem:1024;ports:[1-10]");
        _cluster.AddAgent("a2", "cpus:12;mem:1024;ports:[1-10]");
        _cluster.AddAgent("a3", "cpus:64;mem:16;ports:[5-10]");

        var diagnosis = _cluster.Allocator.WhyNotOffered(Me, "ads", Generators.Parse("cpus:16;mem:512;ports:[1-2]"));

        diagnosis.ByObstacle.ShouldBe(new Dictionary<OfferObstacle, int> { [OfferObstacle.TooSmall] = 3 });
        diagnosis.ByResource.ShouldBe(new Dictionary<string, int> { ["cpus"] = 2, ["mem"] = 1, ["ports"] = 1 });
        var nearest = diagnosis.Nearest.ShouldNotBeNull();
        nearest.Agent.Value.ShouldBe("a2");
        nearest.Missing.ShouldHaveSingleItem().ShouldBe(new("cpus", 4000));
    }

    [Fact]
    public void WhyNotOffered_SeveralCauses_AreCountedAndTheNearestIsTheOneLeastInTheWay()
    {
        _cluster.AddFramework("f1", "ads");
        _cluster.AddFramework("f2", "web");
        _cluster.AddAgent("a1", "cpus:0.001");
        _cluster.AddAgent("a2", "cpus:4", ("f2", "web", "cpus:4"));
        _cluster.AddAgent("a3", "cpus:4");
        _cluster.Allocator.DeactivateAgent(new("a3"));

        var diagnosis = _cluster.Allocator.WhyNotOffered(Me, "ads");

        diagnosis.ByObstacle.Keys.ShouldBe([OfferObstacle.AgentInactive, OfferObstacle.TooSmall, OfferObstacle.HeldByOthers]);
        diagnosis.Nearest!.Agent.Value.ShouldBe("a2");
    }

    private void Start(string resources = "cpus:4;mem:1024", AgentTraits? traits = null, FrameworkTerms? terms = null)
    {
        _cluster.Add("f1", terms ?? new() { Roles = ["ads"] });
        _cluster.AddAgent("a1", resources, traits);
    }

    private void ShouldBe(OfferObstacle obstacle)
    {
        _cluster.Allocator.WhyNotOffered(Me, "ads").ByObstacle.ShouldHaveSingleItem().ShouldBe(new(obstacle, 1));
        _cluster.Allocator.WhyNotOffered(Me, "ads", new AgentId("a1"))!.Obstacle.ShouldBe(obstacle);
        _cluster.Allocator.WhyNotOffered(Me, "ads", new AgentId("a9")).ShouldBeNull();
    }

    private sealed class Nowhere : IOfferConstraints
    {
        public bool Allows(string role, AgentTraits agent) => false;
    }
}
