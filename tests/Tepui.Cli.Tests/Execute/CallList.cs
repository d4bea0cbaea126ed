using System.Collections.Generic;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Client.Schedulers;

namespace Tepui.Cli.Tests.Execute;

/// <summary>A driver that only notes down what a scheduler asks of the master.</summary>
internal sealed class CallList : ISchedulerDriver
{
    public List<string> Calls { get; } = [];

    public void LaunchTasks(IReadOnlyList<OfferID> offerIds, IReadOnlyList<TaskInfo> tasks, Filters? filters = null) =>
        Calls.Add($"launch on {offerIds[0].Value}");

    public void AcceptOffers(IReadOnlyList<OfferID> offerIds, IReadOnlyList<Offer.Types.Operation> operations, Filters? filters = null) =>
        Calls.Add("accept");

    public void DeclineOffer(OfferID offerId, Filters? filters = null) => Calls.Add($"decline {offerId.Value}");

    public void KillTask(TaskID taskId, AgentID? agentId = null, KillPolicy? killPolicy = null) => Calls.Add("kill");

    public void ReviveOffers(IReadOnlyList<string>? roles = null) => Calls.Add("revive");

    public void SuppressOffers(IReadOnlyList<string>? roles = null) => Calls.Add("suppress");

    public void AcknowledgeStatusUpdate(TaskStatus status) => Calls.Add("acknowledge");

    public void SendFrameworkMessage(ExecutorID executorId, AgentID agentId, byte[] data) => Calls.Add("message");

    public void ShutdownExecutor(ExecutorID executorId, AgentID agentId) => Calls.Add("shutdown");

    public void ReconcileTasks(IReadOnlyList<TaskStatus> statuses) => Calls.Add("reconcile");

    public void AcknowledgeOperationStatus(OperationStatus status) => Calls.Add("acknowledge operation");

    public void ReconcileOperations(IReadOnlyList<Call.Types.ReconcileOperations.Types.Operation> operations) =>
        Calls.Add("reconcile operations");

    public void Stop(bool failover = false) => Calls.Add("stop");
}
