using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Quotas;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tests.Resources;

namespace Tepui.Kernel.Tests.Allocation;

/// <summary>Quota (docs/quota.md): limits are not passed, guarantees are kept free for.</summary>
public class QuotaTests
{
    private readonly AllocatorHarness _cluster = new();

    [Fact]
    public void Allocate_AgentLargerThanTheLimit_IsCutDownToIt()
    {
        SetQuota("ads", limits: "cpus:3;mem:100");
        _cluster.AddFramework("f1", "ads");
        _cluster.AddAgent("a1", "cpus:4;mem:1024;ports:[1-5]");

        _cluster.AllocateText().ShouldBe(["f1/ads a1 cpus:3; mem:100; ports:[1-5]"]);
    }

    [Fact]
    public void Allocate_LimitOnOneName_LeavesTheOthersUnlimited()
    {
        SetQuota("ads", limits: "cpus:0");
        _cluster.AddFramework("f1", "ads");
        _cluster.AddAgent("a1");

        _cluster.AllocateText().ShouldBe(["f1/ads a1 mem:1024"]);
    }

    [Fact]
    public void Allocate_RoleAtItsLimit_GetsMoreWhenItGivesBack()
    {
        SetQuota("ads", limits: "cpus:4;mem:1024");
        _cluster.AddFramework("f1", "ads");
        _cluster.AddAgent("a1");
        _cluster.AddAgent("a2");
        var grant = _cluster.Allocate().ShouldHaveSingleItem();

        _cluster.Recover(grant, "cpus:1;mem:512", 60);

        // The agent it was of is filtered: the other one is offered, which nothing had changed at.
        var next = _cluster.Allocate().ShouldHaveSingleItem();
        next.Agent.ShouldNotBe(grant.Agent);
        next.ToString().ShouldEndWith("cpus:1; mem:512");
    }

    [Fact]
    public void Allocate_LimitOfAParent_HoldsForAllBelow()
    {
        SetQuota("eng", limits: "cpus:6");
        _cluster.AddFramework("f1", "eng/a");
        _cluster.AddFramework("f2", "eng/b");
        for (var agent = 0; agent < 4; agent++)
            _cluster.AddAgent($"a{agent}", "cpus:2");

        _cluster.Allocate().Count.ShouldBe(3);
        _cluster.Allocator.RoleConsumption("eng").Of("cpus").ShouldBe(6000);
        _cluster.Allocator.RoleConsumption("eng/a").Of("cpus").ShouldBeOneOf(2000, 4000);
    }

    [Fact]
    public void Allocate_Reservations_CountAsConsumedThoughNobodyHoldsThem()
    {
        SetQuota("ads", limits: "cpus:3");
        _cluster.AddFramework("f1", "ads");
        _cluster.Allocator.DeactivateFramework(new("f1"));
        _cluster.AddAgent("a1", "cpus:4;cpus(ads):2");
        _cluster.Allocator.RoleConsumption("ads").Of("cpus").ShouldBe(2000);
        _cluster.Allocator.ActivateFramework(new("f1"));

        // The reservation is its own in any case; of the rest it may have one more.
        _cluster.AllocateText().ShouldBe(["f1/ads a1 cpus:1; cpus(reservations: [(STATIC,ads)]):2"]);
    }

    [Fact]
    public void Allocate_RevocableResources_CountForNoQuota()
    {
        SetQuota("ads", limits: "cpus:1");
        _cluster.Add("f1", new() { Roles = ["ads"], Abilities = FrameworkAbilities.RevocableResources });
        var revocable = ResourceEntry.Scalar(new ResourceKey("cpus", Mesos.V1.Value.Types.Type.Scalar, isRevocable: true), 5000);
        _cluster.Allocator.AddAgent(new("a1"), ResourceSet.From([.. Generators.Parse("cpus:2"), revocable]), AgentTraits.None);

        _cluster.Allocate().Single().Resources.Scalar("cpus").ShouldBe(6000);
        _cluster.Allocator.RoleConsumption("ads").Of("cpus").ShouldBe(1000);
    }

    [Fact]
    public void SetQuota_BelowWhatIsHeld_GivesNothingMore()
    {
        _cluster.AddFramework("f1", "ads");
        _cluster.AddAgent("a1");
        _cluster.Allocate().Count.ShouldBe(1);
        SetQuota("ads", limits: "cpus:1;mem:1");
        _cluster.AddAgent("a2");

        _cluster.Allocate().ShouldBeEmpty();
        _cluster.Allocator.SetQuota("ads", Quota.Default);
        _cluster.Allocate().Count.ShouldBe(1);
    }

    [Fact]
    public void Allocate_Guarantee_IsServedFirstWhateverTheShares()
    {
        SetQuota("ads", guarantees: "cpus:4;mem:1024");
        _cluster.AddFramework("f1", "ads");
        _cluster.AddFramework("f2", "web");
        _cluster.AddAgent("a1", "cpus:8;mem:2048", ("f1", "ads", "cpus:2;mem:512"), ("f2", "web", "cpus:1;mem:10"));

        _cluster.Allocate().Single().Role.ShouldBe("ads");
    }

    [Fact]
    public void Allocate_GuaranteeNobodyUsesYet_IsKeptFree()
    {
        SetQuota("ads", guarantees: "cpus:3");
        _cluster.AddFramework("f2", "web");
        _cluster.AddAgent("a1", "cpus:2;mem:100");
        _cluster.AddAgent("a2", "cpus:2;mem:100");

        _cluster.Allocate().Sum(grant => grant.Resources.Scalar("cpus")).ShouldBe(1000);

        // When the guarantee goes, what it held back is offered.
        _cluster.Allocator.SetQuota("ads", Quota.Default);
        _cluster.Allocate().Sum(grant => grant.Resources.Scalar("cpus")).ShouldBe(3000);
    }

    [Fact]
    public void Allocate_HeldBackForAGuarantee_IsOfferedOnceThereIsMore()
    {
        SetQuota("ads", guarantees: "cpus:2");
        _cluster.AddFramework("f2", "web");
        _cluster.AddAgent("a1", "cpus:2");
        _cluster.Allocate().ShouldBeEmpty();
        _cluster.Allocator.AddAgent(new("a2"), Generators.Parse("cpus:2"), AgentTraits.None);

        _cluster.Allocate().Sum(grant => grant.Resources.Scalar("cpus")).ShouldBe(2000);
    }

    [Fact]
    public void SetQuota_GuaranteesOfASubrole_AreNotThere()
    {
        Should.Throw<ArgumentException>(() => SetQuota("eng/a", guarantees: "cpus:1"));
    }

    private void SetQuota(string role, string guarantees = "", string limits = "") => _cluster.Allocator.SetQuota(
        role,
        new Quota(
            new([.. Numbers(guarantees)]),
            new([.. Numbers(limits)])));

    private static IEnumerable<KeyValuePair<string, long>> Numbers(string text) =>
        text.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split(':'))
            .Select(part => KeyValuePair.Create(part[0], long.Parse(part[1]) * FixedPoint.One));
}
