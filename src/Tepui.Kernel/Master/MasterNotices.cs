using System;
using Mesos.V1;
using Tepui.Kernel.Quotas;

namespace Tepui.Kernel.Master;

/// <summary>This master leads, and knows so many agents from the registry.</summary>
public sealed record LeadershipTaken(string MasterId, int RecoveredAgents) : Notice;

/// <summary>A framework subscribed: for the first time, or with an id it had.</summary>
public sealed record FrameworkSubscribed(FrameworkId Framework, string Name, bool Again) : Notice;

/// <summary>A subscription was refused with an ERROR event.</summary>
public sealed record SubscriptionRefused(string Name, string Reason) : Notice;

/// <summary>A framework changed its info or the roles it has suppressed.</summary>
public sealed record FrameworkUpdated(FrameworkId Framework, string Name) : Notice;

/// <summary>A framework's stream ended; it has so long to come back.</summary>
public sealed record FrameworkDisconnected(FrameworkId Framework, string Name, TimeSpan FailoverTimeout) : Notice;

/// <summary>A framework became known from an agent that runs its tasks; it has not subscribed at this master yet.</summary>
public sealed record FrameworkRecovered(FrameworkId Framework, string Name) : Notice;

/// <summary>A framework is gone for good.</summary>
public sealed record FrameworkRemoved(FrameworkId Framework, string Name, string Reason) : Notice;

/// <summary>A call, or an operation in one, could not be done and has no answer of its own on the wire.</summary>
public sealed record CallDropped(FrameworkId Framework, string Call, string Reason) : Notice;

/// <summary>Offers went out.</summary>
public sealed record OffersSent(FrameworkId Framework, int Count) : Notice;

/// <summary>Inverse offers went out.</summary>
public sealed record InverseOffersSent(FrameworkId Framework, int Count) : Notice;

/// <summary>The maintenance schedule was replaced by one of so many windows.</summary>
public sealed record MaintenanceScheduled(int Windows) : Notice;

/// <summary>Machines went down.</summary>
public sealed record MaintenanceStarted(string Machines) : Notice;

/// <summary>Machines came up again.</summary>
public sealed record MaintenanceStopped(string Machines) : Notice;

/// <summary>An offer was taken back.</summary>
public sealed record OfferRescinded(OfferId Offer, FrameworkId Framework, string Reason) : Notice;

/// <summary>An agent was admitted.</summary>
public sealed record AgentAdmitted(AgentId Agent, string Hostname, string Resources) : Notice;

/// <summary>An agent came back with so many tasks.</summary>
public sealed record AgentReturned(AgentId Agent, string Hostname, int Tasks) : Notice;

/// <summary>An agent's link is gone; it may come back.</summary>
public sealed record AgentDisconnected(AgentId Agent, string Hostname) : Notice;

/// <summary>An agent did not answer for too long.</summary>
public sealed record AgentUnreachable(AgentId Agent, string Hostname, string Reason) : Notice;

/// <summary>An agent is no longer part of the cluster.</summary>
public sealed record AgentRemoved(AgentId Agent, string Hostname, string Reason) : Notice;

/// <summary>An operator gave an agent up for good.</summary>
public sealed record AgentGone(AgentId Agent) : Notice;

/// <summary>An operator had an agent drained: it gives up its tasks, and nothing of it is offered.</summary>
public sealed record AgentDraining(AgentId Agent) : Notice;

/// <summary>A draining agent has neither tasks nor operations left.</summary>
public sealed record AgentDrained(AgentId Agent, string Hostname) : Notice;

/// <summary>Nothing of an agent is offered any more, as an operator said.</summary>
public sealed record AgentDeactivated(AgentId Agent) : Notice;

/// <summary>An agent is used as any other again, as an operator said.</summary>
public sealed record AgentReactivated(AgentId Agent) : Notice;

/// <summary>So many unreachable and gone agents were forgotten.</summary>
public sealed record AgentsForgotten(int Unreachable, int Gone) : Notice;

/// <summary>An agent was not let in.</summary>
public sealed record AgentRefused(string Address, string Reason) : Notice;

/// <summary>A frame of an agent's was not acted on.</summary>
public sealed record AgentFrameIgnored(string Agent, string Message, string Reason) : Notice;

/// <summary>A task was sent to its agent.</summary>
public sealed record TaskLaunched(FrameworkId Framework, TaskId Task, AgentId Agent) : Notice;

/// <summary>A task did not get to an agent: its framework was told the state with this message.</summary>
public sealed record TaskRefused(FrameworkId Framework, TaskId Task, TaskState State, string Reason) : Notice;

/// <summary>A task's status changed.</summary>
public sealed record TaskStatusChanged(FrameworkId Framework, TaskId Task, AgentId Agent, TaskState State, string? Message) : Notice;

/// <summary>An executor is to be started, with its first task.</summary>
public sealed record ExecutorAdded(FrameworkId Framework, ExecutorId Executor, AgentId Agent, string Resources) : Notice;

/// <summary>An executor is gone.</summary>
/// <param name="WaitStatus">As wait(2) gives it.</param>
public sealed record ExecutorEnded(FrameworkId Framework, ExecutorId Executor, AgentId Agent, int WaitStatus) : Notice;

/// <summary>An operation was sent to its agent.</summary>
/// <param name="Framework">Null: an operator's.</param>
/// <param name="Converted">What it makes.</param>
public sealed record OperationBegun(FrameworkId? Framework, AgentId Agent, string Operation, string Converted) : Notice;

/// <summary>An operation's status changed.</summary>
public sealed record OperationStatusChanged(
    FrameworkId? Framework, AgentId Agent, string Operation, OperationState State, string? Message) : Notice;

/// <summary>An operation failed at its agent, and what it was to make is in use.</summary>
public sealed record OperationNotUndone(AgentId Agent, string Operation, string Reason) : Notice;

/// <summary>A kill was asked for.</summary>
public sealed record TaskKillRequested(FrameworkId Framework, TaskId Task) : Notice;

/// <summary>An operator subscribed to the event stream.</summary>
public sealed record SubscriberAdded(ConnectionId Connection) : Notice;

/// <summary>The oldest subscriber of the event stream made room for a new one.</summary>
public sealed record SubscriberEvicted(ConnectionId Connection) : Notice;

/// <summary>A subscriber's stream is gone.</summary>
public sealed record SubscriberRemoved(ConnectionId Connection) : Notice;

/// <summary>There are quotas, so offers wait until so many agents are back, but no longer than this.</summary>
public sealed record OffersPaused(int Agents, TimeSpan Timeout) : Notice;

/// <summary>Offers begin, with so many agents there.</summary>
public sealed record OffersResumed(int Agents) : Notice;

/// <summary>A role weighs so much from now on.</summary>
public sealed record RoleWeightSet(string Role, double Weight) : Notice;

/// <summary>A role has this quota from now on.</summary>
public sealed record RoleQuotaSet(string Role, Quota Quota) : Notice;

/// <summary>The registry has weights, so those of the flag do not count.</summary>
public sealed record WeightsFlagIgnored : Notice;

/// <summary>The registry could not be written: what waited for it is undone.</summary>
public sealed record RegistryWriteFailed(long Version, string Reason) : Notice;
