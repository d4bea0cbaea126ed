using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;

namespace Tepui.Containerizer.Docker;

/// <summary>Looking into containers that run.</summary>
public sealed partial class DockerContainerizer
{
    public ValueTask UpdateAsync(string containerId, ContainerResources resources, CancellationToken cancellation) =>
        ValueTask.CompletedTask;

    public ValueTask<ResourceStatistics?> UsageAsync(string containerId, CancellationToken cancellation) => new((ResourceStatistics?)null);

    public ValueTask<ContainerStatus?> StatusAsync(string containerId, CancellationToken cancellation) => new((ContainerStatus?)null);

    public ValueTask<int> RunInsideAsync(ContainerCommand command, CancellationToken cancellation) =>
        throw new ContainerLaunchException("a command cannot be run inside this container yet");

    public ValueTask<string?> NetworkNamespaceAsync(string containerId, CancellationToken cancellation) => new((string?)null);
}
