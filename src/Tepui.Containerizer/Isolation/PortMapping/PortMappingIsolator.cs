using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Microsoft.Extensions.Logging;
using Tepui.Containerizer.Isolation.Cni;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Isolation.PortMapping;

/// <summary>
/// <c>network/port_mapping</c> (docs/isolators/network-port-mapping.md): each container has a network namespace with the host's address
/// and MAC, and a part of the host's ports, by which filters lead packets to it and away. What is nested in a container shares its network.
/// </summary>
internal sealed class PortMappingIsolator : IIsolator, IDisposable
{
    /// <summary>The note that names the container whose network it is: its own id, or that of one above it.</summary>
    private const string Owner = "network/port_mapping/owner";

    /// <summary>The note with the ephemeral ports, as <c>32768-33791</c>.</summary>
    private const string Ephemeral = "network/port_mapping/ephemeral_ports";

    private readonly PortMappingOptions _options;
    private readonly EphemeralPorts _ephemeral;
    private readonly string _root;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, PortShare> _shares = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _preparing = new(1);
    private PortLinks? _links;

    public PortMappingIsolator(IsolationOptions options)
    {
        _options = options.PortMapping;
        _ephemeral = new EphemeralPorts(_options.EphemeralPorts, _options.EphemeralPortsPerContainer);
        _root = Path.GetFullPath(Path.Combine(options.RuntimeDirectory, "isolators", "network", "port_mapping"));
        _logger = options.Logger;
    }

    public string Name => "network/port_mapping";

    public async Task RecoverAsync(IReadOnlyList<ContainerRecord> running, CancellationToken cancellation)
    {
        foreach (ContainerRecord record in running)
        {
            // Containers from before this isolator was named go on as they are.
            if (record.Notes.GetValueOrDefault(Owner) != record.ContainerId || RangeOf(record) is not { } range)
                continue;
            _ephemeral.Take(range);
            _shares[record.ContainerId] = new PortShare(record.ContainerId, range, NamespaceOf(record.ContainerId))
            {
                Allocated = record.Resources.Ports,
            };
        }

        PortLinks links = await LinksAsync(cancellation);
        (string filters, IReadOnlyList<int> owners) = await links.ReadAsync(cancellation);
        foreach (int first in owners.Where(IsLeft))
        {
            await links.RemoveAsync(first, cancellation);
            PortMappingLog.Removed(_logger, first);
        }

        HashSet<string> folders = [.. _shares.Keys.Select(ContainerNames.Of)];
        foreach (string folder in Directory.Exists(_root) ? Directory.GetDirectories(_root) : [])
        {
            if (!folders.Contains(Path.GetFileName(folder)))
                RemoveFolder(folder);
        }

        // The agent may have died while it changed them.
        foreach (PortShare share in _shares.Values)
            await ReplaceAsync(share with { Turn = FilterPriorities.TurnsIn(filters, share.Ephemeral.First) is [var turn] ? 1 - turn : 1 });
    }

    public async ValueTask PrepareAsync(ContainerPlan plan, CancellationToken cancellation)
    {
        if (plan.Root is not null && !plan.Launch.IsDebug)
            plan.Mounts.AddRange(NetworkFiles.HostMounts());
        if (plan.Parent is { } parent)
        {
            JoinParent(plan, parent);
            return;
        }

        if (plan.Launch.Info?.NetworkInfos.FirstOrDefault(network => network.HasName) is { } named)
        {
            throw new ContainerLaunchException(
                $"Unknown CNI network '{named.Name}': on this agent containers share the host's address ('network/port_mapping' in --isolation)");
        }

        PortLinks links = await LinksAsync(cancellation);
        (int First, int Last) range = _ephemeral.Allocate() ?? throw new ContainerLaunchException(
            $"all ephemeral ports are taken, of which each container gets {_options.EphemeralPortsPerContainer}: "
            + "give the agent more of them in --resources, or fewer to each by --ephemeral_ports_per_container");

        // Before anything is made, so that it can be undone.
        var share = new PortShare(plan.Id, range, NamespaceOf(plan.Id)) { Allocated = plan.Launch.Resources.Ports };
        _shares[plan.Id] = share;
        Directory.CreateDirectory(Path.GetDirectoryName(share.Namespace)!);
        await NetworkNamespace.MakeAsync(share.Namespace, cancellation);
        await links.MakeAsync(share, cancellation);
        plan.Notes[Owner] = plan.Id;
        plan.Notes[Ephemeral] = string.Create(CultureInfo.InvariantCulture, $"{range.First}-{range.Last}");
        plan.Joined.Add(new JoinedNamespace(Namespaces.Network, share.Namespace));
    }

