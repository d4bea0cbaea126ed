using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Containerizer;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Conformance.Tests.Running;

/// <summary>Containers that nothing runs in: a script plays what would, and says when it ends. They outlive the agent's process.</summary>
internal sealed class PlayedContainers : IContainerizer
{
    private const int SigKill = 9;

    private readonly ConcurrentDictionary<string, PlayedContainer> _containers = new();
    private readonly Channel<ContainerExit> _exits = Channel.CreateUnbounded<ContainerExit>();
    private readonly Channel<PlayedContainer> _launched = Channel.CreateUnbounded<PlayedContainer>();
    private readonly List<PlayedContainer> _passed = [];
    private int _lastPid = 1000;
    private TaskCompletionSource? _asked;
    private TaskCompletionSource? _held;

    public ChannelReader<ContainerExit> Exits => _exits.Reader;

    /// <summary>The next that the agent starts; several that it starts at once come in any order.</summary>
    /// <param name="command">Its last argument; null for whichever comes.</param>
    public async Task<PlayedContainer> NextAsync(string? command = null)
    {
        if (_passed.Find(Matches) is { } earlier)
        {
            _passed.Remove(earlier);
            return earlier;
        }

        while (true)
        {
            PlayedContainer next = await _launched.Reader.ReadAsync().AsTask().WaitAsync(RunningMaster.Patience);
            if (Matches(next))
            {
                return next;
            }

            _passed.Add(next);
        }

        bool Matches(PlayedContainer container) => command is null || (container.Launch.Argv is [.., var last] && last == command);
    }

    /// <param name="waitStatus">As wait(2) has it.</param>
    public void End(PlayedContainer container, int waitStatus)
    {
        if (container.Exit is not null)
        {
            return;
        }

        container.Exit = new ContainerExit(container.Launch.ContainerId, waitStatus);
        _exits.Writer.TryWrite(container.Exit);
    }

    /// <summary>What recovers next has to wait; completes when it is there.</summary>
    public Task HoldRecoveryAsync()
    {
        (_asked, _held) = (NewSource(), NewSource());
        return _asked.Task;
    }

    public void LetRecover() => _held?.TrySetResult();

    public async Task<IReadOnlyList<RecoveredContainer>> RecoverAsync(CancellationToken cancellation)
    {
        if (_held is { } held)
        {
            _asked?.TrySetResult();
            await held.Task.WaitAsync(cancellation);
            _held = null;
        }

        return [.. _containers.Select(pair => new RecoveredContainer(pair.Key, pair.Value.Pid, pair.Value.Exit))];
    }

    public ValueTask<LaunchedContainer> LaunchAsync(ContainerLaunch launch, CancellationToken cancellation)
    {
        var container = new PlayedContainer(launch, Interlocked.Increment(ref _lastPid));
        _containers[launch.ContainerId] = container;
        _launched.Writer.TryWrite(container);
        return ValueTask.FromResult(new LaunchedContainer(launch.ContainerId, container.Pid));
    }

    public ValueTask SignalAsync(string containerId, int signal, CancellationToken cancellation)
    {
        if (_containers.TryGetValue(containerId, out PlayedContainer? container))
        {
            container.Signals.Writer.TryWrite(signal);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DestroyAsync(string containerId, CancellationToken cancellation)
    {
        if (_containers.TryGetValue(containerId, out PlayedContainer? container))
        {
            container.Destroyed.TrySetResult();
            End(container, SigKill);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask ForgetAsync(string containerId, CancellationToken cancellation)
    {
        _containers.TryRemove(containerId, out _);
        return ValueTask.CompletedTask;
    }

    public ValueTask UpdateAsync(string containerId, ContainerResources resources, CancellationToken cancellation) =>
        ValueTask.CompletedTask;

    public ValueTask<ResourceStatistics?> UsageAsync(string containerId, CancellationToken cancellation) =>
        new(_containers.ContainsKey(containerId) ? new ResourceStatistics() : null);

    public ValueTask<ContainerStatus?> StatusAsync(string containerId, CancellationToken cancellation) =>
        new(_containers.TryGetValue(containerId, out PlayedContainer? container) ? new ContainerStatus { ExecutorPid = (uint)container.Pid } : null);

    /// <summary>Every command run inside comes to what the script says; to success until then.</summary>
    public ValueTask<int> RunInsideAsync(ContainerCommand command, CancellationToken cancellation) =>
        new(_containers.TryGetValue(command.ContainerId, out PlayedContainer? container) ? container.Answer : 0);

    public ValueTask<string?> NetworkNamespaceAsync(string containerId, CancellationToken cancellation) => new((string?)null);

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>One of them.</summary>
internal sealed class PlayedContainer(ContainerLaunch launch, int pid)
{
    public ContainerLaunch Launch { get; } = launch;

    public int Pid { get; } = pid;

    public ContainerExit? Exit { get; set; }

    /// <summary>What commands inside it come to, as wait(2) has it.</summary>
    public int Answer { get; set; }

    /// <summary>What it was sent.</summary>
    public Channel<int> Signals { get; } = Channel.CreateUnbounded<int>();

    /// <summary>Completes when the agent destroys it.</summary>
    public TaskCompletionSource Destroyed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The value of a variable of its environment.</summary>
    public string Variable(string name) =>
        Launch.Environment.FirstOrDefault(variable => variable.Key == name).Value ?? throw new InvalidOperationException($"{name} is not set");
}
