using System.Collections.Generic;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Checks;
using Tepui.Kernel.Agent.GarbageCollection;
using Tepui.Kernel.Agent.Link;

namespace Tepui.Kernel.Agent;

/// <summary>All that can happen to an agent, as <see cref="AgentMachine.Step"/> takes it.</summary>
public abstract record AgentInput;

/// <summary>The first input: what the agent's last process wrote down, and the containers that are there.</summary>
/// <param name="BootId">The host's present boot; other than the records' own, nothing of then runs now.</param>
public sealed record Recovered(
    IReadOnlyList<AgentCheckpoint> Records,
    IReadOnlyList<FoundContainer> Containers,
    string BootId) : AgentInput;

/// <param name="Exit">Its end; null while it runs.</param>
public sealed record FoundContainer(ContainerId Container, int Pid, ContainerExited? Exit = null)
{
    public bool Exited => Exit is not null;
}

/// <summary>Another master leads, or, where it is null, none is known to. With a master at a fixed address, said once.</summary>
public sealed record MasterDetected(LeadingMaster? Master) : AgentInput;

/// <summary>The link asked for by <see cref="Connect"/> is up.</summary>
/// <param name="Link">Never used twice in a process.</param>
public sealed record LinkConnected(ConnectionId Link) : AgentInput;

/// <summary>The link is gone, or could not be had.</summary>
public sealed record LinkClosed(ConnectionId Link, string Reason) : AgentInput;

/// <summary>A frame from the master.</summary>
public sealed record MasterSends(ConnectionId Link, AgentLinkFrame Frame) : AgentInput;

/// <summary>A container asked for by <see cref="LaunchContainer"/> runs.</summary>
public sealed record ContainerStarted(ContainerId Container, int Pid) : AgentInput
{
    /// <summary>The addresses it is reached under; empty when they are the agent's own.</summary>
    public IReadOnlyList<string> IpAddresses { get; init; } = [];

    /// <summary>The networks it has joined, as its status is to show them; empty when only <see cref="IpAddresses"/> are known.</summary>
    public IReadOnlyList<Mesos.V1.NetworkInfo> Networks { get; init; } = [];

    /// <summary>What <c>docker inspect</c> says of it; becomes the data of TASK_RUNNING. Else empty.</summary>
    public ByteString Inspection { get; init; } = ByteString.Empty;
}

/// <summary>A container asked for by <see cref="LaunchContainer"/> could not be started.</summary>
/// <param name="Reason">For the user: what, where, what to do.</param>
public sealed record ContainerFailed(ContainerId Container, string Reason) : AgentInput;

/// <summary>A container has ended.</summary>
/// <param name="WaitStatus">As wait(2) gives it; null when nobody could see it.</param>
public sealed record ContainerExited(ContainerId Container, int? WaitStatus) : AgentInput
{
    /// <summary>The kernel killed it because it used more memory than it was given.</summary>
    public bool OutOfMemory { get; init; }

    /// <summary>It was killed for what it used, and this says more than <see cref="OutOfMemory"/>; else null.</summary>
    public Limitation? Limitation { get; init; }

    /// <summary>Why there is no status, or what else the user should know; null when the status says all.</summary>
    public string? Message { get; init; }
}

/// <summary>A container went over what it was given and was killed for it.</summary>
/// <param name="Message">For the user: what was asked for, what was used, what to do.</param>
/// <param name="Resources">What it used when it went over.</param>
public sealed record Limitation(TaskStatus.Types.Reason Reason, string Message, IReadOnlyList<Resource> Resources);

/// <summary>The disk is as <see cref="ChangeVolumes"/> asked.</summary>
/// <param name="Fault">Null, or why it is not: what, where, what to do.</param>
public sealed record VolumesChanged(ByteString Operation, string? Fault = null) : AgentInput;

/// <summary>A task's volumes are where <see cref="LinkVolumes"/> asked for them.</summary>
/// <param name="Fault">Null, or why they are not.</param>
public sealed record VolumesLinked(FrameworkId Framework, TaskId Task, string? Fault = null) : AgentInput;

/// <summary>
/// An executor asks to subscribe. The shell has opened nothing yet: it waits for <see cref="ReplyToExecutor"/> with this request,
/// answers 200 when that is no rejection, and then writes the events sent to <paramref name="Connection"/>.
/// </summary>
public sealed record ExecutorSubscribes(RequestId Request, ConnectionId Connection, Mesos.V1.Executor.Call Call) : AgentInput;

/// <summary>Any other executor call; answered by <see cref="ReplyToExecutor"/>.</summary>
public sealed record ExecutorCalls(RequestId Request, Mesos.V1.Executor.Call Call) : AgentInput;

/// <summary>An executor's stream is gone.</summary>
public sealed record ExecutorClosed(ConnectionId Connection) : AgentInput;

/// <summary>What <see cref="FindPaths"/> asked for.</summary>
/// <param name="Paths">The oldest, oldest first.</param>
/// <param name="More">How many there are besides.</param>
public sealed record PathsFound(IReadOnlyList<Leftover> Paths, long More = 0) : AgentInput;

/// <summary><see cref="RemovePaths"/> is done; what was gone already counts as neither.</summary>
public sealed record PathsRemoved(int Succeeded, int Failed) : AgentInput;

/// <param name="Usage">How much of the disk of --work_dir is used, from 0 to 1.</param>
/// <param name="Fault">Null, or why that is not known.</param>
public sealed record DiskMeasured(double Usage, string? Fault = null) : AgentInput;

/// <summary>A call of the agent's v1 API about containers; answered by <see cref="ReplyToOperator"/>, of a wait when that is over.</summary>
public sealed record OperatorCalls(RequestId Request, Mesos.V1.Agent.Call Call) : AgentInput;

/// <summary>
/// Whoever made an <see cref="OperatorCalls"/> has closed the connection: it waits for nothing any more, and a
/// LAUNCH_NESTED_CONTAINER_SESSION ends with its container.
/// </summary>
public sealed record OperatorGone(RequestId Request) : AgentInput;

/// <summary>A check asked for by <see cref="RunCheck"/> is done.</summary>
public sealed record CheckAnswered(ContainerId Container, CheckKind Kind, CheckAnswer Answer) : AgentInput;

/// <summary>A timer asked for by <see cref="StartTimer"/> has come due.</summary>
public sealed record TimerFired(AgentTimer Timer) : AgentInput;

/// <summary>The operator wants the agent gone for good: it takes leave of the master, kills all it runs and ends.</summary>
public sealed record OperatorShutsDown(string Reason) : AgentInput;
