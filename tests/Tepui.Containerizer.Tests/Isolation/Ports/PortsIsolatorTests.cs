using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Isolation.Ports;

namespace Tepui.Containerizer.Tests.Isolation.Ports;

/// <summary>Containers that listen where they may, and where they may not.</summary>
public sealed class PortsIsolatorTests : IsolatedTest
{
    protected override string Isolation => "network/ports";

    [Fact]
    public async Task PortThief_IsKilled_AndWhoWasGivenItsPortIsNot()
    {
        (int given, int stolen) = (FreePort(), FreePort());
        await Containerizer.LaunchAsync(Listener("honest", given) with { Resources = new ContainerResources { Ports = [(given, given)] } }, Bound);
        await Containerizer.LaunchAsync(Listener("thief", stolen) with { Resources = new ContainerResources { Ports = [(given, given)] } }, Bound);

        ContainerLimitation limitation = (await ExitAsync("thief")).Limitation.ShouldNotBeNull();

        limitation.Reason.ShouldBe(Mesos.V1.TaskStatus.Types.Reason.ContainerLimitation);
        limitation.Message.ShouldBe($"Container thief is listening on unallocated port(s): [{stolen}-{stolen}]");
        limitation.Resources.Single().Ranges.Range.Single().Begin.ShouldBe((ulong)stolen);
        await Containerizer.SignalAsync("honest", 15, Bound);
        (await ExitAsync("honest")).Limitation.ShouldBeNull();
    }

    [Fact]
    public async Task ProcessThatLeftItsParent_IsStillItsContainers()
    {
        int stolen = FreePort();
        ContainerLaunch launch = Listener("c", stolen);
        string listen = launch.Argv[^1];
        await Containerizer.LaunchAsync(launch with { Argv = ["/bin/sh", "-c", "(setsid sh -c \"$1\" &) ; exec sleep 1000", "sh", listen] }, Bound);

        (await ExitAsync("c")).Limitation!.Message.ShouldContain($"[{stolen}-{stolen}]");
    }

    [Theory]
    [InlineData("  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode", null)]
    [InlineData("   0: 0100007F:13BA 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0", 5050)]
    [InlineData("   1: 0100007F:13BA 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 20 4 30 10 -1", null)]
    [InlineData("   0: 00000000000000000000000001000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 99 1 0 100 0 0 10 0", 22)]
    [InlineData("", null)]
    public void Sockets_ThatListen_AreRead(string line, int? port)
    {
        var found = new Dictionary<ulong, int>();
        ListeningSockets.Parse(line, found);

        found.Values.ShouldBe(port is { } number ? [number] : []);
    }

    [Fact]
    public void Ranges_AreAsFewAsTheyCanBe() =>
        PortRanges.Text(PortRanges.Of([5, 3, 4, 9, 1, 10])).ShouldBe("[1-1, 3-5, 9-10]");

    protected override IsolationOptions Configure(IsolationOptions options) =>
        options with { Ports = new PortOptions { WatchInterval = TimeSpan.FromMilliseconds(30), Enforces = true } };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private ContainerLaunch Listener(string id, int port) => Shell(
        id, $"exec perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(Listen => 5, LocalAddr => q(127.0.0.1), LocalPort => {port}) or die; sleep 1000'");
}
