using System;
using Mesos.V1;
using Microsoft.Extensions.Logging;

namespace Tepui.Master.Logging;

/// <summary>Every line a master logs. What happens once per task is at debug level.</summary>
internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Tepui {Version} master {Id} listens on http://{Address}:{Port}")]
    public static partial void Listening(ILogger logger, string version, string id, string address, int port);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Anyone who reaches {Address} may run anything: authentication is not supported yet. Use --ip=127.0.0.1 to keep others out.")]
    public static partial void Unprotected(ILogger logger, string address);

    [LoggerMessage(Level = LogLevel.Information, Message = "--registry=replicated_log: one master keeps its registry as a file in {WorkDir}")]
    public static partial void RegistryIsAFile(ILogger logger, string workDir);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} cannot be used ({Fault}): the registry before it is, {Previous}, written {Written:u}. Agents admitted since then are admitted anew; what operators decided since then is forgotten")]
    public static partial void PreviousRegistryUsed(ILogger logger, string path, string fault, string previous, DateTime written);

    [LoggerMessage(Level = LogLevel.Information, Message = "--registry=replicated_log: the registry is kept in ZooKeeper, at {Url}")]
    public static partial void RegistryIsInZooKeeper(ILogger logger, string url);

    [LoggerMessage(Level = LogLevel.Information, Message = "Contends for the lead at {Url}")]
    public static partial void Contends(ILogger logger, string url);

    [LoggerMessage(Level = LogLevel.Information, Message = "Elected the leading master: {Node}, term {Term}")]
    public static partial void Elected(ILogger logger, string node, long term);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stands by: {Leader} leads ({Node}, term {Term})")]
    public static partial void OtherLeads(ILogger logger, string leader, string node, long term);

    [LoggerMessage(Level = LogLevel.Information, Message = "No master is known to lead")]
    public static partial void NobodyLeads(ILogger logger);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The leader cannot be told from {Node} in ZooKeeper: {Fault}. Its master, or whoever wrote that, must be ended, or the node deleted")]
    public static partial void LeaderUnreadable(ILogger logger, string node, string fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Out of the election, and joins it again: {Reason}")]
    public static partial void LeftElection(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The election at {Url} is tried again: {Reason}")]
    public static partial void ElectionTrouble(ILogger logger, string url, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "ZooKeeper at {Servers} has not answered for {Seconds} s; it is tried again until it does (--zk)")]
    public static partial void ZooKeeperAway(ILogger logger, string servers, int seconds);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The leader {Node} has this master's own address, {Pid}: it is this master's former process, which goes with its session, or another "
            + "master with the same address, and then this one ends in a minute")]
    public static partial void OwnAddressLeads(ILogger logger, string pid, string node);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The master ends: {Reason}")]
    public static partial void Ends(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent {Agent} is gone for good, as an operator said")]
    public static partial void AgentGone(ILogger logger, string agent);

    [LoggerMessage(Level = LogLevel.Information, Message = "Agent {Agent} is to be drained")]
    public static partial void AgentDraining(ILogger logger, string agent);

    [LoggerMessage(Level = LogLevel.Information, Message = "Agent {Agent} ({Hostname}) is drained")]
    public static partial void AgentDrained(ILogger logger, string agent, string hostname);

    [LoggerMessage(Level = LogLevel.Information, Message = "Agent {Agent} is deactivated")]
    public static partial void AgentDeactivated(ILogger logger, string agent);

    [LoggerMessage(Level = LogLevel.Information, Message = "Agent {Agent} is reactivated")]
    public static partial void AgentReactivated(ILogger logger, string agent);

    [LoggerMessage(Level = LogLevel.Information, Message = "Forgot {Unreachable} unreachable and {Gone} gone agents")]
    public static partial void AgentsForgotten(ILogger logger, int unreachable, int gone);

    [LoggerMessage(Level = LogLevel.Information, Message = "The maintenance schedule has {Windows} windows now")]
    public static partial void MaintenanceScheduled(ILogger logger, int windows);

    [LoggerMessage(Level = LogLevel.Information, Message = "Maintenance starts: {Machines} down")]
    public static partial void MaintenanceStarted(ILogger logger, string machines);

    [LoggerMessage(Level = LogLevel.Information, Message = "Maintenance is over: {Machines} up")]
    public static partial void MaintenanceStopped(ILogger logger, string machines);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Count} inverse offers to framework {Framework}")]
    public static partial void InverseOffersSent(ILogger logger, int count, string framework);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(Level = LogLevel.Critical, Message = "A fault in Tepui ended the master; the report is {Report}")]
    public static partial void Fault(ILogger logger, Exception exception, string report);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The link from {Address} is closed: {Reason}")]
    public static partial void AgentLinkBroken(ILogger logger, string address, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The event stream of framework '{Name}' is cut off: it read too slowly")]
    public static partial void StreamCutOff(ILogger logger, string name);

    [LoggerMessage(Level = LogLevel.Information, Message = "Operator {Subscriber} subscribed to the event stream")]
    public static partial void SubscriberAdded(ILogger logger, long subscriber);

    [LoggerMessage(Level = LogLevel.Information, Message = "Operator {Subscriber} reads the event stream no more")]
    public static partial void SubscriberRemoved(ILogger logger, long subscriber);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Operator {Subscriber}'s event stream is ended, as the oldest: there are more than --max_operator_event_stream_subscribers")]
    public static partial void SubscriberEvicted(ILogger logger, long subscriber);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Operator {Subscriber}'s event stream is cut off: it was read too slowly")]
    public static partial void SubscriberCutOff(ILogger logger, long subscriber);

    [LoggerMessage(Level = LogLevel.Information, Message = "Leads, as {MasterId}; {Agents} agents known from the registry")]
    public static partial void LeadershipTaken(ILogger logger, string masterId, int agents);

    [LoggerMessage(Level = LogLevel.Information, Message = "Framework {Framework} ({Name}) subscribed")]
    public static partial void FrameworkSubscribed(ILogger logger, string framework, string name);

    [LoggerMessage(Level = LogLevel.Information, Message = "Framework {Framework} ({Name}) subscribed again")]
    public static partial void FrameworkResubscribed(ILogger logger, string framework, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Refused the subscription of framework '{Name}': {Reason}")]
    public static partial void SubscriptionRefused(ILogger logger, string name, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Framework {Framework} ({Name}) changed what it is and wants")]
    public static partial void FrameworkUpdated(ILogger logger, string framework, string name);

    [LoggerMessage(Level = LogLevel.Information, Message = "Framework {Framework} ({Name}) disconnected; it has {Timeout} to come back")]
    public static partial void FrameworkDisconnected(ILogger logger, string framework, string name, TimeSpan timeout);

    [LoggerMessage(Level = LogLevel.Information, Message = "Framework {Framework} ({Name}) is known from an agent and has not subscribed here yet")]
    public static partial void FrameworkRecovered(ILogger logger, string framework, string name);

    [LoggerMessage(Level = LogLevel.Information, Message = "Framework {Framework} ({Name}) removed: {Reason}")]
    public static partial void FrameworkRemoved(ILogger logger, string framework, string name, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Dropped {Call} of framework {Framework}: {Reason}")]
    public static partial void CallDropped(ILogger logger, string call, string framework, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Sent {Count} offers to framework {Framework}")]
    public static partial void OffersSent(ILogger logger, int count, string framework);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Rescinded offer {Offer} of framework {Framework}: {Reason}")]
    public static partial void OfferRescinded(ILogger logger, string offer, string framework, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Agent {Agent} ({Hostname}) joined with {Resources}")]
    public static partial void AgentAdmitted(ILogger logger, string agent, string hostname, string resources);

    [LoggerMessage(Level = LogLevel.Information, Message = "Agent {Agent} ({Hostname}) came back with {Tasks} tasks")]
    public static partial void AgentReturned(ILogger logger, string agent, string hostname, int tasks);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent {Agent} ({Hostname}) lost its link; it may come back")]
    public static partial void AgentDisconnected(ILogger logger, string agent, string hostname);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent {Agent} ({Hostname}) is unreachable: {Reason}")]
    public static partial void AgentUnreachable(ILogger logger, string agent, string hostname, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Agent {Agent} ({Hostname}) removed: {Reason}")]
    public static partial void AgentRemoved(ILogger logger, string agent, string hostname, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Refused an agent at {Address}: {Reason}")]
    public static partial void AgentRefused(ILogger logger, string address, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ignored {Message} of agent {Agent}: {Reason}")]
    public static partial void AgentFrameIgnored(ILogger logger, string message, string agent, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Launching task {Task} of framework {Framework} on agent {Agent}")]
    public static partial void TaskLaunched(ILogger logger, string task, string framework, string agent);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Adding executor {Executor} with resources '{Resources}' of framework {Framework} on agent {Agent}")]
    public static partial void ExecutorAdded(ILogger logger, string executor, string resources, string framework, string agent);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Executor {Executor} of framework {Framework} on agent {Agent} ended with wait status {WaitStatus}")]
    public static partial void ExecutorEnded(ILogger logger, string executor, string framework, string agent, int waitStatus);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Task {Task} of framework {Framework} is {State}: {Reason}")]
    public static partial void TaskRefused(ILogger logger, string task, string framework, TaskState state, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Task {Task} of framework {Framework} on agent {Agent} is {State} {Text}")]
    public static partial void TaskStatusChanged(ILogger logger, string task, string framework, string agent, TaskState state, string? text);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Operation} of {Asker} on agent {Agent} makes {Converted}")]
    public static partial void OperationBegun(ILogger logger, string operation, string asker, string agent, string converted);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Operation} of {Asker} on agent {Agent} is {State}: {Reason}")]
    public static partial void OperationStatusChanged(
        ILogger logger, string operation, string asker, string agent, OperationState state, string? reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Operation} failed on agent {Agent}, and what it was to make is in use until the agent comes back: {Reason}")]
    public static partial void OperationNotUndone(ILogger logger, string operation, string agent, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Kill of task {Task} of framework {Framework} asked for")]
    public static partial void TaskKillRequested(ILogger logger, string task, string framework);

    [LoggerMessage(Level = LogLevel.Error, Message = "The registry was not written (version {Version}); what waited for it is undone: {Reason}")]
    public static partial void RegistryWriteFailed(ILogger logger, long version, string reason);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "There are quotas: no offers until {Agents} agents are back, for {Timeout} at the most (--allocator_agent_recovery_factor)")]
    public static partial void OffersPaused(ILogger logger, int agents, TimeSpan timeout);

    [LoggerMessage(Level = LogLevel.Information, Message = "Offers begin, with {Agents} agents there")]
    public static partial void OffersResumed(ILogger logger, int agents);

    [LoggerMessage(Level = LogLevel.Information, Message = "Role '{Role}' weighs {Weight}")]
    public static partial void RoleWeightSet(ILogger logger, string role, double weight);

    [LoggerMessage(Level = LogLevel.Information, Message = "Role '{Role}' has quota {Quota}")]
    public static partial void RoleQuotaSet(ILogger logger, string role, Tepui.Kernel.Quotas.Quota quota);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The registry has weights, so those of --weights do not count; PUT /weights changes them")]
    public static partial void WeightsFlagIgnored(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Notice}")]
    public static partial void Other(ILogger logger, Tepui.Kernel.Notice notice);
}
