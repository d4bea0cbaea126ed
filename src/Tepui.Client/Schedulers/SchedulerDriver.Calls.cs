using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Google.Protobuf;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Operation = Mesos.V1.Offer.Types.Operation;

namespace Tepui.Client.Schedulers;

public sealed partial class SchedulerDriver
{
    public void LaunchTasks(IReadOnlyList<OfferID> offerIds, IReadOnlyList<TaskInfo> tasks, Filters? filters = null) =>
        AcceptOffers(offerIds, tasks.Count == 0 ? [] : [SchedulerCalls.Launch(tasks)], filters);

    public void AcceptOffers(IReadOnlyList<OfferID> offerIds, IReadOnlyList<Operation> operations, Filters? filters = null)
    {
        if (!Send(SchedulerCalls.Accept(offerIds, operations, filters)))
        {
            var tasks = operations.SelectMany(operation => operation.Launch?.TaskInfos.AsEnumerable() ?? []).ToArray();
            ThreadPool.QueueUserWorkItem(_ => ReportDropped(tasks));
        }
    }

    public void DeclineOffer(OfferID offerId, Filters? filters = null) => Send(SchedulerCalls.Decline([offerId], filters));

    public void KillTask(TaskID taskId, AgentID? agentId = null, KillPolicy? killPolicy = null) =>
        Send(SchedulerCalls.Kill(taskId, agentId, killPolicy));

    public void ReviveOffers(IReadOnlyList<string>? roles = null)
    {
        _suppressed.Remove(roles);
        Send(SchedulerCalls.Revive(roles));
    }

    public void SuppressOffers(IReadOnlyList<string>? roles = null)
    {
        _suppressed.Add(roles);
        Send(SchedulerCalls.Suppress(roles));
    }

    public void AcknowledgeStatusUpdate(TaskStatus status)
    {
        if (status.HasUuid && status.AgentId is not null)
        {
            Send(SchedulerCalls.Acknowledge(status));
        }
    }

    public void SendFrameworkMessage(ExecutorID executorId, AgentID agentId, byte[] data) =>
        Send(SchedulerCalls.Message(executorId, agentId, ByteString.CopyFrom(data)));

    public void ShutdownExecutor(ExecutorID executorId, AgentID agentId) => Send(SchedulerCalls.Shutdown(executorId, agentId));

    public void ReconcileTasks(IReadOnlyList<TaskStatus> statuses) => Send(SchedulerCalls.Reconcile(statuses));

    public void AcknowledgeOperationStatus(OperationStatus status)
    {
        if (status is { Uuid: not null, OperationId: not null })
        {
            Send(SchedulerCalls.AcknowledgeOperation(status));
        }
    }

    public void ReconcileOperations(IReadOnlyList<Call.Types.ReconcileOperations.Types.Operation> operations) =>
        Send(SchedulerCalls.ReconcileOperations(operations));

    /// <summary>False when it is dropped because there is no connection.</summary>
    private bool Send(Call call)
    {
        SchedulerSubscription? subscription;
        lock (_life.Gate)
        {
            subscription = _life.IsStopping ? null : _subscription;

            // Under the lock, so that nothing follows the teardown of Stop.
            subscription?.Post(call);
        }

        // Within a callback the calls are gathered; they leave when the events that came together are handled.
        if (!_life.IsTelling)
        {
            subscription?.Flush();
        }

        return subscription is not null;
    }

    private void ReportDropped(TaskInfo[] tasks)
    {
        var isPartitionAware = _framework.Capabilities.Any(
            capability => capability.Type == FrameworkInfo.Types.Capability.Types.Type.PartitionAware);
        foreach (var task in tasks)
        {
            CallbackFromElsewhere(() => _scheduler.StatusUpdate(this, new TaskStatus
            {
                TaskId = task.TaskId,
                AgentId = task.AgentId,
                State = isPartitionAware ? TaskState.TaskDropped : TaskState.TaskLost,
                Source = TaskStatus.Types.Source.Master,
                Reason = TaskStatus.Types.Reason.MasterDisconnected,
                Message = "The driver is not connected to a master",
                Timestamp = _options.Time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0,
            }));
        }
    }
}
