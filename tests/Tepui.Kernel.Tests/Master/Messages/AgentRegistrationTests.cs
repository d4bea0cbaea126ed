using System;
using System.Linq;
using Tepui.Internal.V1;

namespace Tepui.Kernel.Tests.Master.Messages;

public class AgentRegistrationTests
{
    private readonly MasterScenario _scenario = new();

    [Fact]
    public void Register_IsAnsweredOnlyOnceTheRegistryKnows()
    {
        _scenario.HoldRegistry = true;
        var scheduler = _scenario.Subscribe();
        var agent = _scenario.Register();
        agent.Frames.ShouldBeEmpty();
        scheduler.Offers.ShouldBeEmpty();

        _scenario.StoreRegistry();

        var answer = agent.Frames.ShouldHaveSingleItem().AgentRegistered;
        answer.AgentId.Value.ShouldBe("m-S0");
        answer.PingTimeoutSeconds.ShouldBe(15);
        answer.MaxPingTimeouts.ShouldBe(5u);
        scheduler.Offers.Count.ShouldBe(1);
    }

    [Fact]
    public void Register_AThousandWhileTheRegistryIsWritten_MakeOneMoreWrite()
    {
        _scenario.HoldRegistry = true;
        var agents = Enumerable.Range(0, 1001).Select(_ => _scenario.Register()).ToList();
        _scenario.HeldWrite!.Registry.Admitted.Count.ShouldBe(1);
        _scenario.Machine.TakeFigures().QueuedOperations.ShouldBe(1001);

        _scenario.StoreRegistry();
        agents.Count(static agent => agent.Frames.Count > 0).ShouldBe(1);
        _scenario.HeldWrite!.Registry.Admitted.Count.ShouldBe(1001);
        _scenario.HeldWrite.Version.ShouldBe(2);

        _scenario.StoreRegistry();
        agents.ShouldAllBe(static agent => agent.Frames.Count == 1);
        _scenario.HeldWrite.ShouldBeNull();
    }

    [Fact]
    public void Register_WhenTheRegistryFails_ClosesTheLinkAndAdmitsNobody()
    {
        _scenario.HoldRegistry = true;
        var agent = _scenario.Register();
        _scenario.FailRegistry();
        agent.IsClosed.ShouldBeTrue();
        agent.Frames.ShouldBeEmpty();
        _scenario.Machine.TakeView().Agents.ShouldBeEmpty();
    }

    [Fact]
    public void Register_Again_IsAnsweredTheSame()
    {
        var agent = _scenario.Register();
        agent.Info.Id = null;
        agent.Register();
        agent.Id.Value.ShouldBe("m-S0");
        _scenario.Machine.TakeView().Agents.Count.ShouldBe(1);
    }

    [Fact]
    public void Register_AtTheAddressOfAnAgentThatIsAway_TakesItsPlace()
    {
        var scheduler = _scenario.Subscribe();
        var old = _scenario.Register();
        scheduler.Launch(scheduler.Offers[0], TaskInfos.Command("a", scheduler.Offers[0]));
        old.LoseLink();

        _scenario.Register().Id.Value.ShouldBe("m-S1");

        _scenario.Machine.TakeView().Agents.Select(static agent => agent.Id.Value).ShouldBe(["m-S1"]);
        scheduler.LastUpdate.State.ShouldBe(Mesos.V1.TaskState.TaskLost);
        scheduler.LastUpdate.Message.ShouldEndWith("removed: a new agent registered at the same address");
        scheduler.Events.Single(static e => e.Failure is not null).Failure.AgentId.Value.ShouldBe("m-S0");
    }

    [Fact]
    public void Register_OtherProtocolVersion_IsToldWhyAndShutDown()
    {
        var agent = _scenario.Link();
        agent.Send(new AgentLinkFrame { RegisterAgent = new RegisterAgent { Agent = agent.Info, ProtocolVersion = 99 } });
        agent.Frames.Single().ShutdownAgent.Message
            .ShouldBe("It speaks version 99 of the agent link, this master version 1: run the same Tepui");
        agent.IsClosed.ShouldBeTrue();
    }

    [Fact]
    public void Register_ThenTheLinkClosesBeforeTheAnswer_OffersNothingOfIt()
    {
        _scenario.HoldRegistry = true;
        var scheduler = _scenario.Subscribe();
        var agent = _scenario.Register();
        _ = agent.LoseLink();
        _scenario.StoreRegistry();
        scheduler.Offers.ShouldBeEmpty();
        _scenario.Machine.TakeView().Agents.Single().Connected.ShouldBeFalse();
        _scenario.Advance(TimeSpan.FromMinutes(2));
        _scenario.StoreRegistry();
        _scenario.Machine.TakeView().Agents.ShouldBeEmpty();
    }

    [Fact]
    public void Frames_BeforeRegistration_AreIgnored()
    {
        var agent = _scenario.Link();
        agent.Send(new AgentLinkFrame { Pong = new Pong { Nonce = 1 } });
        agent.Frames.ShouldBeEmpty();
    }
}
