using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Mesos.V1;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Isolation.PortMapping;
using Tepui.Testing.Hosts;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Tests.Isolation.PortMapping;

/// <summary>Containers that share a host's address, each with its own ports of it.</summary>
public sealed class PortMappingTests : IsolatedTest, IDisposable
{
    private readonly PortMappingHost? _host = System.Environment.IsPrivilegedProcess ? new() : null;

    protected override string Isolation => "network/port_mapping";

    private PortMappingHost Host => _host!;

    public void Dispose() => _host?.Dispose();

    [RootFact]
    public async Task Containers_AnswerAtTheHostsAddressOnTheirPorts_AndLeaveNothing()
    {
        await StartAsync("a", [31000, 31500], allocated: [31000]);
        await StartAsync("b", [31007], allocated: [31001, 31007]);

        Host.AskFromWorld(31000).ShouldBe("a");
        Host.AskFromWorld(31007).ShouldBe("b");
        Host.AskFromWorld(31500).ShouldBeNull("it is none of the container's ports");
        Host.AskFromHost(Host.Address, 31000).ShouldBe("a");
        Host.AskFromHost("127.0.0.1", 31007).ShouldBe("b");

        ResourceStatistics use = (await Containerizer.UsageAsync("a", Bound)).ShouldNotBeNull();
        (use.NetEphemeralPorts.Begin, use.NetEphemeralPorts.End).ShouldBe((20480ul, 21503ul));
        (use.NetRxBytes > 100, use.NetTxBytes > 100, use.NetRxPackets > 2).ShouldBe((true, true, true));
        use.NetTcpActiveConnections.ShouldBeGreaterThan(0);
        use.NetSnmpStatistics.TcpStats.PassiveOpens.ShouldBe(2);
        use.NetSnmpStatistics.IpStats.Forwarding.ShouldBeGreaterThan(0);

        await EndAsync("a");
        Host.AskFromWorld(31000).ShouldBeNull();
        Host.AskFromWorld(31007).ShouldBe("b");
        await EndAsync("b");
        NothingIsLeft();
    }

    [RootFact]
    public async Task WhatContainersConnectTo_HearsFromTheirEphemeralPorts()
    {
        await StartAsync("a", [31000], allocated: [31000]);
        (string output, int? status) = await RunAsync(
            $"""
            {PortMappingHost.Ask(Host.World, Host.WorldPort)}
            {PortMappingHost.Ask(Host.Address, 31000)}
            {PortMappingHost.Ask("127.0.0.1", 31000)}
            busybox ping -c 1 -W 5 {Host.World} | grep -c ' 0% packet loss'
            cat /proc/sys/net/ipv4/ip_local_port_range
            ip -o link show dev lo | grep -c UP
            tc class show dev pub0
            perl -MIO::Socket::INET -e 'IO::Socket::INET->new(PeerAddr => q({Host.World}:{Host.WorldPort}), LocalPort => 31500, Timeout => 1) or print qq(dropped\n)'
            """);

        status.ShouldBe(0, output);
        string[] lines = output.Split('\n');
        string[] seen = lines[0].Split(' ');
        seen[0].ShouldBe(Host.Address);
        int.Parse(seen[1], CultureInfo.InvariantCulture).ShouldBeInRange(21504, 22527);
        lines[1..6].ShouldBe(["a", "a", "1", "21504\t22527", "1"]);
        lines[6].ShouldContain("rate 80Mbit");
        lines[7].ShouldBe("dropped", "nothing goes out from a port that is not the container's");
    }

    [RootFact]
    public async Task Ports_ThatAreGivenAndTakenAway_AreReachedAndNoMore()
    {
        await StartAsync("a", [31000, 31100], allocated: [31000]);
        Host.AskFromWorld(31100).ShouldBeNull();

        await Containerizer.UpdateAsync("a", Ports(31000, 31100), Bound);
        (Host.AskFromWorld(31000), Host.AskFromWorld(31100)).ShouldBe(("a", "a"));
        await Containerizer.UpdateAsync("a", Ports(31100), Bound);
        (Host.AskFromWorld(31000), Host.AskFromWorld(31100)).ShouldBe((null, "a"));
    }

    [RootFact]
    public async Task NestedContainers_AreInTheNetworkOfTheirParent()
    {
        await StartAsync("a", [31000], allocated: [31000]);
        ContainerLaunch nested = Shell("a.n", "readlink /proc/self/ns/net; exec sleep 1000") with { Parent = "a" };
        await Containerizer.LaunchAsync(nested, Bound);

        string space = await FileAsync(nested, "stdout");
        string parents = new System.IO.FileInfo((await Containerizer.NetworkNamespaceAsync("a", Bound))!).LinkTarget!;
        space.ShouldBe(parents);
        await EndAsync("a");
        NothingIsLeft();
    }

