using System;
using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Kernel.Master;
using Type = Mesos.V1.Scheduler.Call.Types.Type;

namespace Tepui.Kernel.Tests.Master.Calls;

/// <summary>
/// Well-formed scheduler calls that must not be obeyed (src/master/http.cpp and master.cpp of Mesos): who may not make them is
/// refused, and what names something that is not there is dropped with a notice and changes nothing.
/// </summary>
public class BadSchedulerCallTests
{
    // What the other framework of the story holds.
    private const string HeldByAnother = "m-O1";

    private static readonly (Type Type, Action<Call> Fill)[] Calls =
    [
        (Type.Teardown, static _ => { }),
        (Type.Accept, static call => call.Accept = new Call.Types.Accept { OfferIds = { Offer("m-O0") } }),
        (Type.Decline, static call => call.Decline = new Call.Types.Decline { OfferIds = { Offer("m-O0") } }),
        (Type.AcceptInverseOffers, static call => call.AcceptInverseOffers = new Call.Types.AcceptInverseOffers()),
        (Type.DeclineInverseOffers, static call => call.DeclineInverseOffers = new Call.Types.DeclineInverseOffers()),
        (Type.Revive, static _ => { }),
        (Type.Suppress, static _ => { }),
        (Type.Kill, static call => call.Kill = new Call.Types.Kill { TaskId = new TaskID { Value = "t" } }),
        (Type.Shutdown, static call => call.Shutdown = new Call.Types.Shutdown { ExecutorId = Executor, AgentId = Agent("m-S0") }),
        (Type.Acknowledge, static call => call.Acknowledge = new Call.Types.Acknowledge
        {
            TaskId = new TaskID { Value = "t" }, AgentId = Agent("m-S0"), Uuid = Uuid,
        }),
        (Type.AcknowledgeOperationStatus, static call => call.AcknowledgeOperationStatus = new Call.Types.AcknowledgeOperationStatus
        {
            OperationId = new OperationID { Value = "o" }, AgentId = Agent("m-S0"), Uuid = Uuid,
        }),
        (Type.Reconcile, static call => call.Reconcile = new Call.Types.Reconcile()),
        (Type.ReconcileOperations, static call => call.ReconcileOperations = new Call.Types.ReconcileOperations()),
        (Type.Message, static call => call.Message = new Call.Types.Message
        {
            ExecutorId = Executor, AgentId = Agent("m-S0"), Data = Uuid,
        }),
        (Type.Request, static call => call.Request = new Call.Types.Request()),
        (Type.UpdateFramework, static call => call.UpdateFramework = new Call.Types.UpdateFramework
        {
            FrameworkInfo = new FrameworkInfo { User = "root", Name = "changed", Id = call.FrameworkId },
        }),
    ];

