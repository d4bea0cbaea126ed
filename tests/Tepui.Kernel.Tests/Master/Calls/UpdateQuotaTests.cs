using System.Collections.Generic;
using System.Linq;
using Mesos.V1.Quota;
using Call = Mesos.V1.Master.Call;

namespace Tepui.Kernel.Tests.Master.Calls;

public class UpdateQuotaTests
{
    private readonly MasterScenario _scenario = new();

    [Fact]
    public void Handle_StoresBeforeItAnswers()
    {
        _scenario.HoldRegistry = true;
        var request = _scenario.BeginOperate(Update(Config("dev", limits: "cpus:2")));
        _scenario.IsAnswered(request).ShouldBeFalse();
        _scenario.Machine.TakeView().Quotas.ShouldBeEmpty();

        _scenario.StoreRegistry();
        _scenario.Answer(request).ShouldBeNull();
        _scenario.Machine.TakeView().Quotas["dev"].ToString().ShouldBe("guarantees {}, limits cpus:2");
    }

    [Fact]
    public void Handle_RegistryFails_ChangesNothing()
    {
        _scenario.HoldRegistry = true;
        var request = _scenario.BeginOperate(Update(Config("dev", limits: "cpus:2")));
        _scenario.FailRegistry();

        _scenario.Answer(request).ShouldNotBeNull().Kind.ShouldBe(RejectionKind.Unavailable);
        _scenario.HoldRegistry = false;
        _scenario.Operate(SetQuotaTests.Set("dev", "cpus:1", force: true)).ShouldBeNull();
    }

    [Fact]
    public void Handle_OneConfigIsWrong_ChangesNothing()
    {
        _scenario.Operate(Update(Config("dev", limits: "cpus:2"), Config("a/b", limits: "cpus:2")))
            .ShouldNotBeNull().Message.ShouldBe("Updating quota on nested role 'a/b' is not supported yet");
        _scenario.Registry.Quotas.ShouldBeEmpty();
    }

    [Fact]
    public void Handle_QuotaWithoutAnything_IsForgotten()
    {
        _scenario.Operate(Update(Config("dev", limits: "cpus:2"))).ShouldBeNull();
        _scenario.Operate(Update(Config("dev"))).ShouldBeNull();
        _scenario.Registry.Quotas.ShouldBeEmpty();
        _scenario.Machine.TakeView().Roles.ShouldBeEmpty();
    }

    [Fact]
    public void Handle_ConfigsOfOneRole_TheLastCounts()
    {
        _scenario.Operate(Update(Config("dev", limits: "cpus:2"), Config("dev", limits: "cpus:3"))).ShouldBeNull();
        _scenario.Registry.Quotas["dev"].Limits.ToString().ShouldBe("cpus:3");
        _scenario.Operate(Update(Config("dev"), Config("dev", limits: "cpus:2"))).ShouldBeNull();
        _scenario.Registry.Quotas["dev"].Limits.ToString().ShouldBe("cpus:2");
        _scenario.Operate(Update(Config("dev", limits: "cpus:2"), Config("dev"))).ShouldBeNull();
        _scenario.Registry.Quotas.ShouldBeEmpty();
    }

    [Fact]
    public void Handle_ANewMaster_HasTheQuotasOfTheRegistry_AndKeepsToThem()
    {
        _scenario.Operate(Update(Config("dev", limits: "cpus:1"))).ShouldBeNull();
        _scenario.RestartMaster();

        _scenario.Machine.TakeView().Quotas["dev"].Limits.ToString().ShouldBe("cpus:1");
        _scenario.Register("cpus:4;mem:4096");
        Offered(Subscribe("dev")).ShouldBe(["cpus:1;mem:4096"]);
    }

    [Fact]
    public void Handle_LowerLimits_TakesBackWhatIsAboveThem_AndNoMore()
    {
        for (var agent = 0; agent < 4; agent++)
        {
            _scenario.Register("cpus:1;mem:64");
        }

        var dev = Subscribe("dev");
        var other = Subscribe("other");
        dev.Offers.Count.ShouldBe(4);
        _scenario.Operate(Update(Config("dev", limits: "cpus:2"))).ShouldBeNull();

        dev.Events.Count(static message => message.Rescind is not null).ShouldBe(2);
        dev.Offers.Count.ShouldBe(2);
        other.Offers.Count.ShouldBe(2);
    }

