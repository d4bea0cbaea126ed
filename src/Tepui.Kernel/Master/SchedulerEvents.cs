using Google.Protobuf;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Type = Mesos.V1.Scheduler.Event.Types.Type;

namespace Tepui.Kernel.Master;

/// <summary>The events a scheduler gets, each with its type set (docs/scheduler-http-api.md).</summary>
internal static class SchedulerEvents
{
    /// <summary>Shared: it says nothing but its type, and nobody changes it.</summary>
    public static readonly Event Heartbeat = new() { Type = Type.Heartbeat };

    public static Event Subscribed(FrameworkId framework, MasterConfig config) => new()
    {
        Type = Type.Subscribed,
        Subscribed = new Event.Types.Subscribed
        {
            FrameworkId = new FrameworkID { Value = framework.Value },
            HeartbeatIntervalSeconds = config.HeartbeatInterval.TotalSeconds,
            MasterInfo = config.Info,
        },
    };

    public static Event Error(string message) => new() { Type = Type.Error, Error = new Event.Types.Error { Message = message } };

    public static Event Rescind(OfferId offer) => new()
    {
        Type = Type.Rescind,
        Rescind = new Event.Types.Rescind { OfferId = new OfferID { Value = offer.Value } },
    };

    public static Event RescindInverseOffer(OfferId offer) => new()
    {
        Type = Type.RescindInverseOffer,
        RescindInverseOffer = new Event.Types.RescindInverseOffer { InverseOfferId = new OfferID { Value = offer.Value } },
    };

    public static Event Update(TaskStatus status) => new() { Type = Type.Update, Update = new Event.Types.Update { Status = status } };

    public static Event UpdateOperationStatus(OperationStatus status) => new()
    {
        Type = Type.UpdateOperationStatus,
        UpdateOperationStatus = new Event.Types.UpdateOperationStatus { Status = status },
    };

    public static Event AgentFailure(AgentId agent) => new()
    {
        Type = Type.Failure,
        Failure = new Event.Types.Failure { AgentId = new AgentID { Value = agent.Value } },
    };

    public static Event ExecutorFailure(AgentId agent, ExecutorId executor, int waitStatus) => new()
    {
        Type = Type.Failure,
        Failure = new Event.Types.Failure
        {
            AgentId = new AgentID { Value = agent.Value },
            ExecutorId = new ExecutorID { Value = executor.Value },
            Status = waitStatus,
        },
    };

    public static Event Message(AgentId agent, ExecutorId executor, ByteString data) => new()
    {
        Type = Type.Message,
        Message = new Event.Types.Message
        {
            AgentId = new AgentID { Value = agent.Value },
            ExecutorId = new ExecutorID { Value = executor.Value },
            Data = data,
        },
    };
}
