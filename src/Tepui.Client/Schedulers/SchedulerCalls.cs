using System.Collections.Generic;
using Google.Protobuf;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Operation = Mesos.V1.Offer.Types.Operation;

namespace Tepui.Client.Schedulers;

/// <summary>The calls of the scheduler API, made from their parts.</summary>
public static class SchedulerCalls
{
    public static Call Subscribe(FrameworkInfo framework, IEnumerable<string>? suppressedRoles = null, OfferConstraints? constraints = null)
    {
        var subscribe = new Call.Types.Subscribe { FrameworkInfo = framework };
        subscribe.SuppressedRoles.Add(suppressedRoles ?? []);
        if (constraints is not null)
        {
            subscribe.OfferConstraints = constraints;
        }

        var call = new Call { Type = Call.Types.Type.Subscribe, Subscribe = subscribe };
        if (framework.Id is not null)
        {
            call.FrameworkId = framework.Id;
        }

        return call;
    }

    public static Call Teardown() => new() { Type = Call.Types.Type.Teardown };

    public static Call Accept(IEnumerable<OfferID> offerIds, IEnumerable<Operation> operations, Filters? filters = null) => new()
    {
        Type = Call.Types.Type.Accept,
        Accept = new Call.Types.Accept { OfferIds = { offerIds }, Operations = { operations }, Filters = filters },
    };

    public static Operation Launch(IEnumerable<TaskInfo> tasks) => new()
    {
        Type = Operation.Types.Type.Launch,
        Launch = new Operation.Types.Launch { TaskInfos = { tasks } },
    };

    public static Call Decline(IEnumerable<OfferID> offerIds, Filters? filters = null) => new()
    {
        Type = Call.Types.Type.Decline,
        Decline = new Call.Types.Decline { OfferIds = { offerIds }, Filters = filters },
    };

    public static Call Revive(IEnumerable<string>? roles = null) => new()
    {
        Type = Call.Types.Type.Revive,
        Revive = new Call.Types.Revive { Roles = { roles ?? [] } },
    };

    public static Call Suppress(IEnumerable<string>? roles = null) => new()
    {
        Type = Call.Types.Type.Suppress,
        Suppress = new Call.Types.Suppress { Roles = { roles ?? [] } },
    };

    public static Call Kill(TaskID taskId, AgentID? agentId = null, KillPolicy? killPolicy = null) => new()
    {
        Type = Call.Types.Type.Kill,
        Kill = new Call.Types.Kill { TaskId = taskId, AgentId = agentId, KillPolicy = killPolicy },
    };

    public static Call Shutdown(ExecutorID executorId, AgentID agentId) => new()
    {
        Type = Call.Types.Type.Shutdown,
        Shutdown = new Call.Types.Shutdown { ExecutorId = executorId, AgentId = agentId },
    };

    /// <summary>Only for an update that has a uuid: the others ask for no acknowledgement.</summary>
    public static Call Acknowledge(TaskStatus status) => new()
    {
        Type = Call.Types.Type.Acknowledge,
        Acknowledge = new Call.Types.Acknowledge { AgentId = status.AgentId, TaskId = status.TaskId, Uuid = status.Uuid },
    };

    public static Call Reconcile(IEnumerable<TaskStatus> statuses)
    {
        var reconcile = new Call.Types.Reconcile();
        foreach (var status in statuses)
        {
            reconcile.Tasks.Add(new Call.Types.Reconcile.Types.Task { TaskId = status.TaskId, AgentId = status.AgentId });
        }

        return new Call { Type = Call.Types.Type.Reconcile, Reconcile = reconcile };
    }

    /// <summary>Only for a status that has a uuid: the others ask for no acknowledgement.</summary>
    public static Call AcknowledgeOperation(OperationStatus status) => new()
    {
        Type = Call.Types.Type.AcknowledgeOperationStatus,
        AcknowledgeOperationStatus = new Call.Types.AcknowledgeOperationStatus
        {
            AgentId = status.AgentId,
            ResourceProviderId = status.ResourceProviderId,
            Uuid = status.Uuid.Value,
            OperationId = status.OperationId,
        },
    };

    public static Call ReconcileOperations(IEnumerable<Call.Types.ReconcileOperations.Types.Operation> operations) => new()
    {
        Type = Call.Types.Type.ReconcileOperations,
        ReconcileOperations = new Call.Types.ReconcileOperations { Operations = { operations } },
    };

    public static Call Message(ExecutorID executorId, AgentID agentId, ByteString data) => new()
    {
        Type = Call.Types.Type.Message,
        Message = new Call.Types.Message { ExecutorId = executorId, AgentId = agentId, Data = data },
    };

    public static Call Request(IEnumerable<Request> requests) => new()
    {
        Type = Call.Types.Type.Request,
        Request = new Call.Types.Request { Requests = { requests } },
    };

    public static Call UpdateFramework(FrameworkInfo framework, IEnumerable<string>? suppressedRoles = null) => new()
    {
        Type = Call.Types.Type.UpdateFramework,
        UpdateFramework = new Call.Types.UpdateFramework { FrameworkInfo = framework, SuppressedRoles = { suppressedRoles ?? [] } },
    };
}
