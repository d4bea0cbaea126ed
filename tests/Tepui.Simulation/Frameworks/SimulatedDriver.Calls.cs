using System.Collections.Generic;
using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Client.Schedulers;
using Operation = Mesos.V1.Offer.Types.Operation;

namespace Tepui.Simulation.Frameworks;

public sealed partial class SimulatedDriver : ISchedulerDriver
{
    public void LaunchTasks(IReadOnlyList<OfferID> offerIds, IReadOnlyList<TaskInfo> tasks, Filters? filters = null) =>
        AcceptOffers(offerIds, tasks.Count == 0 ? [] : [SchedulerCalls.Launch(tasks)], filters);

    public void AcceptOffers(IReadOnlyList<OfferID> offerIds, IReadOnlyList<Operation> operations, Filters? filters = null)
    {
        if (!Send(SchedulerCalls.Accept(offerIds, operations, filters)))
        {
            ReportDropped([.. operations.SelectMany(operation => operation.Launch?.TaskInfos.AsEnumerable() ?? [])]);
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

    public void Stop(bool failover = false)
    {
        if (!failover)
        {
            Send(SchedulerCalls.Teardown());
        }

        _isStopping = true;
    }

    /// <summary>False when it is dropped because there is no connection.</summary>
    private bool Send(Call call)
    {
        if (_calls is null || _phase != Phase.Subscribed || _isStopping)
        {
            return false;
        }

        call.FrameworkId = _framework.Id;
        Sent(call);
        _process.World.Tell(_process.Name, "calls", EventText.Of(call));
        _calls.Post(call);
        return true;
    }

    private void Dispatch(Event received)
    {
        switch (received.Type)
        {
            case Event.Types.Type.Offers when received.Offers is { } offers:
                _scheduler.ResourceOffers(this, offers.Offers_);
                return;
            case Event.Types.Type.Rescind when received.Rescind is { } rescind:
                _scheduler.OfferRescinded(this, rescind.OfferId);
                return;
            case Event.Types.Type.Update when received.Update is { } update:
                _scheduler.StatusUpdate(this, update.Status);
                AcknowledgeStatusUpdate(update.Status);
                return;
            case Event.Types.Type.UpdateOperationStatus when received.UpdateOperationStatus is { } update:
                _scheduler.OperationStatusUpdate(this, update.Status);
                AcknowledgeOperationStatus(update.Status);
                return;
            case Event.Types.Type.Message when received.Message is { } message:
                _scheduler.FrameworkMessage(this, message.ExecutorId, message.AgentId, message.Data.ToByteArray());
                return;
            case Event.Types.Type.Failure when received.Failure is { ExecutorId: not null } failure:
                _scheduler.ExecutorLost(this, failure.ExecutorId, failure.AgentId, failure.Status);
                return;
            case Event.Types.Type.Failure when received.Failure is { AgentId: not null } failure:
                _scheduler.AgentLost(this, failure.AgentId);
                return;
            default:
                _scheduler.OtherEvent(this, received);
                return;
        }
    }
}
