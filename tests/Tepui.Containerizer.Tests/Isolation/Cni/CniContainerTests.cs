using System.Collections.Generic;
using System.IO;
using System.Linq;
using Mesos.V1;
using Tepui.Containerizer.Isolation;
using Tepui.Testing.Hosts;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Tests.Isolation.Cni;

/// <summary>Containers that run in networks, from their launch to their end.</summary>
[Collection("cni")]
public sealed class CniContainerTests : IsolatedTest, IAsyncLifetime
{
    private const string Inside = """
        hostname; cat /etc/hosts; cat /etc/hostname; ip -4 -o address show eth0 | tr -s ' ' | cut -d' ' -f4
        """;

    private readonly CniHost? _host = System.Environment.IsPrivilegedProcess ? new() : null;

    protected override string Isolation => "network/cni";

    private CniHost Host => _host!;

    private static ContainerInfo InNet => new() { NetworkInfos = { new NetworkInfo { Name = "net" } } };

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        if (_host is not null)
            await _host.DisposeAsync();
    }

    protected override IsolationOptions Configure(IsolationOptions options) => options with { Networks = Host.Options };

    [RootFact]
    public async Task AContainer_IsInItsNetworkFromItsFirstInstructionToItsEnd()
    {
        Host.Network("net.conf", $$"""{"name":"net","cniVersion":"0.4.0",{{Host.BridgePlugin[1..]}}""");
        ContainerLaunch launch = Shell("c1", Inside + "; echo ready > ready; exec sleep 1000", InNet);
        LaunchedContainer launched = await Containerizer.LaunchAsync(launch, Bound);
        await FileAsync(launch, "ready");

        string address = launched.IpAddresses.Single();
        (launched.Networks.Single().Name, launched.Networks.Single().IpAddresses.Single().IpAddress).ShouldBe(("net", address));
        (await File.ReadAllTextAsync(Path.Combine(launch.WorkingDirectory, "stdout"), Bound))
            .ShouldBe($"c1\n127.0.0.1 localhost\n{address} c1\nc1\n{address}/24\n");
        (await Containerizer.StatusAsync("c1", Bound))!.NetworkInfos.Single().IpAddresses.Single().IpAddress.ShouldBe(address);
        string space = (await Containerizer.NetworkNamespaceAsync("c1", Bound))!;
        new System.IO.FileInfo(space).LinkTarget.ShouldNotBe(new System.IO.FileInfo("/proc/self/ns/net").LinkTarget);
        CniHost.Ping(address);
        (await Containerizer.UsageAsync("c1", Bound))!.NetRxPackets.ShouldBeGreaterThan(0u);
        var command = new ContainerCommand("c1", ["/bin/sh", "-c", $"{Inside} > inside"], [new("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")]);
        (await Containerizer.RunInsideAsync(command, Bound)).ShouldBe(0);

        await Containerizer.DestroyAsync("c1", Bound);
        _ = await ExitAsync("c1");
        Host.Leases.ShouldBeEmpty();
        (await File.ReadAllTextAsync("/proc/self/mountinfo", Bound)).ShouldNotContain(Root);
    }

    [RootFact]
    public async Task ANestedContainer_IsWhereItsParentIs()
    {
        Host.Network("net.conf", $$"""{"name":"net","cniVersion":"0.4.0",{{Host.BridgePlugin[1..]}}""");
        ContainerLaunch parent = Shell("c1", "exec sleep 1000", InNet);
        LaunchedContainer launched = await Containerizer.LaunchAsync(parent, Bound);
        ContainerLaunch nested = Shell("c1.n", Inside) with { Parent = "c1" };

        LaunchedContainer child = await Containerizer.LaunchAsync(nested, Bound);
        _ = await ExitAsync("c1.n");

        string address = launched.IpAddresses.Single();
        child.IpAddresses.ShouldBe([address]);
        (await File.ReadAllTextAsync(Path.Combine(nested.WorkingDirectory, "stdout"), Bound))
            .ShouldBe($"c1\n127.0.0.1 localhost\n{address} c1\nc1\n{address}/24\n");
        Host.Leases.ShouldBe([address]);
        await Containerizer.DestroyAsync("c1", Bound);
        _ = await ExitAsync("c1");
        Host.Leases.ShouldBeEmpty();
    }

    [RootFact]
    public async Task AnOddId_AcrossARestartOfTheAgent_IsLeftAtItsEnd()
    {
        const string Id = "ct:1448:0: x/y";
        Host.Network("net.conf", $$"""{"name":"net","cniVersion":"0.4.0",{{Host.BridgePlugin[1..]}}""");
        LaunchedContainer launched = await Containerizer.LaunchAsync(Shell(Id, "exec sleep 1000", InNet), Bound);
        await RestartAsync();
        IReadOnlyList<RecoveredContainer> recovered = await Containerizer.RecoverAsync(Bound);

        recovered.Single().ContainerId.ShouldBe(Id);
        (await Containerizer.StatusAsync(Id, Bound))!.NetworkInfos.Single().IpAddresses.Single().IpAddress.ShouldBe(launched.IpAddresses.Single());
        await Containerizer.DestroyAsync(Id, Bound);
        _ = await ExitAsync(Id);
        Host.Leases.ShouldBeEmpty();
    }

    [RootFact]
    public async Task WithoutNetworks_AContainerIsOnTheHost()
    {
        (string output, _) = await RunAsync("readlink /proc/self/ns/net", new ContainerInfo());

        output.Trim().ShouldBe(new System.IO.FileInfo("/proc/self/ns/net").LinkTarget);
        (await RefusalAsync(InNet)).ShouldStartWith("Unknown CNI network 'net'");
    }
}