    private static readonly Dropped[] Table =
    [
        new("ACCEPT of inverse offers, none named", Type.AcceptInverseOffers,
            static call => call.AcceptInverseOffers = new Call.Types.AcceptInverseOffers(), "No inverse offers specified"),
        new("ACCEPT of an inverse offer that is gone", Type.AcceptInverseOffers,
            static call => call.AcceptInverseOffers = new Call.Types.AcceptInverseOffers { InverseOfferIds = { Offer("gone") } },
            "Inverse offer gone is no longer valid"),
        new("DECLINE of an inverse offer that is gone", Type.DeclineInverseOffers,
            static call => call.DeclineInverseOffers = new Call.Types.DeclineInverseOffers { InverseOfferIds = { Offer("gone") } },
            "Inverse offer gone is no longer valid"),
        new("DECLINE of another framework's offer", Type.Decline,
            static call => call.Decline = new Call.Types.Decline { OfferIds = { Offer(HeldByAnother) } },
            $"Offer {HeldByAnother} belongs to framework m-0000"),
        new("REVIVE of a role that cannot be", Type.Revive, static call => call.Revive = new Call.Types.Revive { Roles = { "/a" } },
            "revive role '/a' is invalid: Role '/a' cannot start with a slash"),
        new("REVIVE of another's role", Type.Revive, static call => call.Revive = new Call.Types.Revive { Roles = { "b" } },
            "revive role 'b' is not one of the frameworks's subscribed roles"),
        new("SUPPRESS of a role that cannot be", Type.Suppress,
            static call => call.Suppress = new Call.Types.Suppress { Roles = { "a b" } },
            "suppression role 'a b' is invalid: "),
        new("SUPPRESS of another's role", Type.Suppress, static call => call.Suppress = new Call.Types.Suppress { Roles = { "b" } },
            "suppression role 'b' is not one of the frameworks's subscribed roles"),
        new("KILL on an agent that the task is not on", Type.Kill,
            static call => call.Kill = new Call.Types.Kill { TaskId = new TaskID { Value = "t" }, AgentId = Agent("m-S1") },
            "Task t runs on agent m-S0, not m-S1"),
        new("SHUTDOWN on an agent nobody knows", Type.Shutdown,
            static call => call.Shutdown = new Call.Types.Shutdown { ExecutorId = Executor, AgentId = Agent("nobody") },
            "Agent nobody is unknown or disconnected"),
        new("MESSAGE to an agent nobody knows", Type.Message,
            static call => call.Message = new Call.Types.Message { ExecutorId = Executor, AgentId = Agent("nobody"), Data = Uuid },
            "Agent nobody is unknown or disconnected"),
        new("ACKNOWLEDGE to an agent nobody knows", Type.Acknowledge, static call => call.Acknowledge = new Call.Types.Acknowledge
        {
            TaskId = new TaskID { Value = "t" }, AgentId = Agent("nobody"), Uuid = Uuid,
        }, "Task t: agent nobody is not registered or is disconnected"),
        new("ACKNOWLEDGE of what was never sent", Type.Acknowledge, static call => call.Acknowledge = new Call.Types.Acknowledge
        {
            TaskId = new TaskID { Value = "t" }, AgentId = Agent("m-S0"), Uuid = Uuid,
        }, "Task t: the update was not sent by this master"),
        new("ACKNOWLEDGE of an operation on an agent nobody knows", Type.AcknowledgeOperationStatus,
            static call => call.AcknowledgeOperationStatus = new Call.Types.AcknowledgeOperationStatus
            {
                OperationId = new OperationID { Value = "o" }, AgentId = Agent("nobody"), Uuid = Uuid,
            }, "Operation 'o': agent nobody is not registered"),
        new("ACKNOWLEDGE of an operation nobody knows", Type.AcknowledgeOperationStatus,
            static call => call.AcknowledgeOperationStatus = new Call.Types.AcknowledgeOperationStatus
            {
                OperationId = new OperationID { Value = "o" }, AgentId = Agent("m-S0"), Uuid = Uuid,
            }, "Operation 'o': the operation is unknown"),
    ];

    private readonly MasterScenario _scenario = new();

    public static TheoryData<Type> Types => [.. Calls.Select(static call => call.Type)];

    public static TheoryData<string> Drops => [.. Table.Select(static row => row.Name)];

    private static ExecutorID Executor => new() { Value = "e" };

    private static ByteString Uuid => ByteString.CopyFrom(new byte[16]);

    [Fact]
    public void EveryCall_IsInTheTable() => Calls.Select(static call => call.Type).Order()
        .ShouldBe(Enum.GetValues<Type>().Where(static type => type is not (Type.Unknown or Type.Subscribe)).Order());

    [Theory]
    [MemberData(nameof(Types))]
    public void Call_OfAFrameworkNobodyKnows_Is400(Type type) =>
        ShouldBe(Make(type, "nobody", "stream"), RejectionKind.BadRequest, "Framework cannot be found");

