using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Resources;
using static Tepui.Kernel.Tests.Master.OperationInfos;
using Capability = Mesos.V1.FrameworkInfo.Types.Capability;

namespace Tepui.Kernel.Tests.Master.Calls.Accepting;

public class AcceptReserveTests
{
    private readonly MasterScenario _scenario = new() { AfterBatch = MasterInvariants.Check };
    private readonly ScenarioAgent _agent;
    private readonly ScenarioScheduler _scheduler;

    public AcceptReserveTests()
    {
        _agent = _scenario.Register("cpus:4;mem:4096;disk:1000");
        _scheduler = _scenario.Ads();
    }

    private Offer Offer => _scheduler.Offers[0];

    private string Shown => ResourceSet.From(Offer.Resources).WithoutAllocation().ToString();

    [Fact]
    public void Reserve_Part_IsOfferedReservedAtOnce()
    {
        _scheduler.Accept([Offer], 3600, Reserve(Reserved("cpus:3", "ads"))).ShouldBeNull();

        // A filter of what was only left over does not hold back an offer of more than that.
        Shown.ShouldBe("cpus(reservations: [(DYNAMIC,ads)]):3; cpus:1; mem:4096; disk:1000");
        _agent.Resources.Total.ToString().ShouldContain("cpus(reservations: [(DYNAMIC,ads)]):3");
        _agent.FramesOf(AgentLinkFrame.MessageOneofCase.ApplyOperation).Single().ApplyOperation.FrameworkId.ShouldBe(_scheduler.Id);
    }

    [Fact]
    public void Reserve_WithoutId_IsAcknowledgedByTheMasterAndForgotten()
    {
        _scheduler.Accept([Offer], 0, Reserve(Reserved("cpus:3", "ads")));

        _agent.Resources.Operations.ShouldBeEmpty();
        _scenario.Machine.TakeView().Operations.ShouldBeEmpty();
        _scheduler.Events.ShouldNotContain(static message => message.UpdateOperationStatus != null);
    }

    [Fact]
    public void Reserve_InTheOldFormat_IsTheSame()
    {
        var resources = TaskInfos.Resources("cpus:1");
        resources[0].Role = "ads";
        resources[0].Reservation = new Resource.Types.ReservationInfo();

        _scheduler.Accept([Offer], 3600, Reserve(resources));

        Shown.ShouldStartWith("cpus(reservations: [(DYNAMIC,ads)]):1;");
    }

    [Fact]
    public void Reserve_ByAFrameworkWithoutRefinement_IsShownInTheOldFormat()
    {
        var old = _scenario.Ads(Capability.Types.Type.MultiRole);
        _scheduler.Disconnect();
        old.Accept([old.Offers[0]], 3600, Reserve(Reserved("cpus:1", "ads")));

        var resource = old.Offers[0].Resources.Single(static resource => resource.Role == "ads");
        resource.Role.ShouldBe("ads");
        resource.Reservation.ShouldNotBeNull();
        resource.Reservations.ShouldBeEmpty();
    }

    [Fact]
    public void Reserve_Twice_IsOne()
    {
        _scheduler.Accept([Offer], 0, Reserve(Reserved("cpus:1", "ads")), Reserve(Reserved("cpus:2", "ads")));
        Shown.ShouldContain("cpus(reservations: [(DYNAMIC,ads)]):3");
        _agent.FramesOf(AgentLinkFrame.MessageOneofCase.ApplyOperation).Count().ShouldBe(2);
    }

    [Fact]
    public void Reserve_WithOtherLabels_IsNotMerged()
    {
        var labelled = Reserved("cpus:1", static made => made.Labels = new Labels { Labels_ = { new Label { Key = "k", Value = "v" } } }, "ads");
        _scheduler.Accept([Offer], 0, Reserve(Reserved("cpus:2", "ads")), Reserve(labelled));

        Shown.ShouldContain("cpus(reservations: [(DYNAMIC,ads)]):2");
        Shown.ShouldContain("cpus(reservations: [(DYNAMIC,ads,{k: v})]):1");
    }

    [Fact]
    public void ReserveCreateLaunch_InOneCall_ApplyInOrder()
    {
        var volume = Volume(100, "v", "ads");
        var task = TaskInfos.Command("t", Offer, change: task =>
        {
            task.Resources.Clear();
            task.Resources.AddRange(Reserved("cpus:1;mem:64", "ads"));
            task.Resources.Add(volume);
        });

        _scheduler.Accept([Offer], 3600, Reserve(Reserved("cpus:1;mem:64;disk:100", "ads")), Create(volume), Launch(task));

        _agent.Frames.Select(static frame => frame.MessageCase).Skip(1).ShouldBe(
        [
            AgentLinkFrame.MessageOneofCase.ApplyOperation,
            AgentLinkFrame.MessageOneofCase.ApplyOperation,
            AgentLinkFrame.MessageOneofCase.RunTask,
            AgentLinkFrame.MessageOneofCase.AcknowledgeOperationStatus,
            AgentLinkFrame.MessageOneofCase.AcknowledgeOperationStatus,
        ]);
        _scheduler.Offers.ShouldBeEmpty();
        _agent.Update(_scheduler.Id.Value, "t", TaskState.TaskFinished);
        Shown.ShouldContain("disk(reservations: [(DYNAMIC,ads)])[v:data]:100");
    }

