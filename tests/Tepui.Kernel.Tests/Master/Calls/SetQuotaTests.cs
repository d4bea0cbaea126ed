using System.Linq;
using Mesos.V1.Quota;
using Call = Mesos.V1.Master.Call;

namespace Tepui.Kernel.Tests.Master.Calls;

public class SetQuotaTests
{
    private readonly MasterScenario _scenario = new();

    [Fact]
    public void Handle_TheGuarantee_IsTheLimitAsWell()
    {
        _scenario.Register("cpus:4;mem:4096");
        _scenario.Operate(Set("dev", "cpus:1;mem:64")).ShouldBeNull();
        _scenario.Registry.Quotas["dev"].ToString().ShouldBe("guarantees cpus:1; mem:64, limits cpus:1; mem:64");
    }

    [Fact]
    public void Handle_ASecondOfTheSameRoleWhileTheFirstIsOnItsWay_IsRefused()
    {
        _scenario.HoldRegistry = true;
        var first = _scenario.BeginOperate(Set("dev", "cpus:1", force: true));
        var second = _scenario.BeginOperate(Set("dev", "cpus:2", force: true));
        _scenario.StoreRegistry();
        _scenario.StoreRegistry();
        _scenario.Answer(first).ShouldBeNull();
        _scenario.Answer(second).ShouldNotBeNull().Message
            .ShouldBe("Failed to validate set quota request: Cannot set quota for role 'dev' which already has quota");
        _scenario.Registry.Quotas["dev"].Limits.ToString().ShouldBe("cpus:1");
    }

    [Fact]
    public void Handle_MoreThanTheClusterHas_Is409WithoutForce()
    {
        var refusal = _scenario.Operate(Set("dev", "cpus:1")).ShouldNotBeNull();
        refusal.Kind.ShouldBe(RejectionKind.Conflict);
        refusal.Message.ShouldBe(
            "Quota guarantees overcommit the cluster (use 'force' to bypass this check): " +
            "Total quota guarantees 'cpus:1' exceed cluster capacity '{}'");
        _scenario.Operate(Set("dev", "cpus:1", force: true)).ShouldBeNull();
    }

    /// <summary>Enough agents' offers for the guarantee, and as many agents as the role has frameworks.</summary>
    [Theory]
    [InlineData("cpus:1", 0, 1)]
    [InlineData("cpus:2.5", 0, 3)]
    [InlineData("cpus:1", 3, 3)]
    [InlineData("cpus:1", 9, 4)]
    public void Handle_TakesBackTheOffersOfWholeAgents(string guarantee, int frameworks, int rescinded)
    {
        for (var agent = 0; agent < 4; agent++)
        {
            _scenario.Register("cpus:1;mem:64");
        }

        var other = _scenario.Subscribe();
        for (var framework = 0; framework < frameworks; framework++)
        {
            _scenario.Subscribe(static subscribe =>
            {
                subscribe.FrameworkInfo.Roles.Clear();
                subscribe.FrameworkInfo.Roles.Add("dev");
            });
        }

        _scenario.Operate(Set("dev", guarantee)).ShouldBeNull();
        other.Events.Count(static message => message.Rescind is not null).ShouldBe(rescinded);
    }

    internal static Call Set(string role, string guarantee, bool force = false)
    {
        var request = new QuotaRequest { Role = role, Force = force };
        request.Guarantee.AddRange(TaskInfos.Resources(guarantee));
        return new Call { Type = Call.Types.Type.SetQuota, SetQuota = new Call.Types.SetQuota { QuotaRequest = request } };
    }
}
