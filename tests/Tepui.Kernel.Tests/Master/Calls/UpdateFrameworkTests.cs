using System;
using System.Linq;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Internal.V1;
using Tepui.Kernel.Master.Subscribers;
using Capability = Mesos.V1.FrameworkInfo.Types.Capability.Types.Type;

namespace Tepui.Kernel.Tests.Master.Calls;

public class UpdateFrameworkTests
{
    private readonly MasterScenario _scenario = new();
    private FrameworkInfo _info = new();

    [Fact]
    public void UpdateFramework_RoleAdded_IsOfferedInIt()
    {
        _scenario.Register();
        var scheduler = Subscribe("a");
        scheduler.Decline(scheduler.Offers[0], refuseSeconds: 1e6);

        Update(scheduler, static info => info.Roles.Add("b")).ShouldBeNull();

        scheduler.Offers.Single().AllocationInfo.Role.ShouldBe("b");
    }

    [Fact]
    public void UpdateFramework_RoleGivenUp_RescindsItsOffersAndKeepsItsTasks()
    {
        var agent = _scenario.Register();
        var scheduler = Subscribe("a", "b");
        var offer = scheduler.Offers.Single();
        var role = offer.AllocationInfo.Role;
        scheduler.Launch([offer], 0, TaskInfos.Command("t", offer));
        var rest = scheduler.Offers.Single();

        Update(scheduler, info => info.Roles.Remove(role)).ShouldBeNull();

        scheduler.Events.Count(static e => e.Rescind is not null).ShouldBe(rest.AllocationInfo.Role == role ? 1 : 0);
        scheduler.Offers.Single().AllocationInfo.Role.ShouldNotBe(role);
        agent.Update(scheduler.Id.Value, "t", TaskState.TaskRunning);
        scheduler.LastUpdate.State.ShouldBe(TaskState.TaskRunning);
    }

    [Fact]
    public void UpdateFramework_AllRolesGivenUp_RescindsAll()
    {
        _scenario.Register();
        var scheduler = Subscribe("a");
        scheduler.Offers.Count.ShouldBe(1);

        Update(scheduler, static info => info.Roles.Clear()).ShouldBeNull();

        scheduler.Offers.ShouldBeEmpty();
        _scenario.Advance(TimeSpan.FromMinutes(1));
        scheduler.Offers.ShouldBeEmpty();
    }

    [Fact]
    public void UpdateFramework_SuppressedRoles_AreThoseNamedAndNoOther()
    {
        _scenario.Register();
        var scheduler = Subscribe("a", "b");
        scheduler.Call(Call.Types.Type.Suppress);
        scheduler.Decline(scheduler.Offers.Single(), refuseSeconds: 0);
        scheduler.Offers.ShouldBeEmpty();

        Update(scheduler, static _ => { }, "a").ShouldBeNull();
        scheduler.Offers.Single().AllocationInfo.Role.ShouldBe("b");

        Update(scheduler, static _ => { }, "a", "b").ShouldBeNull();
        scheduler.Decline(scheduler.Offers.Single(), refuseSeconds: 0);
        _scenario.Advance(TimeSpan.FromMinutes(1));
        scheduler.Offers.ShouldBeEmpty();

        // A role that stops being suppressed is revived: its filters end.
        Update(scheduler, static _ => { }, "b").ShouldBeNull();
        scheduler.Offers.Single().AllocationInfo.Role.ShouldBe("a");
    }

    [Fact]
    public void UpdateFramework_CapabilityAdded_TakesEffect()
    {
        _scenario.Register("cpus:4;mem:1024;gpus:1");
        var scheduler = Subscribe("a");
        scheduler.Offers.ShouldBeEmpty();

        Update(scheduler, static info => info.Capabilities.Add(
            new FrameworkInfo.Types.Capability { Type = Capability.GpuResources })).ShouldBeNull();

        scheduler.Offers.Count.ShouldBe(1);
    }

    [Fact]
    public void UpdateFramework_InfoChanged_TellsEveryAgent()
    {
        var agents = new[] { _scenario.Register(), _scenario.Register(port: 5052) };
        var scheduler = Subscribe("a");

        Update(scheduler, static info => (info.Name, info.FailoverTimeout) = ("renamed", 60)).ShouldBeNull();
        Update(scheduler, static _ => { }).ShouldBeNull();

        foreach (var agent in agents)
        {
            var told = agent.FramesOf(AgentLinkFrame.MessageOneofCase.UpdateFramework).Single().UpdateFramework.Framework;
            told.ShouldBe(_info);
            told.Id.ShouldBe(scheduler.Id);
        }

        scheduler.Disconnect();
        _scenario.Advance(TimeSpan.FromSeconds(59));
        _scenario.Machine.TakeView().Frameworks.Single().Id.Value.ShouldBe(scheduler.Id.Value);
    }

