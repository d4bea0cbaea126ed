using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Containerizer.Docker.Life;

internal enum DockerContainerState
{
    Launching,
    Running,

    /// <summary>dockerd says that it has ended; the rest of its output is on its way.</summary>
    Ending,

    /// <summary>Its exit has been told.</summary>
    Ended,
}

/// <summary>A container as long as it is not forgotten. Members change under the containerizer's lock only.</summary>
internal sealed class DockerContainer(string id, string name)
{
    private readonly TaskCompletionSource _endSeen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id { get; } = id;

    public string Name { get; } = name;

    public DockerContainerState State { get; set; } = DockerContainerState.Launching;

    public int Pid { get; set; }

    /// <summary>As dockerd made it; null until it was inspected.</summary>
    public string? EngineId { get; set; }

    /// <summary>The addresses it is reached under; empty when they are the agent's own.</summary>
    public IReadOnlyList<string> IpAddresses { get; set; } = [];

    /// <summary>What it was given last.</summary>
    public ContainerResources Resources { get; set; } = ContainerResources.None;

    /// <summary>What the image wants to be sent to end; null is SIGTERM.</summary>
    public string? StopSignal { get; set; }

    /// <summary>Destroyed while it was launched: the launch must come to nothing.</summary>
    public bool IsGivenUp { get; set; }

    /// <summary>Whoever launched it waits no longer; it stays until it is destroyed or the agent ends.</summary>
    public bool IsInterrupted { get; set; }

    /// <summary>Ends a pull that a launch waits for.</summary>
    public CancellationTokenSource LaunchCancelled { get; } = new();

    /// <summary>Completes when all of the output that there will be is in the sandbox; null until it is followed.</summary>
    public Task? Output { get; set; }

    /// <summary>Completes when dockerd has said that it ended.</summary>
    public Task EndSeen => _endSeen.Task;

    /// <summary>Completes when its exit has been told.</summary>
    public Task End { get; set; } = Task.CompletedTask;

    /// <summary>An event told its end while it was not known to run; with the exit code when there was one.</summary>
    public (bool Seen, int? ExitCode) EarlyEnd { get; set; }

    public ContainerExit? Exit { get; set; }

    public DateTimeOffset FinishedAt { get; set; }

    public void SetEndSeen() => _endSeen.TrySetResult();
}
