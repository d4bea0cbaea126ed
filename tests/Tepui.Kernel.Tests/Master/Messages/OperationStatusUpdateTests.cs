using System;
using System.Linq;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Internal.V1;
using static Tepui.Kernel.Tests.Master.OperationInfos;
using Offer = Mesos.V1.Offer;

namespace Tepui.Kernel.Tests.Master.Messages;

/// <summary>Operations from the status that an agent sends to the acknowledgement that ends them.</summary>
public class OperationStatusUpdateTests
{
    private readonly MasterScenario _scenario = new() { AfterBatch = MasterInvariants.Check };
    private readonly ScenarioAgent _agent;
    private readonly ScenarioScheduler _scheduler;

    public OperationStatusUpdateTests()
    {
        _agent = _scenario.Register("cpus:4;mem:4096;disk:1000");
        _scheduler = _scenario.Ads();
    }

    private Offer Offer => _scheduler.Offers[0];

    private int Known => _scenario.Machine.TakeView().Operations.Count;

    [Fact]
    public void Finished_WithAnId_GoesToTheFramework_UntilItAcknowledges()
    {
        _scheduler.Accept([Offer], 0, Reserve(Reserved("cpus:1", "ads")).Named("r"));

        var status = _scheduler.OperationStatuses.Single();
        status.State.ShouldBe(OperationState.OperationFinished);
        status.OperationId.Value.ShouldBe("r");
        status.AgentId.ShouldBe(_agent.Id);
        status.Uuid.ShouldNotBeNull();
        Known.ShouldBe(1);

        _agent.RetryOperations();
        _scheduler.OperationStatuses.Count().ShouldBe(2);

        _scheduler.Acknowledge(status).ShouldBeNull();
        _agent.Resources.Operations.ShouldBeEmpty();
        Known.ShouldBe(0);
    }

    [Fact]
    public void GetOperations_ShowsAllOfIt()
    {
        _agent.Resources.Answers = false;
        _scheduler.Accept([Offer], 0, Reserve(Reserved("cpus:1", "ads")).Named("r"));

        var operation = _scenario.Machine.TakeView().Operations.Single();
        operation.FrameworkId.ShouldBe(_scheduler.Id);
        operation.AgentId.ShouldBe(_agent.Id);
        operation.Info.Type.ShouldBe(Offer.Types.Operation.Types.Type.Reserve);
        operation.LatestStatus.State.ShouldBe(OperationState.OperationPending);
        operation.Statuses.ShouldBeEmpty();

        _agent.RetryOperations();
        operation.LatestStatus.State.ShouldBe(OperationState.OperationPending, "a view does not change");
        _scenario.Machine.TakeView().Operations.Single().LatestStatus.State.ShouldBe(OperationState.OperationFinished);
    }

    [Theory]
    [InlineData("r", "nosuch")]
    [InlineData("nosuch", null)]
    public void Acknowledge_WhatIsNotKnown_IsIgnored(string operation, string? agent)
    {
        _scheduler.Accept([Offer], 0, Reserve(Reserved("cpus:1", "ads")).Named("r"));
        var status = _scheduler.OperationStatuses.Single().Clone();
        status.OperationId.Value = operation;
        status.AgentId.Value = agent ?? status.AgentId.Value;

        _scheduler.Acknowledge(status).ShouldBeNull();
        Known.ShouldBe(1);
        _scenario.Machine.TakeView().Counters[Kernel.Master.MasterCounter.InvalidOperationStatusUpdateAcknowledgements].ShouldBe(1);
    }

    [Fact]
    public void Acknowledge_AnotherUuid_IsIgnored()
    {
        _scheduler.Accept([Offer], 0, Reserve(Reserved("cpus:1", "ads")).Named("r"));
        var status = _scheduler.OperationStatuses.Single().Clone();
        status.Uuid.Value = Google.Protobuf.ByteString.CopyFrom(new byte[16]);
        _scheduler.Acknowledge(status).ShouldBeNull();
        Known.ShouldBe(1);
    }

    [Fact]
    public void Acknowledge_WithoutAgent_Is400()
    {
        var rejection = _scheduler.Call(Call.Types.Type.AcknowledgeOperationStatus, static call =>
            call.AcknowledgeOperationStatus = new Call.Types.AcknowledgeOperationStatus
            {
                OperationId = new OperationID { Value = "r" },
                Uuid = Google.Protobuf.ByteString.CopyFrom(new byte[16]),
            });
        rejection.ShouldNotBeNull().Message.ShouldBe("Failed to validate scheduler::Call: Expecting 'agent_id' to be present");
    }