    [Fact]
    public void Reserve_MoreThanOffered_DropsItAndWhatNeedsItAndNoMore()
    {
        var needy = TaskInfos.Command("needy", Offer, change: static task =>
        {
            task.Resources.Clear();
            task.Resources.AddRange(Reserved("cpus:5", "ads"));
        });

        _scheduler.Accept(
            [Offer], 0, Reserve(Reserved("cpus:5", "ads")).Named("r"), Launch(needy, TaskInfos.Command("modest", Offer)));

        var status = _scheduler.OperationStatuses.Single();
        status.State.ShouldBe(OperationState.OperationError);
        status.OperationId.Value.ShouldBe("r");
        status.Message.ShouldBe(
            "cpus(allocated: ads):4; mem(allocated: ads):4096; disk(allocated: ads):1000 does not contain cpus(allocated: ads):5");
        status.AgentId.ShouldBeNull();
        status.Uuid.ShouldBeNull();
        _scheduler.LastUpdate.TaskId.Value.ShouldBe("needy");
        _scheduler.LastUpdate.State.ShouldBe(TaskState.TaskError);
        _scheduler.LastUpdate.Message.ShouldContain("is more than available");
        _agent.Tasks.Keys.Single().Task.ShouldBe("modest");
    }

    [Fact]
    public void Reserve_WithSource_IsForOperatorsOnly()
    {
        var operation = Reserve(Reserved("cpus:1", "ads")).Named("r");
        operation.Reserve.Source.AddRange(TaskInfos.Resources("cpus:1"));
        _scheduler.Accept([Offer], 0, operation);
        _scheduler.OperationStatuses.Single().Message.ShouldBe(
            "Operation attempted with invalid resources: Reservation updates are not yet implemented for the scheduler API.");
    }

    [Fact]
    public void Reserve_OfAnotherRole_IsAnError()
    {
        _scheduler.Accept([Offer], 0, Reserve(Reserved("cpus:1", "web")).Named("r"));
        _scheduler.OperationStatuses.Single().Message.ShouldBe(
            "A reserve operation was attempted for a resource with role 'web', but the resource was allocated to role 'ads'; on agent " +
            "m-S0 at slave(1)@10.0.0.1:5051 (host1)");
    }

    [Fact]
    public void Reserve_Nothing_IsAnError()
    {
        _scheduler.Accept([Offer], 0, new Offer.Types.Operation { Type = Offer.Types.Operation.Types.Type.Reserve }.Named("r"));
        _scheduler.OperationStatuses.Single().Message.ShouldBe(
            "Operation attempted with invalid resources: A RESERVE offer operation must have the Offer.Operation.reserve field set.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(99)]
    [InlineData(-1)]
    public void Accept_AnOperationOfNoKnownKind_IsAnError(int type)
    {
        _scheduler.Accept([Offer], 0, new Offer.Types.Operation { Type = (Offer.Types.Operation.Types.Type)type }.Named("u"));
        _scheduler.OperationStatuses.Single().Message.ShouldBe("Operation attempted with invalid resources: Unknown offer operation");
        _scheduler.Offers.Count.ShouldBe(1);
    }

    [Fact]
    public void Reserve_WithInvalidOffers_IsAnError()
    {
        var gone = Offer;
        _scheduler.Decline(gone, 0);
        _scheduler.Accept([gone], 0, Reserve(Reserved("cpus:1", "ads")).Named("r"), Reserve(Reserved("cpus:1", "ads")));
        var status = _scheduler.OperationStatuses.Single();
        status.State.ShouldBe(OperationState.OperationError);
        status.Message.ShouldBe($"Operation attempted with invalid offers: Offer {gone.Id.Value} is no longer valid");
    }

    [Fact]
    public void Refine_AndUnreserve_GoesOneStepBack()
    {
        _scheduler.Accept([Offer], 0, Reserve(Reserved("cpus:1", "ads")));
        _scheduler.Disconnect();
        var east = _scenario.Subscribe(static subscribe =>
        {
            subscribe.FrameworkInfo.Roles[0] = "ads/east";
            subscribe.FrameworkInfo.Capabilities.Add(new Capability { Type = Capability.Types.Type.ReservationRefinement });
        });

        east.Accept([east.Offers[0]], 0, Reserve(Reserved("cpus:1", "ads", "ads/east")));
        _agent.Resources.Total.ToString().ShouldContain("cpus(reservations: [(DYNAMIC,ads),(DYNAMIC,ads/east)]):1");

        east.Accept([east.Offers[0]], 0, Unreserve(Reserved("cpus:1", "ads", "ads/east")));
        _agent.Resources.Total.ToString().ShouldContain("cpus(reservations: [(DYNAMIC,ads)]):1");
    }

    [Fact]
    public void Reserve_WithAPrincipal_MustBeTheFrameworksOwn()
    {
        var scheduler = _scenario.Subscribe(static subscribe =>
        {
            subscribe.FrameworkInfo.Roles[0] = "ads";
            subscribe.FrameworkInfo.Principal = "p";
        });
        _scheduler.Disconnect();

        scheduler.Accept([scheduler.Offers[0]], 0, Reserve(Reserved("cpus:1", "ads")).Named("none"));
        scheduler.Accept([scheduler.Offers[0]], 0, Reserve(Reserved("cpus:1", static made => made.Principal = "q", "ads")).Named("other"));
        scheduler.Accept([scheduler.Offers[0]], 0, Reserve(Reserved("cpus:1", static made => made.Principal = "p", "ads")).Named("own"));

        scheduler.OperationStatuses.Select(static status => status.State).ShouldBe(
            [OperationState.OperationError, OperationState.OperationError, OperationState.OperationFinished]);
        scheduler.OperationStatuses.First().Message.ShouldStartWith("A reserve operation was attempted by principal 'p', but there is");
        scheduler.OperationStatuses.Skip(1).First().Message.ShouldContain("with principal 'q'");
    }
}
