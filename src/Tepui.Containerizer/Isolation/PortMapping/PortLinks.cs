using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Containerizer.Isolation.PortMapping;

/// <summary>Makes, changes and removes the links of containers to the host, with their filters.</summary>
internal sealed class PortLinks(HostNetwork host, PortMappingOptions options)
{
    /// <summary>Again and again is no harm.</summary>
    public Task PrepareHostAsync(CancellationToken cancellation) => OnHostAsync(
        LinkScripts.PrepareHost(host), $"the host's interfaces {host.Public} and {host.Loopback} cannot be prepared for network/port_mapping", cancellation);

    public async Task MakeAsync(PortShare share, CancellationToken cancellation)
    {
        const string What = "the container cannot be linked to the host's network";
        int first = share.Ephemeral.First;
        await OnHostAsync(LinkScripts.Link(host, share.Device, share.Namespace), What, cancellation);
        await InsideAsync(
            share,
            LinkScripts.Inside(host, share.Ephemeral, options.EgressBytesPerSecond)
            + LinkScripts.Batch(TrafficFilters.SharedInside(host).Concat(TrafficFilters.Inside(host, share.Blocks, share.Turn))),
            What,
            cancellation);
        await OnHostAsync(
            LinkScripts.Batch(TrafficFilters.Shared(host, share.Device, first)
                .Concat(TrafficFilters.OnHost(host, share.Device, first, share.Blocks, share.Turn)))
            + LinkScripts.Raise(share.Device),
            What,
            cancellation);
    }

    /// <summary>Puts the share's filters on ports in the place of those with the other turn, of which none is missed meanwhile.</summary>
    public async Task ReplaceAsync(PortShare share, CancellationToken cancellation)
    {
        const string What = "its ports cannot be changed";
        int first = share.Ephemeral.First;
        int other = 1 - share.Turn;
        string[] stale = [.. TrafficFilters.RemoveFromHost(host, share.Device, first, share.Turn)];
        string[] old = [.. TrafficFilters.RemoveFromHost(host, share.Device, first, other)];
        await InsideAsync(
            share,
            LinkScripts.Quietly(TrafficFilters.RemoveInside(host, share.Turn))
            + LinkScripts.Batch(TrafficFilters.Inside(host, share.Blocks, share.Turn))
            + LinkScripts.Quietly(TrafficFilters.RemoveInside(host, other)),
            What,
            cancellation);
        await OnHostAsync(
            LinkScripts.Quietly(stale)
            + LinkScripts.Batch(TrafficFilters.OnHost(host, share.Device, first, share.Blocks, share.Turn))
            + LinkScripts.Quietly(old),
            What,
            cancellation);
    }

    /// <summary>Whatever is left of a container's link; its namespace is another's to remove.</summary>
    public Task RemoveAsync(int firstPort, CancellationToken cancellation)
    {
        string device = LinkScripts.Device(firstPort);
        return OnHostAsync(
            LinkScripts.Quietly(
            [
                .. TrafficFilters.RemoveFromHost(host, device, firstPort, 0),
                .. TrafficFilters.RemoveFromHost(host, device, firstPort, 1),
                .. TrafficFilters.RemoveShared(host, firstPort),
            ]) + LinkScripts.Remove(device),
            $"the link {device} of a container that ended cannot be removed",
            cancellation);
    }

    /// <summary>What filters and links there are on the host.</summary>
    public async Task<(string Filters, IReadOnlyList<int> Owners)> ReadAsync(CancellationToken cancellation)
    {
        const string What = "the host's filters cannot be read";
        string filters = await OnHostAsync(
            $"tc filter show dev {host.Public} ingress; tc filter show dev {host.Loopback} ingress\n", What, cancellation);
        string devices = await OnHostAsync("ls /proc/sys/net/ipv4/conf\n", What, cancellation);
        return (filters, [.. FilterPriorities.OwnersIn(filters).Union(devices.Split('\n').Select(LinkScripts.OwnerOf).OfType<int>())]);
    }

    private Task<string> OnHostAsync(string script, string what, CancellationToken cancellation) =>
        NetworkShell.RunAsync(options.HostNamespace, script, what, cancellation);

    private static Task InsideAsync(PortShare share, string script, string what, CancellationToken cancellation) =>
        NetworkShell.RunAsync(share.Namespace, script, what, cancellation);
}
