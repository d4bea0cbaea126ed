using Call = Mesos.V1.Master.Call;

namespace Tepui.Kernel.Tests.Master.Calls;

public class RemoveQuotaTests
{
    private readonly MasterScenario _scenario = new();

    [Fact]
    public void Handle_TakesTheQuotaOff_AndANewMasterKnowsOfNone()
    {
        _scenario.Operate(SetQuotaTests.Set("dev", "cpus:1", force: true)).ShouldBeNull();
        _scenario.Operate(Remove("dev")).ShouldBeNull();
        _scenario.RestartMaster();
        _scenario.Machine.TakeView().Quotas.ShouldBeEmpty();
    }

    [Fact]
    public void Handle_RoleWithoutQuota_IsRefused() =>
        _scenario.Operate(Remove("dev")).ShouldNotBeNull().Message.ShouldBe("Failed to remove quota: Role 'dev' has no quota set");

    [Fact]
    public void Handle_ASecondWhileTheFirstIsOnItsWay_IsRefused()
    {
        _scenario.Operate(SetQuotaTests.Set("dev", "cpus:1", force: true)).ShouldBeNull();
        _scenario.HoldRegistry = true;
        var first = _scenario.BeginOperate(Remove("dev"));
        var second = _scenario.BeginOperate(Remove("dev"));
        _scenario.StoreRegistry();
        _scenario.StoreRegistry();
        _scenario.Answer(first).ShouldBeNull();
        _scenario.Answer(second).ShouldNotBeNull().Kind.ShouldBe(RejectionKind.BadRequest);
    }

    [Fact]
    public void Handle_LimitsAreGone_AtOnce()
    {
        _scenario.Register("cpus:4;mem:4096");
        _scenario.Operate(SetQuotaTests.Set("*", "cpus:1;mem:64")).ShouldBeNull();
        var scheduler = _scenario.Subscribe();
        scheduler.Offers.ShouldHaveSingleItem().Resources[0].Scalar.Value.ShouldBe(1);
        _scenario.Operate(Remove("*")).ShouldBeNull();
        scheduler.Offers.Count.ShouldBe(2);
    }

    private static Call Remove(string role) =>
        new() { Type = Call.Types.Type.RemoveQuota, RemoveQuota = new Call.Types.RemoveQuota { Role = role } };
}