    [Theory]
    [InlineData(OperationState.OperationError)]
    [InlineData(OperationState.OperationDropped)]
    [InlineData(OperationState.OperationFailed)]
    public void Failed_AtTheAgent_IsAsIfItHadNotBeen(OperationState state)
    {
        _agent.Resources.Outcome = state;
        _scheduler.Accept([Offer], 0, Reserve(Reserved("cpus:1", "ads")).Named("r"));

        _scheduler.OperationStatuses.Single().State.ShouldBe(state);
        _scenario.Machine.TakeView().Agents[0].Total.ToString().ShouldBe("cpus:4; mem:4096; disk:1000");
        Offer.Resources.Single(static resource => resource.Name == "cpus").Scalar.Value.ShouldBe(4);
    }

    [Fact]
    public void Failed_WhileOffered_RescindsThatOffer()
    {
        _agent.Resources.Answers = false;
        _agent.Resources.Outcome = OperationState.OperationFailed;
        _scenario.AfterBatch = null;
        _scheduler.Accept([Offer], 0, Reserve(Reserved("cpus:1", "ads")));
        var offered = Offer.Id.Value;

        _scenario.AfterBatch = MasterInvariants.Check;
        _agent.RetryOperations();

        Offer.Id.Value.ShouldNotBe(offered);
        _agent.Resources.Operations.ShouldBeEmpty();
    }

    [Fact]
    public void Failed_OneThatAnotherBuiltOn_AreBothAsIfTheyHadNotBeen()
    {
        _agent.Resources.Answers = false;
        _agent.Resources.Outcome = OperationState.OperationDropped;
        _scenario.AfterBatch = null;
        _scheduler.Accept([Offer], 0, Reserve(Reserved("disk:10", "ads")), Create(Volume(10, "v", "ads")));
        _scenario.Machine.TakeView().Agents[0].Total.ToString().ShouldContain("[v:data]:10");

        _agent.RetryOperations();

        _scenario.AfterBatch = MasterInvariants.Check;
        _scenario.Step();
        _scenario.Machine.TakeView().Agents[0].Total.ToString().ShouldBe("cpus:4; mem:4096; disk:1000");
    }

    [Fact]
    public void Framework_Ends_TheMasterAcknowledges()
    {
        _scheduler.Accept([Offer], 0, Reserve(Reserved("cpus:1", "ads")).Named("r"));
        _scheduler.Teardown();
        _agent.RetryOperations();
        _agent.Resources.Operations.ShouldBeEmpty();
        Known.ShouldBe(0);
    }

    [Fact]
    public void Framework_Away_TheStatusWaits()
    {
        _agent.Resources.Answers = false;
        var scheduler = _scenario.Subscribe(static subscribe =>
        {
            subscribe.FrameworkInfo.Roles[0] = "ads";
            subscribe.FrameworkInfo.FailoverTimeout = 3600;
        });
        _scheduler.Disconnect();
        scheduler.Accept([scheduler.Offers[0]], 0, Reserve(Reserved("cpus:1", "ads")).Named("r"));
        scheduler.Disconnect();
        _agent.RetryOperations();
        _agent.Resources.Operations.Count.ShouldBe(1);

        var again = _scenario.Subscribe(
            static subscribe =>
            {
                subscribe.FrameworkInfo.Roles[0] = "ads";
                subscribe.FrameworkInfo.FailoverTimeout = 3600;
            },
            scheduler.Id.Value);
        _agent.RetryOperations();
        again.Acknowledge(again.OperationStatuses.Single());
        _agent.Resources.Operations.ShouldBeEmpty();
    }

    [Fact]
    public void Agent_Unreachable_TellsFrameworksOnce()
    {
        _agent.Resources.Answers = false;
        _scheduler.Accept([Offer], 0, Reserve(Reserved("cpus:1", "ads")).Named("r"), Reserve(Reserved("cpus:1", "ads")));
        _agent.AnswersPings = false;
        _scenario.Advance(TimeSpan.FromMinutes(2));

        var status = _scheduler.OperationStatuses.Single();
        status.State.ShouldBe(OperationState.OperationUnreachable);
        status.Message.ShouldBe("Agent was marked unreachable");
        Known.ShouldBe(0);
    }

