using System.Collections.Generic;
using Mesos.V1;
using Mesos.V1.Scheduler;

namespace Tepui.Client.Schedulers;

/// <summary>What a <see cref="Scheduler"/> can ask of the master. Calls never block and never throw for a lost connection.</summary>
public interface ISchedulerDriver
{
    /// <summary>Launches tasks on the offers (all of one agent); what is left of them is declined with the filters.</summary>
    void LaunchTasks(IReadOnlyList<OfferID> offerIds, IReadOnlyList<TaskInfo> tasks, Filters? filters = null);

    /// <summary>Any operations, in order; <see cref="OfferOperations"/> makes them.</summary>
    void AcceptOffers(IReadOnlyList<OfferID> offerIds, IReadOnlyList<Offer.Types.Operation> operations, Filters? filters = null);

    void DeclineOffer(OfferID offerId, Filters? filters = null);

    void KillTask(TaskID taskId, AgentID? agentId = null, KillPolicy? killPolicy = null);

    /// <summary>Clears all filters and asks for offers again; for the roles named, or all.</summary>
    void ReviveOffers(IReadOnlyList<string>? roles = null);

    /// <summary>Asks for no offers until revived; for the roles named, or all.</summary>
    void SuppressOffers(IReadOnlyList<string>? roles = null);

    /// <summary>Needed only when the driver does not acknowledge by itself.</summary>
    void AcknowledgeStatusUpdate(TaskStatus status);

    void SendFrameworkMessage(ExecutorID executorId, AgentID agentId, byte[] data);

    /// <summary>Ends an executor with all its tasks; <see cref="Scheduler.ExecutorLost"/> tells when it is gone.</summary>
    void ShutdownExecutor(ExecutorID executorId, AgentID agentId);

    /// <summary>Asks for the latest state of these tasks, or of all when none is named.</summary>
    void ReconcileTasks(IReadOnlyList<TaskStatus> statuses);

    /// <summary>Needed only when the driver does not acknowledge by itself.</summary>
    void AcknowledgeOperationStatus(OperationStatus status);

    /// <summary>Asks for the latest state of these operations, or of all that are not over when none is named.</summary>
    void ReconcileOperations(IReadOnlyList<Call.Types.ReconcileOperations.Types.Operation> operations);

    /// <summary>Ends the driver. With failover the framework stays registered and its tasks run on; else it is torn down.</summary>
    void Stop(bool failover = false);
}
