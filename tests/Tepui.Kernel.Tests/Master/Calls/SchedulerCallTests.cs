using Mesos.V1;
using Mesos.V1.Scheduler;

namespace Tepui.Kernel.Tests.Master.Calls;

public class SchedulerCallTests
{
    private readonly MasterScenario _scenario = new();

    [Fact]
    public void Call_WithoutType_Is400() =>
        Refusal(new Call()).ShouldBe((RejectionKind.BadRequest, "Failed to validate scheduler::Call: Expecting 'type' to be present"));

    [Fact]
    public void Call_WithoutFrameworkId_Is400() => Refusal(new Call { Type = Call.Types.Type.Teardown })
        .ShouldBe((RejectionKind.BadRequest, "Failed to validate scheduler::Call: Expecting 'framework_id' to be present"));

    [Theory]
    [InlineData(Call.Types.Type.Accept, "accept")]
    [InlineData(Call.Types.Type.Decline, "decline")]
    [InlineData(Call.Types.Type.Kill, "kill")]
    [InlineData(Call.Types.Type.Shutdown, "shutdown")]
    [InlineData(Call.Types.Type.Acknowledge, "acknowledge")]
    [InlineData(Call.Types.Type.Reconcile, "reconcile")]
    [InlineData(Call.Types.Type.Message, "message")]
    [InlineData(Call.Types.Type.Request, "request")]
    [InlineData(Call.Types.Type.AcceptInverseOffers, "accept_inverse_offers")]
    [InlineData(Call.Types.Type.DeclineInverseOffers, "decline_inverse_offers")]
    [InlineData(Call.Types.Type.AcknowledgeOperationStatus, "acknowledge_operation_status")]
    [InlineData(Call.Types.Type.ReconcileOperations, "reconcile_operations")]
    [InlineData(Call.Types.Type.UpdateFramework, "update_framework")]
    public void Call_WithoutItsMessage_Is400(Call.Types.Type type, string field) => _scenario.Subscribe().Call(type)!.Message
        .ShouldBe($"Failed to validate scheduler::Call: Expecting '{field}' to be present");

    [Fact]
    public void Call_UnknownFramework_Is400() => Refusal(Of("nosuch")).ShouldBe((RejectionKind.BadRequest, "Framework cannot be found"));

    [Fact]
    public void Call_DisconnectedFramework_Is403()
    {
        var scheduler = _scenario.Subscribe(static subscribe => subscribe.FrameworkInfo.FailoverTimeout = 60);
        scheduler.Disconnect();
        Refusal(Of(scheduler.Id.Value), scheduler.StreamId).ShouldBe((RejectionKind.Forbidden, "Framework is not subscribed"));
    }

    [Fact]
    public void Call_WithoutStreamId_Is400()
    {
        var scheduler = _scenario.Subscribe();
        Refusal(Of(scheduler.Id.Value))
            .ShouldBe((RejectionKind.BadRequest, "All non-subscribe calls should include the 'Mesos-Stream-Id' header"));
    }

    [Fact]
    public void Call_WrongStreamId_Is400()
    {
        var scheduler = _scenario.Subscribe();
        Refusal(Of(scheduler.Id.Value), "x").ShouldBe((
            RejectionKind.BadRequest,
            "The stream ID 'x' included in this request didn't match the stream ID currently associated with framework ID m-0000"));
    }

    [Fact]
    public void Call_OtherPrincipal_Is400()
    {
        var scheduler = _scenario.Subscribe(static subscribe => subscribe.FrameworkInfo.Principal = "a");
        _scenario.Call(Of(scheduler.Id.Value), scheduler.StreamId, "b")!.Message
            .ShouldBe("Authenticated principal 'b' does not match principal 'a' set in `FrameworkInfo`");
    }

    [Fact]
    public void Acknowledge_WithABrokenUuid_Is400()
    {
        var scheduler = _scenario.Subscribe();
        scheduler.Acknowledge(new TaskStatus
        {
            TaskId = new TaskID { Value = "a" },
            AgentId = new AgentID { Value = "b" },
            Uuid = Google.Protobuf.ByteString.CopyFromUtf8("short"),
        })!.Message.ShouldBe("Failed to validate scheduler::Call: Not a valid UUID, 5 bytes instead of 16");
    }

    private static Call Of(string framework) => new()
    {
        Type = Call.Types.Type.Revive,
        FrameworkId = new FrameworkID { Value = framework },
    };

    private (RejectionKind Kind, string Message) Refusal(Call call, string? streamId = null)
    {
        var rejection = _scenario.Call(call, streamId).ShouldNotBeNull();
        return (rejection.Kind, rejection.Message);
    }
}