    [RootFact]
    public async Task Containers_ThatCannotHaveTheirPart_AreToldWhy()
    {
        (await RefusalAsync(new ContainerInfo { NetworkInfos = { new NetworkInfo { Name = "net" } } })).ShouldStartWith("Unknown CNI network 'net': ");
        await StartAsync("a", [31000], allocated: [31000]);
        await StartAsync("b", [31001], allocated: [31001]);
        (await RefusalAsync(new ContainerInfo())).ShouldStartWith("all ephemeral ports are taken, of which each container gets 1024: ");
        await EndAsync("a");
        (await RunAsync("exit 0")).Status.ShouldBe(0);
    }

    [RootFact]
    public async Task Recovery_KeepsWhatRuns_AndRemovesWhatIsLeft()
    {
        await StartAsync("a", [31000], allocated: [31000]);
        int first = 22000;
        string device = LinkScripts.Device(first);
        Host.Run("ip", "link", "add", device, "type", "veth", "peer", "name", "gone");
        foreach (int priority in (int[])[FilterPriorities.Control(first), FilterPriorities.Ports(first, 1)])
            Host.Run("tc", "filter", "add", "dev", "pub0", "ingress", "protocol", "ip", "prio", $"{priority}", "u32", "match", "u32", "0", "0", "flowid", "ffff:0");
        string folder = Directory.CreateDirectory(Path.Combine(Root, "runtime", "isolators", "network", "port_mapping", "gone")).FullName;

        await RestartAsync();
        (await Containerizer.RecoverAsync(Bound)).Single().ContainerId.ShouldBe("a");

        Host.AskFromWorld(31000).ShouldBe("a");
        Host.Run("ls", "/proc/sys/net/ipv4/conf").ShouldNotContain(device);
        FilterPriorities.OwnersIn(Filters()).ShouldBe([20480]);
        Directory.Exists(folder).ShouldBeFalse();
        await StartAsync("b", [31001], allocated: [31001]);
        (await Containerizer.UsageAsync("b", Bound))!.NetEphemeralPorts.Begin.ShouldBe(21504ul);
        await EndAsync("a");
        await EndAsync("b");
        NothingIsLeft();
    }

    protected override IsolationOptions Configure(IsolationOptions options) => options with
    {
        PortMapping = new PortMappingOptions
        {
            HostNamespace = Host.Namespace,
            EphemeralPorts = [(20480, 22527)],
            OfferedPorts = [(31000, 31999)],
            EgressBytesPerSecond = 10_000_000,
            TellsSockets = true,
            TellsProtocols = true,
        },
    };

    private static ContainerResources Ports(params IEnumerable<int> ports) => new() { Ports = [.. ports.Select(port => (port, port))] };

    /// <summary>A container that answers with its id on some ports, once it does.</summary>
    private async Task StartAsync(string id, int[] listens, int[] allocated)
    {
        string listeners = string.Concat(listens.Select(port => string.Create(
            CultureInfo.InvariantCulture,
            $"$s = IO::Socket::INET->new(Listen => 9, LocalAddr => q(0.0.0.0), LocalPort => {port}) or die $!; $all->add($s); ")));
        ContainerLaunch launch = Shell(
            id,
            $"exec perl -MIO::Socket::INET -MIO::Select -e '$|=1; $all = IO::Select->new; {listeners} print qq(up\\n); "
            + $"while (@r = $all->can_read) {{ for (@r) {{ $c = $_->accept; print $c qq({id}\\n); close $c }} }}'");
        await Containerizer.LaunchAsync(launch with { Resources = Ports(allocated) }, Bound);
        (await FileAsync(launch, "stdout")).ShouldBe("up");
    }

    private async Task EndAsync(string id)
    {
        await Containerizer.DestroyAsync(id, Bound);
        _ = await ExitAsync(id);
    }

    private string Filters() =>
        Host.Run("tc", "filter", "show", "dev", "pub0", "ingress") + Host.Run("tc", "filter", "show", "dev", "lo", "ingress");

    private void NothingIsLeft()
    {
        Filters().ShouldBeEmpty();
        Host.Run("ls", "/proc/sys/net/ipv4/conf").Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["all", "default", "lo", "pub0"], ignoreOrder: true);
        Directory.GetDirectories(Path.Combine(Root, "runtime", "isolators", "network", "port_mapping")).ShouldBeEmpty();
        File.ReadAllText("/proc/self/mountinfo").ShouldNotContain(Root);
    }
}
