using System.Linq;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Internal.V1;

namespace Tepui.Kernel.Tests.Master.Calls;

public class SubscribeTests
{
    private readonly MasterScenario _scenario = new();

    [Fact]
    public void Subscribe_NewFramework_GetsAnIdAndTheMaster()
    {
        var scheduler = _scenario.Subscribe();
        var second = _scenario.Subscribe();

        var subscribed = scheduler.Events[0].Subscribed;
        subscribed.FrameworkId.Value.ShouldBe("m-0000");
        subscribed.HeartbeatIntervalSeconds.ShouldBe(15);
        subscribed.MasterInfo.ShouldBe(_scenario.Config.Info);
        scheduler.Events[1].Type.ShouldBe(Event.Types.Type.Heartbeat);
        second.Id.Value.ShouldBe("m-0001");
    }

    [Fact]
    public void Subscribe_EmptyFrameworkId_IsANewFramework()
    {
        _scenario.Subscribe(id: "").Id.Value.ShouldBe("m-0000");
    }

    [Fact]
    public void Subscribe_WhileSubscribed_EndsTheOldStreamWithAnError()
    {
        _scenario.Register();
        var first = _scenario.Subscribe(static subscribe => subscribe.FrameworkInfo.FailoverTimeout = 60);
        first.Offers.Count.ShouldBe(1);

        var second = _scenario.Subscribe(id: first.Id.Value);

        first.Error.ShouldBe("Framework failed over");
        first.IsClosed.ShouldBeTrue();
        second.Id.ShouldBe(first.Id);
        second.Offers.Count.ShouldBe(1);
        first.Call(Call.Types.Type.Revive)!.Message.ShouldStartWith("The stream ID 'stream-");
        second.Call(Call.Types.Type.Revive).ShouldBeNull();
    }

    [Fact]
    public void Subscribe_AfterAnEarlierStreamEnded_KeepsTasksAndTellsAgents()
    {
        var agent = _scenario.Register();
        var first = _scenario.Subscribe(static subscribe => subscribe.FrameworkInfo.FailoverTimeout = 60);
        first.Launch(first.Offers[0], TaskInfos.Command("a", first.Offers[0]));
        first.Disconnect();

        var second = _scenario.Subscribe(static subscribe => subscribe.FrameworkInfo.Name = "renamed", id: first.Id.Value);
        _scenario.Advance(System.TimeSpan.FromMinutes(5));

        second.Reconcile();
        second.LastUpdate.State.ShouldBe(TaskState.TaskStaging);
        agent.FramesOf(AgentLinkFrame.MessageOneofCase.UpdateFramework).Last().UpdateFramework.Framework.Name.ShouldBe("renamed");
    }

    [Fact]
    public void Subscribe_UnknownFrameworkId_IsTakenAsComingBackToANewMaster()
    {
        var scheduler = _scenario.Subscribe(id: "of-an-earlier-master");
        scheduler.Refusal.ShouldBeNull();
        scheduler.Id.Value.ShouldBe("of-an-earlier-master");
    }

    [Fact]
    public void Subscribe_CompletedFrameworkId_IsRefused()
    {
        var scheduler = _scenario.Subscribe();
        scheduler.Teardown();
        ShouldBeRefused(_scenario.Subscribe(id: scheduler.Id.Value), "Framework has been removed");
    }

    [Fact]
    public void Subscribe_OtherPrincipalThanBefore_IsRefused()
    {
        var scheduler = _scenario.Subscribe(static subscribe => subscribe.FrameworkInfo.Principal = "a");
        ShouldBeRefused(
            _scenario.Subscribe(static subscribe => subscribe.FrameworkInfo.Principal = "b", id: scheduler.Id.Value),
            "Changing framework's principal is not allowed.");
        scheduler.IsClosed.ShouldBeFalse();
    }

    [Fact]
    public void Subscribe_OtherUserThanBefore_KeepsTheFirst()
    {
        var scheduler = _scenario.Subscribe();
        _scenario.Subscribe(static subscribe => subscribe.FrameworkInfo.User = "nobody", id: scheduler.Id.Value);
        _scenario.Machine.TakeView().Frameworks[0].Info.User.ShouldBe("root");
    }