    [Fact]
    public void UpdateFramework_InfoChanged_IsAnnouncedToOperatorsOnce()
    {
        var scheduler = Subscribe("a");
        var watcher = _scenario.Watch();

        Update(scheduler, static info => info.Name = "renamed").ShouldBeNull();
        Update(scheduler, static _ => { }, "a").ShouldBeNull();
        Update(scheduler, static info => info.User = "other").ShouldNotBeNull();

        watcher.Changes.OfType<OperatorChange.FrameworkUpdated>().Single().Framework.Info.Name.ShouldBe("renamed");
    }

    public static TheoryData<string, Action<FrameworkInfo>, string[], string> Faults => new()
    {
        {
            "principal", static info => info.Principal = "other", [],
            "FrameworkInfo update is not valid: Changing framework's principal is not allowed."
        },
        {
            "user", static info => info.User = "other", [],
            "FrameworkInfo update is not valid: Updating 'FrameworkInfo.user' is unsupported; attempted to update from 'root' to 'other'"
        },
        {
            "checkpoint", static info => info.Checkpoint = true, [],
            "FrameworkInfo update is not valid: Updating 'FrameworkInfo.checkpoint' is unsupported; " +
            "attempted to update from 'false' to 'true'"
        },
        {
            "role", static info => info.Role = "a", [],
            "Supplied FrameworkInfo is not valid: 'FrameworkInfo.role' must not be set when the framework is MULTI_ROLE capable"
        },
        {
            "single role", static info => info.Capabilities.Clear(), [],
            "Supplied FrameworkInfo is not valid: 'FrameworkInfo.roles' must not be set when the framework is not MULTI_ROLE capable"
        },
        {
            "duplicate role", static info => info.Roles.Add("a"), [],
            "Supplied FrameworkInfo is not valid: 'FrameworkInfo.roles' contains duplicate items: { a }"
        },
        {
            "bad role", static info => info.Roles.Add("/b"), [],
            "Supplied FrameworkInfo is not valid: 'FrameworkInfo.roles' contains invalid role: Role '/b' cannot start with a slash"
        },
        {
            "foreign role", static info => info.Roles.AddRange(["z", "y"]), [],
            "Supplied FrameworkInfo is not valid: Roles { y, z } are not present in the master's --roles"
        },
        {
            "time-out", static info => info.FailoverTimeout = 1e10, [],
            "Supplied FrameworkInfo is not valid: The framework failover_timeout (10000000000) is invalid"
        },
        {
            "suppressed role", static _ => { }, ["z", "b"],
            "'UpdateFramework' call is not valid: Suppressed roles { b, z } are not contained in the set of roles"
        },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void UpdateFramework_Fault_IsNamedAndNothingChanges(
        string what, Action<FrameworkInfo> change, string[] suppressed, string message)
    {
        what.ShouldNotBeEmpty();
        var scenario = new MasterScenario(static config => config with { Roles = ["*", "a", "b"] });
        var agent = scenario.Register();
        var scheduler = Subscribe(scenario, "a");

        var rejection = Update(
            scheduler,
            info =>
            {
                info.Name = "renamed";
                change(info);
            },
            suppressed);

        rejection!.Kind.ShouldBe(RejectionKind.BadRequest);
        rejection.Message.ShouldBe(message);
        agent.FramesOf(AgentLinkFrame.MessageOneofCase.UpdateFramework).ShouldBeEmpty();
        scenario.Machine.TakeView().Frameworks.Single().Info.Name.ShouldBe("test");
        scheduler.Offers.Count.ShouldBe(1);
        scheduler.Events.ShouldNotContain(static e => e.Rescind != null);
    }

    private ScenarioScheduler Subscribe(params string[] roles) => Subscribe(_scenario, roles);

    private ScenarioScheduler Subscribe(MasterScenario scenario, params string[] roles)
    {
        var scheduler = scenario.Subscribe(subscribe =>
        {
            subscribe.FrameworkInfo.Roles.Clear();
            subscribe.FrameworkInfo.Roles.AddRange(roles);
            _info = subscribe.FrameworkInfo.Clone();
        });
        _info.Id = scheduler.Id;
        return scheduler;
    }

    private Rejection? Update(ScenarioScheduler scheduler, Action<FrameworkInfo> change, params string[] suppressed)
    {
        change(_info);
        return scheduler.Call(Call.Types.Type.UpdateFramework, call => call.UpdateFramework = new Call.Types.UpdateFramework
        {
            FrameworkInfo = _info.Clone(),
            SuppressedRoles = { suppressed },
        });
    }
}