    public async ValueTask UpdateAsync(string containerId, ContainerResources resources, CancellationToken cancellation)
    {
        if (_shares.TryGetValue(containerId, out PortShare? share) && !share.Allocated.SequenceEqual(resources.Ports))
            await ReplaceAsync(share with { Allocated = resources.Ports, Turn = 1 - share.Turn });
    }

    public async ValueTask MeasureAsync(ContainerRecord container, ResourceStatistics statistics, CancellationToken cancellation)
    {
        if (!container.Notes.TryGetValue(Owner, out string? owner) || !_shares.TryGetValue(owner, out PortShare? share))
            return;
        statistics.NetEphemeralPorts = new Value.Types.Range { Begin = (ulong)share.Ephemeral.First, End = (ulong)share.Ephemeral.Last };
        try
        {
            if (_options.TellsSockets)
                SocketStatistics.Write(await File.ReadAllTextAsync($"/proc/{container.Pid}/net/sockstat", cancellation), statistics);
            if (_options.TellsProtocols)
                ProtocolStatistics.Write(await File.ReadAllTextAsync($"/proc/{container.Pid}/net/snmp", cancellation), statistics);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is ending.
        }
    }

    public async ValueTask CleanUpAsync(string containerId, CancellationToken cancellation)
    {
        if (!_shares.TryGetValue(containerId, out PortShare? share))
            return;
        PortLinks links = await LinksAsync(cancellation);
        await links.RemoveAsync(share.Ephemeral.First, cancellation);
        RemoveFolder(Path.GetDirectoryName(share.Namespace)!);
        _ = _shares.TryRemove(containerId, out _);
        _ephemeral.Release(share.Ephemeral);
    }

    public void Dispose() => _preparing.Dispose();

    private static void RemoveFolder(string folder)
    {
        NetworkNamespace.Remove(Path.Combine(folder, "ns"));
        Directory.Delete(folder, recursive: true);
    }

    private static (int First, int Last)? RangeOf(ContainerRecord record) =>
        record.Notes.GetValueOrDefault(Ephemeral)?.Split('-') is [var first, var last]
        && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int begin)
        && int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out int end)
            ? (begin, end)
            : null;

    private void JoinParent(ContainerPlan plan, ContainerRecord parent)
    {
        if (!parent.Notes.TryGetValue(Owner, out string? owner))
            return;
        plan.Notes[Owner] = owner;
        if (!plan.Launch.IsDebug)
            plan.Joined.Add(new JoinedNamespace(Namespaces.Network, NamespaceOf(owner)));
    }

    /// <summary>Of this agent's ephemeral ports, and nobody's.</summary>
    private bool IsLeft(int first) =>
        _options.EphemeralPorts.Any(range => first >= range.First && first <= range.Last)
        && _shares.Values.All(share => share.Ephemeral.First != first);

    private string NamespaceOf(string containerId) => Path.Combine(_root, ContainerNames.Of(containerId), "ns");

    /// <summary>What fails is told, and tried again by the agent's next process.</summary>
    private async Task ReplaceAsync(PortShare share)
    {
        try
        {
            await (await LinksAsync(CancellationToken.None)).ReplaceAsync(share, CancellationToken.None);
            _shares[share.ContainerId] = share;
        }
        catch (ContainerLaunchException e)
        {
            PortMappingLog.NotChanged(_logger, share.ContainerId, e.Message);
        }
    }

    private async Task<PortLinks> LinksAsync(CancellationToken cancellation)
    {
        await _preparing.WaitAsync(cancellation);
        try
        {
            if (_links is { } known)
                return known;
            var faults = new List<string>();
            HostNetwork host = await HostProbe.ReadAsync(_options, faults, cancellation)
                ?? throw new ContainerLaunchException(string.Join("; ", faults));
            var links = new PortLinks(host, _options);
            await links.PrepareHostAsync(cancellation);
            return _links = links;
        }
        finally
        {
            _ = _preparing.Release();
        }
    }
}
