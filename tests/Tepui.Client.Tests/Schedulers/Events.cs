using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Mesos.V1.Scheduler;

namespace Tepui.Client.Tests.Schedulers;

/// <summary>Events as a master sends them.</summary>
internal static class Events
{
    public static Event Offers(params string[] ids) => new()
    {
        Type = Event.Types.Type.Offers,
        Offers = new Event.Types.Offers
        {
            Offers_ =
            {
                ids.Select(id => new Offer
                {
                    Id = new OfferID { Value = id },
                    FrameworkId = new FrameworkID { Value = "F1" },
                    AgentId = new AgentID { Value = "A1" },
                    Hostname = "host",
                }),
            },
        },
    };

    public static Event Update(string taskId, TaskState state, bool hasUuid = true)
    {
        var status = new TaskStatus { TaskId = new TaskID { Value = taskId }, State = state, AgentId = new AgentID { Value = "A1" } };
        if (hasUuid)
        {
            status.Uuid = ByteString.CopyFromUtf8("uuid-of-" + taskId);
        }

        return new Event { Type = Event.Types.Type.Update, Update = new Event.Types.Update { Status = status } };
    }

    public static Event OperationUpdate(string? id, OperationState state) => new()
    {
        Type = Event.Types.Type.UpdateOperationStatus,
        UpdateOperationStatus = new Event.Types.UpdateOperationStatus
        {
            Status = new OperationStatus
            {
                OperationId = id is null ? null : new OperationID { Value = id },
                State = state,
                AgentId = new AgentID { Value = "A1" },
                Uuid = new UUID { Value = ByteString.CopyFromUtf8("uuid-of-" + id) },
            },
        },
    };

    public static Event Heartbeat() => new() { Type = Event.Types.Type.Heartbeat };

    public static Event Error(string message) => new()
    {
        Type = Event.Types.Type.Error,
        Error = new Event.Types.Error { Message = message },
    };

    public static Event Rescind(string id) => new()
    {
        Type = Event.Types.Type.Rescind,
        Rescind = new Event.Types.Rescind { OfferId = new OfferID { Value = id } },
    };

    public static Event Failure(string? executorId, int status = 0) => new()
    {
        Type = Event.Types.Type.Failure,
        Failure = new Event.Types.Failure
        {
            AgentId = new AgentID { Value = "A1" },
            ExecutorId = executorId is null ? null : new ExecutorID { Value = executorId },
            Status = status,
        },
    };

    public static Event Message(string executorId, int length) => new()
    {
        Type = Event.Types.Type.Message,
        Message = new Event.Types.Message
        {
            AgentId = new AgentID { Value = "A1" },
            ExecutorId = new ExecutorID { Value = executorId },
            Data = ByteString.CopyFrom(new byte[length]),
        },
    };
}