    [Theory]
    [MemberData(nameof(Types))]
    public void Call_WithAnotherFrameworksId_Is400(Type type)
    {
        var first = _scenario.Subscribe();
        var second = _scenario.Subscribe();
        ShouldBe(
            Make(type, first.Id.Value, second.StreamId),
            RejectionKind.BadRequest,
            $"The stream ID '{second.StreamId}' included in this request didn't match the stream ID currently associated with " +
            $"framework ID {first.Id.Value}");
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Call_OfAFrameworkThatIsAway_Is403(Type type)
    {
        var scheduler = _scenario.Subscribe(static subscribe => subscribe.FrameworkInfo.FailoverTimeout = 60);
        scheduler.Disconnect();
        ShouldBe(Make(type, scheduler.Id.Value, scheduler.StreamId), RejectionKind.Forbidden, "Framework is not subscribed");
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Call_OfAFrameworkThatEnded_Is400(Type type)
    {
        var scheduler = _scenario.Subscribe();
        scheduler.Teardown();
        ShouldBe(Make(type, scheduler.Id.Value, scheduler.StreamId), RejectionKind.BadRequest, "Framework cannot be found");
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Call_WithoutStreamId_Is400(Type type) => ShouldBe(
        Make(type, _scenario.Subscribe().Id.Value, streamId: null),
        RejectionKind.BadRequest,
        "All non-subscribe calls should include the 'Mesos-Stream-Id' header");

    [Theory]
    [MemberData(nameof(Types))]
    public void Call_OfAnotherPrincipal_Is400(Type type)
    {
        var scheduler = _scenario.Subscribe(static subscribe => subscribe.FrameworkInfo.Principal = "owner");
        ShouldBe(
            Make(type, scheduler.Id.Value, scheduler.StreamId, "thief"),
            RejectionKind.BadRequest,
            "Authenticated principal 'thief' does not match principal 'owner' set in `FrameworkInfo`");
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Call_ToAMasterThatDoesNotLead_Is503(Type type)
    {
        var scenario = new MasterScenario(leads: false);
        var (_, fill) = Calls.Single(call => call.Type == type);
        var call = new Call { Type = type, FrameworkId = new FrameworkID { Value = "f" } };
        fill(call);
        ShouldBe(scenario.Call(call, "stream"), RejectionKind.Unavailable, "Master has not finished recovery");
    }

    [Theory]
    [MemberData(nameof(Drops))]
    public void Call_ThatNamesWhatIsNotThere_IsDroppedWithANoticeAndChangesNothing(string name)
    {
        var row = Table.Single(row => row.Name == name);
        var agent = _scenario.Register();
        var holder = Subscribe("b");
        holder.Offers.Single().Id.Value.ShouldBe("m-O0");
        _scenario.Register(port: 5052);
        var scheduler = Subscribe("a");
        holder.Call(Type.Suppress);
        holder.Decline(holder.Offers.Single(static offer => offer.AgentId.Value == "m-S0"), refuseSeconds: 1e6);
        var offer = scheduler.Offers.Single(static offer => offer.AgentId.Value == "m-S0");
        scheduler.Launch([offer], 1e6, TaskInfos.Command("t", offer));
        holder.Offers.Single().Id.Value.ShouldBe(HeldByAnother);
        var (frames, events, offers) = (agent.Frames.Count, scheduler.Events.Count, holder.Offers.Count);
        scheduler.Call(row.Type, row.Fill).ShouldBeNull();

        var dropped = _scenario.Notices.OfType<CallDropped>().Last();
        dropped.Framework.Value.ShouldBe(scheduler.Id.Value);
        dropped.Reason.ShouldStartWith(row.Reason);
        (agent.Frames.Count, scheduler.Events.Count, holder.Offers.Count).ShouldBe((frames, events, offers));
    }

    [Fact]
    public void Decline_OfAnOfferThatIsGone_IsNoFault()
    {
        var scheduler = _scenario.Subscribe();
        scheduler.Call(Type.Decline, static call => call.Decline = new Call.Types.Decline { OfferIds = { Offer("gone") } }).ShouldBeNull();
        _scenario.Notices.OfType<CallDropped>().ShouldBeEmpty();
    }

    private static OfferID Offer(string id) => new() { Value = id };

    private static AgentID Agent(string id) => new() { Value = id };

    private static void ShouldBe(Rejection? rejection, RejectionKind kind, string message)
    {
        rejection.ShouldNotBeNull();
        (rejection.Kind, rejection.Message).ShouldBe((kind, message));
    }

    private ScenarioScheduler Subscribe(string role) => _scenario.Subscribe(subscribe =>
    {
        subscribe.FrameworkInfo.Roles.Clear();
        subscribe.FrameworkInfo.Roles.Add(role);
    });

    private Rejection? Make(Type type, string framework, string? streamId, string? principal = null)
    {
        var call = new Call { Type = type, FrameworkId = new FrameworkID { Value = framework } };
        Calls.Single(row => row.Type == type).Fill(call);
        return _scenario.Call(call, streamId, principal);
    }

    private sealed record Dropped(string Name, Type Type, Action<Call> Fill, string Reason);
}
