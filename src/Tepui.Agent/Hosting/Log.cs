using Microsoft.Extensions.Logging;

namespace Tepui.Agent.Hosting;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "--docker_mesos_image={Image}: the agent's own container cannot be looked into: {Problem}")]
    public static partial void OwnContainerUnknown(ILogger logger, string image, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "Executors are served on the socket {Path} too")]
    public static partial void ListensForExecutors(ILogger logger, string path);

    [LoggerMessage(Level = LogLevel.Information, Message = "Agent listens on {Address}:{Port}; work_dir {WorkDirectory}; resources {Resources}")]
    public static partial void Started(ILogger logger, string address, int port, string workDirectory, string resources);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Listening on {Address} without authentication: whoever reaches this port can read sandboxes")]
    public static partial void OpenToAll(ILogger logger, string address);

    [LoggerMessage(Level = LogLevel.Information, Message = "Recovered {Tasks} tasks, {Running} of them running; {Orphans} orphans destroyed; host rebooted: {Rebooted}")]
    public static partial void Recovered(ILogger logger, int tasks, int running, int orphans, bool rebooted);

    [LoggerMessage(Level = LogLevel.Information, Message = "Registered as {Agent}")]
    public static partial void Registered(ILogger logger, string agent);

    [LoggerMessage(Level = LogLevel.Information, Message = "Reregistered as {Agent}")]
    public static partial void Reregistered(ILogger logger, string agent);

    [LoggerMessage(Level = LogLevel.Information, Message = "The master at {Host}:{Port} leads")]
    public static partial void LeaderChanged(ILogger logger, string host, int port);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No master is known to lead; tasks go on, and their updates wait for one")]
    public static partial void NoLeader(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No master: {Reason}; next attempt in {Seconds:0.###} s")]
    public static partial void LinkLost(ILogger logger, string reason, double seconds);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Launching task {Task} of {Framework} in container {Container}")]
    public static partial void TaskAccepted(ILogger logger, string framework, string task, string container);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Task {Task} of {Framework} is {State} {Text}")]
    public static partial void StatusMade(ILogger logger, string framework, string task, string state, string text);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Task {Task} of {Framework} is {State}: {Text}")]
    public static partial void TaskRefused(ILogger logger, string framework, string task, string state, string text);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ignoring task {Task} of {Framework}: {Reason}")]
    public static partial void TaskIgnored(ILogger logger, string framework, string task, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Launching task {Task} of {Framework} failed: {Reason}")]
    public static partial void LaunchFailed(ILogger logger, string framework, string task, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sending {State} of task {Task} of {Framework} again: it was not acknowledged")]
    public static partial void StatusSentAgain(ILogger logger, string framework, string task, string state);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ignoring an acknowledgement for task {Task} of {Framework}: {Reason}")]
    public static partial void AcknowledgementIgnored(ILogger logger, string framework, string task, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Ignoring the kill of task {Task} of {Framework}: {Reason}")]
    public static partial void KillIgnored(ILogger logger, string framework, string task, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Kind} of task {Task} of {Framework} failed {When}{Reason}")]
    public static partial void CheckFailed(ILogger logger, string kind, string framework, string task, string when, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Dropping a message between executor {Executor} and its framework {Framework}: {Reason}")]
    public static partial void MessageDropped(ILogger logger, string framework, string executor, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Launching executor {Executor} of {Framework} in container {Container}")]
    public static partial void ExecutorLaunched(ILogger logger, string framework, string executor, string container);

    [LoggerMessage(Level = LogLevel.Information, Message = "Executor {Executor} of {Framework} has subscribed; not for the first time: {Again}")]
    public static partial void ExecutorSubscribed(ILogger logger, string framework, string executor, bool again);

    [LoggerMessage(Level = LogLevel.Information, Message = "Executor {Executor} of {Framework} has closed its stream")]
    public static partial void ExecutorDisconnected(ILogger logger, string framework, string executor);

    [LoggerMessage(Level = LogLevel.Information, Message = "Shutting down executor {Executor} of {Framework}: {Reason}")]
    public static partial void ExecutorShutDown(ILogger logger, string framework, string executor, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Executor {Executor} of {Framework} is gone: {Text}")]
    public static partial void ExecutorTerminated(ILogger logger, string framework, string executor, string text);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ignoring {State} of task {Task} from executor {Executor} of {Framework}: {Reason}")]
    public static partial void ExecutorUpdateIgnored(
        ILogger logger, string framework, string executor, string task, string state, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Type} of {Framework}: {State} {Reason}")]
    public static partial void OperationEnded(ILogger logger, string type, string framework, string state, string? reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{What} persistent volume {Volume} at {Directory}")]
    public static partial void VolumeChanged(ILogger logger, string what, string volume, string directory);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Persistent volumes cannot be taken out: {Reason}")]
    public static partial void VolumesFailed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Draining: {Tasks} tasks are killed, and none is launched until all is told of them")]
    public static partial void DrainBegun(ILogger logger, int tasks);

    [LoggerMessage(Level = LogLevel.Information, Message = "Drained")]
    public static partial void DrainEnded(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Shutting down framework {Framework}")]
    public static partial void FrameworkShutDown(ILogger logger, string framework);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Destroying container {Container}: no task owns it")]
    public static partial void OrphanFound(ILogger logger, string container);

    [LoggerMessage(Level = LogLevel.Error, Message = "The agent's log cannot be written: {Reason}; nothing is launched or told until it can: make room under --work_dir")]
    public static partial void LogCannotBeWritten(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The agent's log can be written again")]
    public static partial void LogWrittenAgain(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The agent begins anew under another id, for the host was rebooted and the agent changed: {Faults}")]
    public static partial void BeginsAnew(ILogger logger, string faults);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Disk {Usage:P0} used: what has been over for {AllowedAge} goes; {Pending} folders are over")]
    public static partial void DiskMeasured(ILogger logger, double usage, System.TimeSpan allowedAge, long pending);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Disk {Usage:P0} used: {Pending} folders are over, and those go that have been for {AllowedAge}")]
    public static partial void DiskFilling(ILogger logger, double usage, System.TimeSpan allowedAge, long pending);

    [LoggerMessage(Level = LogLevel.Warning, Message = "How full the disk is cannot be told: {Reason}")]
    public static partial void DiskUnmeasured(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sandboxes of before are not looked for in {Folder}: {Reason}")]
    public static partial void SearchFailed(ILogger logger, string folder, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Unmounted {Path}: no container of this agent uses it")]
    public static partial void MountDetached(ILogger logger, string path);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Removed {Path}")]
    public static partial void PathRemoved(ILogger logger, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot remove {Path}: {Reason}")]
    public static partial void RemovalFailed(ILogger logger, string path, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Shutting down: {Reason}")]
    public static partial void ShuttingDown(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ignoring a frame this agent does not know: {Name}")]
    public static partial void UnknownFrame(ILogger logger, string name);

    [LoggerMessage(Level = LogLevel.Error, Message = "Cannot {What} container {Container}: {Reason}")]
    public static partial void ContainerizerFailed(ILogger logger, string what, string container, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Executor {Executor} of {Framework} does not read its events and is cut off")]
    public static partial void ExecutorCutOff(ILogger logger, string executor, string framework);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The agent stops, for a rule of its own is broken ({Kind}); its last inputs are in {Path}")]
    public static partial void Broken(ILogger logger, string kind, string path);
}
