using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Internal.V1;
using Tepui.Kernel.Master;
using Tepui.Kernel.Registry;

namespace Tepui.Kernel.Tests.Master;

public sealed class LeadershipTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    [Fact]
    public void ALeaderWhoseLeaseIsOver_EndsAtItsNextStep_AndDoesNothingElseForEver()
    {
        (MasterMachine machine, Outbox<MasterEffect> outbox) = Elected(lease: TimeSpan.FromSeconds(10));

        List<MasterEffect> effects = Batch(machine, outbox, Start + TimeSpan.FromSeconds(10), Subscription(1), Registration(2));

        effects.ShouldHaveSingleItem().ShouldBeOfType<EndMaster>().Reason
            .ShouldBe("this master leads no more: its ZooKeeper session was not heard of for the session's time-out: another master may lead");
        machine.IsDeposed.ShouldBeTrue();
        machine.TakeView().Leads.ShouldBeFalse();
        Batch(machine, outbox, Start + TimeSpan.FromSeconds(11), new LeaseExtended(Start + TimeSpan.FromHours(1)), Subscription(3)).ShouldBeEmpty();
        Batch(machine, outbox, Start + TimeSpan.FromSeconds(12), new LeadershipGained(RegistryState.Empty, 99, Start + TimeSpan.FromHours(1))).ShouldBeEmpty();
    }

    [Fact]
    public void AFlush_AfterTheLease_OffersAndStoresNothing()
    {
        (MasterMachine machine, Outbox<MasterEffect> outbox) = Elected(lease: TimeSpan.FromSeconds(10));
        Batch(machine, outbox, Start, Subscription(1));
        machine.Step(Registration(2), Start + TimeSpan.FromSeconds(9), outbox);
        outbox.Clear();

        machine.Flush(Start + TimeSpan.FromSeconds(10), outbox);

        outbox.Effects.ShouldHaveSingleItem().ShouldBeOfType<EndMaster>();
    }

    [Fact]
    public void TheLease_IsExtended_AndNeverShortened()
    {
        (MasterMachine machine, Outbox<MasterEffect> outbox) = Elected(lease: TimeSpan.FromSeconds(10));

        Batch(machine, outbox, Start + TimeSpan.FromSeconds(9), new LeaseExtended(Start + TimeSpan.FromSeconds(20)));
        Batch(machine, outbox, Start + TimeSpan.FromSeconds(9), new LeaseExtended(Start + TimeSpan.FromSeconds(15)));

        machine.LeaseUntil.ShouldBe(Start + TimeSpan.FromSeconds(20));
        Batch(machine, outbox, Start + TimeSpan.FromSeconds(19), Subscription(1)).ShouldContain(static effect => effect is SendEvent);
    }

    [Fact]
    public void AnExtensionThatComesTooLateByTheClock_StillCounts_WhenTheSessionWasAliveAllAlong()
    {
        (MasterMachine machine, Outbox<MasterEffect> outbox) = Elected(lease: TimeSpan.FromSeconds(10));

        // The loop was busy; the session's own thread was not.
        Batch(machine, outbox, Start + TimeSpan.FromSeconds(12), new LeaseExtended(Start + TimeSpan.FromSeconds(20)), Subscription(1))
            .ShouldContain(static effect => effect is SendEvent);
    }

    [Fact]
    public void ADeposedLeader_HasNoEffectButItsEnd()
    {
        (MasterMachine machine, Outbox<MasterEffect> outbox) = Elected(lease: TimeSpan.FromSeconds(10));

        Batch(machine, outbox, Start, new LeadershipLost("its node was deleted"), Subscription(1))
            .ShouldHaveSingleItem().ShouldBe(new EndMaster("this master leads no more: its node was deleted"));
    }

    [Fact]
    public void AMasterThatWasDeposedBeforeItKnewTheRegistry_NeverLeads()
    {
        MasterMachine machine = Machine();
        var outbox = new Outbox<MasterEffect>();

        Batch(machine, outbox, Start, new LeadershipLost("its session expired")).ShouldHaveSingleItem().ShouldBeOfType<EndMaster>();

        Batch(machine, outbox, Start, new LeadershipGained(RegistryState.Empty, 5, Start + TimeSpan.FromSeconds(10)), Subscription(1)).ShouldBeEmpty();
    }

    [Fact]
    public void AMasterThatNobodyElects_LeadsWithoutALease()
    {
        MasterMachine machine = Machine();
        var outbox = new Outbox<MasterEffect>();
        Batch(machine, outbox, Start, new LeadershipGained(RegistryState.Empty));

        machine.LeaseUntil.ShouldBeNull();
        Batch(machine, outbox, Start + TimeSpan.FromDays(365), Subscription(1)).ShouldContain(static effect => effect is SendEvent);
    }

    [Theory]
    [InlineData(41)]
    [InlineData(43)]
    public void AnAgentThatLooksForAnotherTermsLeader_IsTurnedAway(long term)
    {
        (MasterMachine machine, Outbox<MasterEffect> outbox) = Elected(lease: TimeSpan.FromSeconds(10));

        List<MasterEffect> effects = Batch(machine, outbox, Start, Registration(1, term));

        effects.ShouldContain(static effect => effect is CloseConnection);
        effects.ShouldNotContain(static effect => effect is StoreRegistry);
    }

    [Fact]
    public void AnAgentOfThisTerm_IsAdmitted()
    {
        (MasterMachine machine, Outbox<MasterEffect> outbox) = Elected(lease: TimeSpan.FromSeconds(10));

        Batch(machine, outbox, Start, Registration(1, 42)).ShouldContain(static effect => effect is StoreRegistry);
    }

    private static MasterMachine Machine() =>
        new(new MasterConfig { Info = new MasterInfo { Id = "m", Ip = 16777343, Port = 5050, Hostname = "127.0.0.1" } }, new Random(42));

    /// <summary>The leader of term 42.</summary>
    private static (MasterMachine Machine, Outbox<MasterEffect> Outbox) Elected(TimeSpan lease)
    {
        MasterMachine machine = Machine();
        var outbox = new Outbox<MasterEffect>();
        Batch(machine, outbox, Start, new LeadershipGained(RegistryState.Empty, 42, Start + lease));
        return (machine, outbox);
    }

    private static List<MasterEffect> Batch(MasterMachine machine, Outbox<MasterEffect> outbox, DateTimeOffset now, params MasterInput[] inputs)
    {
        outbox.Clear();
        foreach (MasterInput input in inputs)
        {
            machine.Step(input, now, outbox);
        }

        machine.Flush(now, outbox);
        return outbox.Effects.ToList();
    }

    private static SchedulerSubscribes Subscription(long connection)
    {
        var info = new FrameworkInfo { User = "root", Name = "test" };
        info.Roles.Add("*");
        info.Capabilities.Add(new FrameworkInfo.Types.Capability { Type = FrameworkInfo.Types.Capability.Types.Type.MultiRole });
        return new SchedulerSubscribes(
            new RequestId(connection),
            new ConnectionId(connection),
            "stream",
            null,
            new Call { Type = Call.Types.Type.Subscribe, Subscribe = new Call.Types.Subscribe { FrameworkInfo = info } });
    }

    private static AgentSends Registration(long connection, long term = 42)
    {
        var info = new AgentInfo { Hostname = "host", Port = 5051 };
        info.Resources.AddRange(TaskInfos.Resources("cpus:4;mem:4096"));
        return new AgentSends(
            new ConnectionId(connection),
            "10.0.0.1",
            new AgentLinkFrame
            {
                RegisterAgent = new RegisterAgent
                {
                    Agent = info,
                    ProtocolVersion = Tepui.Protocol.AgentLink.AgentLinkFraming.ProtocolVersion,
                    TepuiVersion = "test",
                    Term = term,
                },
            });
    }
}
