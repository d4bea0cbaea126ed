using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Microsoft.Extensions.Logging;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Isolation.Cni;

/// <summary>
/// <c>network/cni</c>: a container that names networks gets a network namespace of its own, which plug-ins connect before its command
/// begins. Which container is in whose network is noted in its record; the rest lies in its folder.
/// </summary>
public sealed class CniIsolator : IIsolator
{
    /// <summary>The note that names the container whose network it is: its own id, or that of one above it.</summary>
    private const string Owner = "network/cni/owner";

    private readonly CniOptions _options;
    private readonly NetworkConfigurations _configurations;
    private readonly Plugins _plugins;
    private readonly string _root;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, IReadOnlyList<Attachment>> _attached = new(StringComparer.Ordinal);

    public CniIsolator(IsolationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Networks;
        _configurations = new NetworkConfigurations(_options);
        _plugins = new Plugins(_configurations, _options);
        _root = _options.RootIn(options);
        _logger = options.Logger;
    }

    public string Name => "network/cni";

    /// <summary>A container without a ContainerInfo names no network.</summary>
    public bool OnlyMeasures => true;

    public async Task RecoverAsync(IReadOnlyList<ContainerRecord> running, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(running);
        HashSet<string> known = [.. running.Select(container => AttachmentFolder.NameOf(container.ContainerId))];
        foreach (AttachmentFolder folder in AttachmentFolder.All(_root).ToList())
        {
            if (known.Contains(folder.Name))
                _attached[folder.Name] = folder.Read();
            else
                await LeaveAsync(folder, cancellation);
        }
    }

    public async ValueTask PrepareAsync(ContainerPlan plan, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        IReadOnlyList<NetworkInfo> asked = [.. (plan.Launch.Info?.NetworkInfos ?? []).Where(network => network.HasName)];
        bool joinsParent = plan.Parent is not null && (plan.Launch.IsDebug || plan.Launch.Info is not { NetworkInfos.Count: > 0 });
        if (joinsParent)
            JoinParent(plan, plan.Parent!);
        else if (asked.Count > 0)
            await JoinAsync(plan, asked, cancellation);
        else if (plan.Root is not null)
            plan.Mounts.AddRange(NetworkFiles.HostMounts());
    }

    public async ValueTask MeasureAsync(ContainerRecord container, ResourceStatistics statistics, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(container);
        if (_options.TellsTraffic && AttachmentsOf(container) is { Count: > 0 } attachments)
        {
            try
            {
                InterfaceTraffic.Add(
                    await File.ReadAllTextAsync($"/proc/{container.Pid}/net/dev", cancellation),
                    [.. attachments.Select(attachment => attachment.Interface)], statistics);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It is ending.
            }
        }
    }

    public ValueTask DescribeAsync(ContainerRecord container, ContainerStatus status, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(container);
        ArgumentNullException.ThrowIfNull(status);
        foreach (Attachment attachment in AttachmentsOf(container))
        {
            if (attachment.Result is not { } result)
                continue;
            NetworkInfo network = attachment.Info.Clone();
            network.IpAddresses.Clear();
            foreach (System.Net.IPAddress address in result.Addresses)
            {
                network.IpAddresses.Add(new NetworkInfo.Types.IPAddress
                {
                    IpAddress = address.ToString(),
                    Protocol = address.AddressFamily == AddressFamily.InterNetworkV6
                        ? NetworkInfo.Types.Protocol.Ipv6
                        : NetworkInfo.Types.Protocol.Ipv4,
                });
            }

            status.NetworkInfos.Add(network);
        }

        return ValueTask.CompletedTask;
    }

    public async ValueTask CleanUpAsync(string containerId, CancellationToken cancellation)
    {
        var folder = new AttachmentFolder(_root, containerId);
        if (folder.Exists)
            await LeaveAsync(folder, cancellation);
    }

    private IReadOnlyList<Attachment> AttachmentsOf(ContainerRecord container) =>
        container.Notes.TryGetValue(Owner, out string? owner) && _attached.TryGetValue(owner, out IReadOnlyList<Attachment>? attachments)
            ? attachments
            : [];

    /// <summary>Nested containers share the network, the host name and the files of the one they are in.</summary>
    private void JoinParent(ContainerPlan plan, ContainerRecord parent)
    {
        if (!parent.Notes.TryGetValue(Owner, out string? owner))
        {
            if (plan.Root is not null && !plan.Launch.IsDebug)
                plan.Mounts.AddRange(NetworkFiles.HostMounts());
            return;
        }

        plan.Notes[Owner] = owner;
        ListenEverywhere(plan);
        if (plan.Launch.IsDebug)
            return;
        var folder = new AttachmentFolder(_root, owner);
        plan.Joined.Add(new JoinedNamespace(Namespaces.Network, folder.NamespacePath));
        plan.Joined.Add(new JoinedNamespace(Namespaces.Uts, $"/proc/{parent.Pid}/ns/uts"));
        plan.Own |= Namespaces.Mount;
        plan.Mounts.AddRange(NetworkFiles.Mounts(folder));
    }