    [Fact]
    public void Subscribe_SeveralFaults_NamesThemAll()
    {
        var scheduler = _scenario.Subscribe(static subscribe =>
        {
            subscribe.FrameworkInfo.Roles.Add("*");
            subscribe.FrameworkInfo.Roles.Add("/a");
            subscribe.FrameworkInfo.Role = "b";
            subscribe.FrameworkInfo.FailoverTimeout = double.NaN;
        });
        scheduler.Refusal.ShouldBeNull();
        scheduler.IsClosed.ShouldBeTrue();
        scheduler.Error.ShouldBe(
            "'FrameworkInfo.role' must not be set when the framework is MULTI_ROLE capable; " +
            "'FrameworkInfo.roles' contains duplicate items: { * }; " +
            "'FrameworkInfo.roles' contains invalid role: Role '/a' cannot start with a slash; " +
            "The framework failover_timeout (NaN) is invalid");
    }

    [Fact]
    public void Subscribe_SuppressedRoleThatIsNotItsOwn_IsRefused()
    {
        ShouldBeRefused(
            _scenario.Subscribe(static subscribe => subscribe.SuppressedRoles.Add("x")),
            "Suppressed roles { x } are not contained in the set of roles");
    }

    [Fact]
    public void Subscribe_SuppressedRoles_GetsNoOffersUntilRevive()
    {
        _scenario.Register();
        var scheduler = _scenario.Subscribe(static subscribe => subscribe.SuppressedRoles.Add("*"));
        scheduler.Offers.ShouldBeEmpty();
        scheduler.Call(Call.Types.Type.Revive);
        scheduler.Offers.Count.ShouldBe(1);
    }

    [Fact]
    public void Subscribe_RoleOutsideTheWhitelistOrUserRoot_IsRefused()
    {
        var scenario = new MasterScenario(static config => config with { Roles = ["a"], RootSubmissions = false });
        ShouldBeRefused(
            scenario.Subscribe(),
            "Roles { * } are not present in the master's --roles; " +
            "User 'root' is not allowed to run frameworks without --root_submissions set");
    }

    [Fact]
    public void Subscribe_OfferConstraintsThatAreNone_IsRefused()
    {
        ShouldBeRefused(
            _scenario.Subscribe(static subscribe =>
            {
                subscribe.OfferConstraints = new OfferConstraints();
                subscribe.OfferConstraints.RoleConstraints.Add("*", new OfferConstraints.Types.RoleConstraints());
                subscribe.OfferConstraints.RoleConstraints.Add("x", new OfferConstraints.Types.RoleConstraints());
            }),
            "Offer constraints specify `role_constraints` for a role 'x'not contained in the set of roles; " +
            "Offer constraints are not valid: 'OfferConstraints::role_constraints' has an empty 'RoleConstraints::groups' for role *");
    }

    [Fact]
    public void Subscribe_FrameworkIdsDiffer_Is400()
    {
        var call = new Call { Type = Call.Types.Type.Subscribe, FrameworkId = new FrameworkID { Value = "x" } };
        call.Subscribe = new Call.Types.Subscribe { FrameworkInfo = new FrameworkInfo { User = "root", Name = "n" } };
        var refusal = _scenario.Subscribe(call).Refusal.ShouldNotBeNull();
        refusal.Kind.ShouldBe(RejectionKind.BadRequest);
        refusal.Message.ShouldBe("Failed to validate scheduler::Call: 'framework_id' differs from 'subscribe.framework_info.id'");
    }

    [Fact]
    public void Subscribe_WithoutPrincipalWhileAuthenticated_GetsTheAuthenticatedOne()
    {
        _scenario.Subscribe(principal: "p");
        _scenario.Machine.TakeView().Frameworks[0].Info.Principal.ShouldBe("p");
    }

    [Fact]
    public void Subscribe_BeforeTheMasterLeads_Is503()
    {
        var scheduler = new MasterScenario(leads: false).Subscribe();
        scheduler.Refusal!.Kind.ShouldBe(RejectionKind.Unavailable);
    }

    [Fact]
    public void Offers_WithoutMultiRole_CarryNoAllocationInfo()
    {
        _scenario.Register();
        var scheduler = _scenario.Subscribe(static subscribe =>
        {
            subscribe.FrameworkInfo.Capabilities.Clear();
            subscribe.FrameworkInfo.Roles.Clear();
        });
        var offer = scheduler.Offers.ShouldHaveSingleItem();
        offer.AllocationInfo.ShouldBeNull();
        offer.Resources.ShouldAllBe(static resource => resource.AllocationInfo == null && resource.Role == "*");
    }

    private static void ShouldBeRefused(ScenarioScheduler scheduler, string error)
    {
        scheduler.Refusal.ShouldBeNull("a framework that cannot be taken gets 200 and an ERROR event");
        scheduler.Error.ShouldBe(error);
        scheduler.Events.Count.ShouldBe(1);
        scheduler.IsClosed.ShouldBeTrue();
    }
}
