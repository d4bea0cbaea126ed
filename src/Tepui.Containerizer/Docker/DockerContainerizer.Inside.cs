using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Containerizer.Docker.Engine;
using Tepui.Containerizer.Docker.Inside;
using Tepui.Containerizer.Docker.Life;
using Tepui.Containerizer.Docker.Translation;

namespace Tepui.Containerizer.Docker;

/// <summary>Looking into containers that run.</summary>
public sealed partial class DockerContainerizer
{
    private readonly InsideCommands _inside;

    /// <summary>Memory is only ever added: taking it could kill what runs.</summary>
    public async ValueTask UpdateAsync(string containerId, ContainerResources resources, CancellationToken cancellation)
    {
        if (Running(containerId) is not { } container)
            return;
        try
        {
            if (await TryInspectAsync(container.Name, cancellation) is not { State.IsRunning: true, HostConfig: { } now })
                return;
            UpdateContainer change = Limits.Change(resources, _options.BoundsCpu, now);
            if (!change.IsEmpty)
                await _engine.UpdateAsync(container.Name, change, cancellation);
            container.Resources = resources;
        }
        catch (EngineRefusedException e) when (e.Status is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            // It has ended.
        }
        catch (Exception e) when (e is EngineRefusedException or EngineUnavailableException)
        {
            DockerLog.NotUpdated(_logger, container.Name, e.Message);
        }
    }

    public ValueTask<ResourceStatistics?> UsageAsync(string containerId, CancellationToken cancellation)
    {
        if (Running(containerId) is not { } container)
            return new((ResourceStatistics?)null);
        var statistics = new ResourceStatistics { Timestamp = (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds };
        UsageLimits.Add(container.Resources, _options.BoundsCpu, statistics);
        try
        {
            if (ContainerProcess.IsOf(container.EngineId, container.Pid))
                ContainerUse.Read(container.Pid, statistics);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is ending.
        }

        return new(statistics);
    }

    public ValueTask<ContainerStatus?> StatusAsync(string containerId, CancellationToken cancellation)
    {
        if (Running(containerId) is not { } container)
            return new((ContainerStatus?)null);
        var status = new ContainerStatus { ContainerId = new ContainerID { Value = containerId } };
        if (container.Pid > 0)
            status.ExecutorPid = (uint)container.Pid;
        if (container.IpAddresses.Count > 0)
        {
            status.NetworkInfos.Add(new NetworkInfo
            {
                IpAddresses =
                {
                    container.IpAddresses.Select(address => new NetworkInfo.Types.IPAddress
                    {
                        IpAddress = address,
                        Protocol = IPAddress.TryParse(address, out IPAddress? parsed) && parsed.AddressFamily == AddressFamily.InterNetworkV6
                            ? NetworkInfo.Types.Protocol.Ipv6
                            : NetworkInfo.Types.Protocol.Ipv4,
                    }),
                },
            });
        }

        return new(status);
    }

    public async ValueTask<int> RunInsideAsync(ContainerCommand command, CancellationToken cancellation)
    {
        if (Running(command.ContainerId) is not { } container)
            throw new ContainerLaunchException($"container '{command.ContainerId}' does not run");
        try
        {
            int exitCode = await _inside.RunAsync(container, command, cancellation, _disposed.Token);
            return (exitCode & 0xFF) << 8;
        }
        catch (EngineRefusedException e)
        {
            throw new ContainerLaunchException($"dockerd does not run the command inside the container: {e.Message.ReplaceLineEndings(" ").Trim()}", e);
        }
        catch (EngineUnavailableException e)
        {
            throw new ContainerLaunchException(e.Message, e);
        }
    }

    public ValueTask<string?> NetworkNamespaceAsync(string containerId, CancellationToken cancellation) =>
        new(Running(containerId) is { } container && ContainerProcess.IsOf(container.EngineId, container.Pid)
            ? ContainerProcess.OwnNetwork(container.Pid)
            : null);

    private DockerContainer? Running(string containerId)
    {
        lock (_gate)
        {
            return _containers.TryGetValue(containerId, out DockerContainer? container) && container.State == DockerContainerState.Running
                ? container
                : null;
        }
    }
}
