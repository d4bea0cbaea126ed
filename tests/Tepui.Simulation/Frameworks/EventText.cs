using System.Linq;
using Mesos.V1;
using Mesos.V1.Scheduler;

namespace Tepui.Simulation.Frameworks;

/// <summary>What a scheduler gets and sends, in a few words for the transcript.</summary>
internal static class EventText
{
    public static string Of(Event received) => received.Type switch
    {
        Event.Types.Type.Subscribed => $"SUBSCRIBED {received.Subscribed.FrameworkId.Value}",
        Event.Types.Type.Offers => "OFFERS " + string.Join(' ', received.Offers.Offers_.Select(offer => offer.Id.Value)),
        Event.Types.Type.Rescind => $"RESCIND {received.Rescind.OfferId.Value}",
        Event.Types.Type.Update => $"UPDATE {Of(received.Update.Status)}",
        Event.Types.Type.UpdateOperationStatus =>
            $"UPDATE_OPERATION_STATUS {received.UpdateOperationStatus.Status.OperationId?.Value} {received.UpdateOperationStatus.Status.State}",
        Event.Types.Type.Failure => $"FAILURE {received.Failure.AgentId?.Value} {received.Failure.ExecutorId?.Value}",
        Event.Types.Type.Error => $"ERROR {received.Error.Message}",
        _ => received.Type.ToString(),
    };

    public static string Of(Call call) => call.Type switch
    {
        Call.Types.Type.Accept =>
            $"ACCEPT {string.Join(' ', call.Accept.OfferIds.Select(id => id.Value))}: "
            + string.Join(", ", call.Accept.Operations.Select(Of)),
        Call.Types.Type.Decline => "DECLINE " + string.Join(' ', call.Decline.OfferIds.Select(id => id.Value)),
        Call.Types.Type.Kill => $"KILL {call.Kill.TaskId.Value}",
        Call.Types.Type.Acknowledge => $"ACKNOWLEDGE {call.Acknowledge.TaskId.Value} of {call.Acknowledge.AgentId.Value}",
        Call.Types.Type.Reconcile => $"RECONCILE {call.Reconcile.Tasks.Count} tasks",
        _ => call.Type.ToString(),
    };

    private static string Of(TaskStatus status) =>
        $"{status.TaskId.Value} {status.State} of {status.AgentId?.Value} by {status.Source} {status.Reason}";

    private static string Of(Offer.Types.Operation operation) => operation.Type switch
    {
        Offer.Types.Operation.Types.Type.Launch =>
            "launch " + string.Join(' ', operation.Launch.TaskInfos.Select(task => task.TaskId.Value)),
        Offer.Types.Operation.Types.Type.LaunchGroup =>
            "launch group " + string.Join(' ', operation.LaunchGroup.TaskGroup.Tasks.Select(task => task.TaskId.Value)),
        _ => operation.Type.ToString(),
    };
}