    private async Task JoinAsync(ContainerPlan plan, IReadOnlyList<NetworkInfo> asked, CancellationToken cancellation)
    {
        if (asked.GroupBy(network => network.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ContainerLaunchException($"Attempted to join CNI network '{twice.Key}' multiple times");
        if (!System.Environment.IsPrivilegedProcess)
            throw new ContainerLaunchException($"the CNI network '{asked[0].Name}' cannot be joined: the agent must run as root for that");
        Attachment[] attachments =
            [.. asked.Select((network, i) => new Attachment(_configurations.Find(network.Name), $"eth{i}", network, null))];
        var folder = new AttachmentFolder(_root, plan.Id);
        Directory.CreateDirectory(folder.Path);
        await NetworkNamespace.MakeAsync(folder.NamespacePath, cancellation);
        for (int i = 0; i < attachments.Length; i++)
        {
            // Before anything is asked of a plug-in, so that whatever it began can be undone.
            folder.Write(attachments.Take(i + 1));
            attachments[i] = attachments[i] with { Result = await AddAsync(folder, attachments[i], cancellation) };
            folder.Write(attachments.Take(i + 1));
        }

        string hostname = HostnameOf(plan);
        NetworkFiles.Write(folder, hostname, attachments, _options.Resolvers);
        _attached[folder.Name] = attachments;
        plan.Notes[Owner] = folder.Name;
        plan.Joined.Add(new JoinedNamespace(Namespaces.Network, folder.NamespacePath));
        plan.Own |= Namespaces.Mount | Namespaces.Uts;
        plan.Hostname = hostname;
        plan.Mounts.AddRange(NetworkFiles.Mounts(folder));
        ListenEverywhere(plan);
    }

    /// <summary>libprocess takes its address from here, and the agent's is not one of the container's (MESOS-3553).</summary>
    private static void ListenEverywhere(ContainerPlan plan)
    {
        _ = plan.Environment.RemoveAll(variable => variable.Key == "LIBPROCESS_IP");
        plan.Environment.Add(new("LIBPROCESS_IP", "0.0.0.0"));
    }

    private static string HostnameOf(ContainerPlan plan)
    {
        const int LongestHostname = 64;
        string name = plan.Launch.Info is { HasHostname: true } info ? info.Hostname : plan.Id[(plan.Id.LastIndexOf('.') + 1)..];
        return name.Length <= LongestHostname ? name : name[..LongestHostname];
    }

    private async Task<PluginResult> AddAsync(AttachmentFolder folder, Attachment attachment, CancellationToken cancellation)
    {
        NetworkConfiguration network = attachment.Network;
        var call = new PluginCall(network.Name, folder.Name, attachment.Interface, folder.NamespacePath);
        JsonObject? result = null;
        foreach (JsonObject plugin in network.Plugins)
        {
            JsonObject input = PluginInput.Make(network, plugin, attachment.Info, network.HasResults ? result : null);
            JsonObject answer = await _plugins.CallAsync(Plugins.Add, call, input, cancellation);
            if (answer.Count > 0 || result is null)
                result = answer;
        }

        return new PluginResult(result!);
    }

    /// <summary>Leaves all networks and removes the folder. What fails is told, and tried again by the agent's next process.</summary>
    private async Task LeaveAsync(AttachmentFolder folder, CancellationToken cancellation)
    {
        string? space = NetworkNamespace.IsAt(folder.NamespacePath) ? folder.NamespacePath : null;
        bool left = true;
        foreach (Attachment attachment in folder.Read().Reverse())
        {
            NetworkConfiguration network = attachment.Network;
            var call = new PluginCall(network.Name, folder.Name, attachment.Interface, space);
            JsonObject? result = network.RemovesByResult ? attachment.Result?.Json : null;
            foreach (JsonObject plugin in network.Plugins.Reverse())
            {
                try
                {
                    _ = await _plugins.CallAsync(
                        Plugins.Delete, call, PluginInput.Make(network, plugin, attachment.Info, result), cancellation);
                }
                catch (ContainerLaunchException e) when (attachment.Result is null)
                {
                    // It did not join either, and there is nothing to be undone that it understands.
                    CniLog.NotUndone(_logger, folder.Name, e.Message);
                }
                catch (ContainerLaunchException e)
                {
                    left = false;
                    CniLog.NotLeft(_logger, folder.Name, e.Message);
                }
            }
        }

        _ = _attached.TryRemove(folder.Name, out _);
        NetworkNamespace.Remove(folder.NamespacePath);
        if (left)
            folder.Remove();
    }
}
