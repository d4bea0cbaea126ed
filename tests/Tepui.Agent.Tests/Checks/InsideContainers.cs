using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Containerizer;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Agent.Tests.Checks;

/// <summary>Containers of which only the inside is of interest: where their network is, and what commands in them come to.</summary>
internal sealed class InsideContainers : IContainerizer
{
    public Func<ContainerCommand, CancellationToken, Task<int>> Inside { get; set; } = static (_, _) => Task.FromResult(0);

    public string? Network { get; set; }

    public ChannelReader<ContainerExit> Exits { get; } = Channel.CreateUnbounded<ContainerExit>().Reader;

    public Task<IReadOnlyList<RecoveredContainer>> RecoverAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<RecoveredContainer>>([]);

    public ValueTask<LaunchedContainer> LaunchAsync(ContainerLaunch launch, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask SignalAsync(string containerId, int signal, CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask DestroyAsync(string containerId, CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask ForgetAsync(string containerId, CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask UpdateAsync(string containerId, ContainerResources resources, CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask<ResourceStatistics?> UsageAsync(string containerId, CancellationToken cancellation) => new((ResourceStatistics?)null);

    public ValueTask<ContainerStatus?> StatusAsync(string containerId, CancellationToken cancellation) => new((ContainerStatus?)null);

    public async ValueTask<int> RunInsideAsync(ContainerCommand command, CancellationToken cancellation) => await Inside(command, cancellation);

    public ValueTask<string?> NetworkNamespaceAsync(string containerId, CancellationToken cancellation) => new(Network);
}