    [Fact]
    public void Handle_Guarantees_AreTakenBackFromOtherRoles()
    {
        for (var agent = 0; agent < 4; agent++)
        {
            _scenario.Register("cpus:1;mem:64");
        }

        var other = Subscribe("other");
        other.Offers.Count.ShouldBe(4);
        _scenario.Operate(Update(Config("dev", guarantees: "cpus:2;mem:128"))).ShouldBeNull();
        other.Offers.Count.ShouldBe(2);
        Subscribe("dev").Offers.Count.ShouldBe(2);
    }

    [Fact]
    public void Handle_LimitsBelowConsumption_NeedForce()
    {
        _scenario.Register("cpus:2;mem:128;cpus(dev/web):1");
        var dev = Subscribe("dev");
        dev.Launch(dev.Offers[0], TaskInfos.Command("t", dev.Offers[0], "cpus:0.5;mem:32"));
        var update = Update(Config("dev", limits: "cpus:1;mem:128"));

        _scenario.Operate(update).ShouldNotBeNull().Message.ShouldBe(
            "Invalid QuotaConfig: Role 'dev' is already consuming 'cpus:1.5; mem:32'; this is more than the requested limits " +
            "'cpus:1; mem:128' (use 'force' flag to bypass this check)");
        update.UpdateQuota.Force = true;
        _scenario.Operate(update).ShouldBeNull();
    }

    [Fact]
    public void Handle_GuaranteesBeyondTheCluster_CountAgentsWhoseLinkIsAwayAndNothingRevocable()
    {
        _scenario.Register("cpus:2;mem:128").LoseLink();
        _scenario.Operate(Update(Config("dev", guarantees: "cpus:2"))).ShouldBeNull();
        _scenario.Operate(Update(Config("ops", guarantees: "cpus:0.001"))).ShouldNotBeNull().Message.ShouldBe(
            "Invalid QuotaConfig: total quota guarantees 'cpus:2.001' exceed cluster capacity 'cpus:2; mem:128' " +
            "(use 'force' flag to bypass this check)");
    }

    [Fact]
    public void Handle_RequestOnItsWayToTheRegistry_CountsForTheNext()
    {
        _scenario.Register("cpus:2;mem:128");
        _scenario.HoldRegistry = true;
        _scenario.BeginOperate(Update(Config("dev", guarantees: "cpus:2")));
        var second = _scenario.BeginOperate(Update(Config("ops", guarantees: "cpus:1")));
        _scenario.StoreRegistry();
        _scenario.StoreRegistry();
        _scenario.Answer(second).ShouldNotBeNull().Message.ShouldStartWith("Invalid QuotaConfig: total quota guarantees 'cpus:3'");
    }

    [Fact]
    public void Handle_CallWithoutItsMessage_Is400() =>
        _scenario.Operate(new Call { Type = Call.Types.Type.UpdateQuota }).ShouldNotBeNull().Message
            .ShouldBe("Failed to validate master::Call: Expecting 'update_quota' to be present");

    internal static Call Update(params QuotaConfig[] configs)
    {
        var call = new Call { Type = Call.Types.Type.UpdateQuota, UpdateQuota = new Call.Types.UpdateQuota() };
        call.UpdateQuota.QuotaConfigs.AddRange(configs);
        return call;
    }

    internal static QuotaConfig Config(string role, string guarantees = "", string limits = "")
    {
        var config = new QuotaConfig { Role = role };
        foreach (var resource in TaskInfos.Resources(guarantees))
        {
            config.Guarantees.Add(resource.Name, resource.Scalar);
        }

        foreach (var resource in TaskInfos.Resources(limits))
        {
            config.Limits.Add(resource.Name, resource.Scalar);
        }

        return config;
    }

    private ScenarioScheduler Subscribe(string role) => _scenario.Subscribe(subscribe =>
    {
        subscribe.FrameworkInfo.Roles.Clear();
        subscribe.FrameworkInfo.Roles.Add(role);
    });

    private static IEnumerable<string> Offered(ScenarioScheduler scheduler) => scheduler.Offers.Select(static offer =>
        string.Join(';', offer.Resources.Select(static resource => $"{resource.Name}:{resource.Scalar.Value}")));
}