    [Fact]
    public void Agent_ReturnsWithoutAnOperation_ItIsDroppedAndItsResourcesAreAsTheAgentSays()
    {
        _agent.Resources.Answers = false;
        _scheduler.Accept([Offer], 0, Reserve(Reserved("cpus:1", "ads")).Named("known"));
        _scheduler.OperationStatuses.ShouldBeEmpty();
        _scenario.AfterBatch = null;
        _agent.IsDeaf = true;
        _scheduler.Accept([Offer], 0, Reserve(Reserved("cpus:2", "ads")).Named("lost"));

        var back = _agent.LoseLink();
        back.Reregister();
        _scenario.AfterBatch = MasterInvariants.Check;

        var status = _scheduler.OperationStatuses.Single();
        status.OperationId.Value.ShouldBe("lost");
        status.State.ShouldBe(OperationState.OperationDropped);
        _scenario.Machine.TakeView().Agents[0].Total.ToString().ShouldContain("cpus(reservations: [(DYNAMIC,ads)]):1");
        _scenario.Step();
        back.RetryOperations();
        _scheduler.OperationStatuses.Last().OperationId.Value.ShouldBe("known");
    }

    [Fact]
    public void Master_Restarts_LearnsOperationsAndReservationsFromTheAgent()
    {
        _agent.Resources.Answers = false;
        _scheduler.Accept([Offer], 0, Reserve(Reserved("cpus:1;disk:10", "ads")).Named("r"), Create(Volume(10, "v", "ads")));
        _scenario.RestartMaster();
        var back = _agent.LoseLink();
        back.Reregister();

        Known.ShouldBe(2);
        var operations = _scenario.Machine.TakeView().Operations;
        operations[0].FrameworkId.ShouldBe(_scheduler.Id);
        _scenario.Machine.TakeView().Agents[0].Total.ToString().ShouldContain("[v:data]:10");

        // The one without an id is settled at once; the other waits for its framework.
        back.RetryOperations();
        Known.ShouldBe(1);
        var again = _scenario.Subscribe(static subscribe => subscribe.FrameworkInfo.Roles[0] = "ads", _scheduler.Id.Value);
        back.RetryOperations();
        again.Acknowledge(again.OperationStatuses.Single());
        Known.ShouldBe(0);
        again.Offers[0].Resources.ShouldContain(static resource => resource.Disk != null);
    }

    [Fact]
    public void Master_Restarts_AndTheFrameworkNeverReturns_TheMasterAcknowledgesAfterTenMinutes()
    {
        _scheduler.Accept([Offer], 0, Reserve(Reserved("cpus:1", "ads")).Named("r"));
        _scenario.RestartMaster();
        var back = _agent.LoseLink();
        back.Reregister();
        back.RetryOperations();
        Known.ShouldBe(1);
        _scenario.Advance(TimeSpan.FromMinutes(11));
        back.RetryOperations();
        Known.ShouldBe(0);
    }

    [Fact]
    public void Agent_WithReservationsThatItsFlagsDoNotHold_IsRefused()
    {
        var agent = _scenario.Link("cpus:1", port: 6000);
        agent.Send(new AgentLinkFrame
        {
            RegisterAgent = new RegisterAgent
            {
                Agent = agent.Info,
                ProtocolVersion = 1,
                CheckpointedResources = { Reserved("cpus:2", "ads") },
            },
        });
        agent.Frames.Single().ShutdownAgent.Message.ShouldBe("Incompatible agent resources: cpus:1 does not contain cpus:2");
    }

    [Fact]
    public void Status_OfAnOperationNobodyKnows_IsAcknowledged()
    {
        _agent.Send(new AgentLinkFrame
        {
            UpdateOperationStatus = new UpdateOperationStatus
            {
                OperationUuid = Google.Protobuf.ByteString.CopyFrom(new byte[16]),
                Status = new OperationStatus
                {
                    State = OperationState.OperationFinished,
                    Uuid = new UUID { Value = Google.Protobuf.ByteString.CopyFrom(new byte[16]) },
                },
            },
        });
        _agent.Frames[^1].AcknowledgeOperationStatus.ShouldNotBeNull();
    }

    [Fact]
    public void Counts_ByKindAndState()
    {
        _scheduler.Accept([Offer], 0, Reserve(Reserved("cpus:1", "ads")), Reserve(Reserved("cpus:9", "ads")));
        var all = _scenario.Machine.TakeView().Counters.All().ToDictionary();
        all["master/operations/reserve/finished"].ShouldBe(1);
        all["master/operations/reserve/error"].ShouldBe(1);
        all["master/operations/reserve/pending"].ShouldBe(0);
        all["master/operations/reserve/total"].ShouldBe(2);
        all["master/operations/total"].ShouldBe(2);
        all["master/operations/finished"].ShouldBe(1);
        all["master/messages_operation_status_update"].ShouldBe(1);
        all["master/valid_operation_status_updates"].ShouldBe(1);
    }
}
