using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Containerizer.Sockets;
using Tepui.Testing.Docker;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Tests.Docker;

/// <summary>What looking into a Docker container has beyond the shared suite, on a real dockerd.</summary>
[Collection(DockerCollection.Name)]
public sealed class DockerInsideTests(SharedDaemon shared) : IAsyncLifetime
{
    private DockerScenario _agent = null!;

    private DockerDaemon Daemon => shared.Daemon;

    public Task InitializeAsync()
    {
        _agent = new DockerScenario(shared.Daemon);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _agent.DisposeAsync();
        if (shared.Daemon is not null)
            await Daemon.Engine.RemoveAllAsync();
    }

    [DockerFact]
    public async Task RunInside_AnotherUserAndExecutable_AreTaken()
    {
        await _agent.RunAsync("c", "exec sleep 1000");
        var command = new ContainerCommand("c", ["my-shell", "-c", "id -un > /tmp/who; exit $#", "x", "a b", ""], [])
        {
            Executable = "/bin/sh",
            User = "nobody",
        };

        (await _agent.Containerizer.RunInsideAsync(command, _agent.Bound)).ShouldBe(2 << 8);
        (await RunAsync("c", "[ $(cat /tmp/who) = nobody ]")).ShouldBe(0);
    }

    [DockerFact]
    public async Task RunInside_OfWhatTheImageLacks_SaysSo()
    {
        await _agent.RunAsync("c", "exec sleep 1000");

        ContainerLaunchException e = await Should.ThrowAsync<ContainerLaunchException>(
            async () => await _agent.Containerizer.RunInsideAsync(new ContainerCommand("c", ["no-such-program"], []), _agent.Bound));

        e.Message.ShouldContain("no-such-program");
        e.Message.ShouldContain("executable file not found");
        e.Message.ShouldNotContain("\n");
    }

    [DockerFact]
    public async Task RunInside_OfAContainerThatEndsMeanwhile_EndsAsKilled()
    {
        await _agent.RunAsync("c", "exec sleep 1000");
        Task<int> inside = RunAsync("c", "echo up > $MESOS_SANDBOX/up; exec sleep 1000");
        await _agent.WrittenAsync("c", "up", "up");

        await _agent.Containerizer.DestroyAsync("c", _agent.Bound);

        (await inside).ShouldBe(137 << 8);
    }

    [DockerFact]
    public async Task RunInside_ManyAtOnceAndAfterARestart_EachGivesItsOwnStatus()
    {
        await _agent.RunAsync("c", "exec sleep 1000");
        await _agent.RestartAsync();

        int[] statuses = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => RunAsync("c", $"exit {i}")));

        statuses.ShouldBe([0, 1 << 8, 2 << 8, 3 << 8, 4 << 8]);
    }

    [DockerFact]
    public async Task Network_OfItsOwn_IsToldWithAddressesAndTraffic()
    {
        LaunchedContainer launched = await _agent.RunAsync("c", "exec sleep 1000", container =>
            container.Docker.Network = ContainerInfo.Types.DockerInfo.Types.Network.Bridge);

        (await _agent.Containerizer.NetworkNamespaceAsync("c", _agent.Bound)).ShouldBe($"/proc/{launched.Pid}/ns/net");
        ContainerStatus status = (await _agent.Containerizer.StatusAsync("c", _agent.Bound))!;
        status.NetworkInfos.Single().IpAddresses.Single().IpAddress.ShouldBe(launched.IpAddresses.Single());
        string bridge = launched.IpAddresses.Single()[..launched.IpAddresses.Single().LastIndexOf('.')] + ".1";
        (await RunAsync("c", $"ping -c 1 -W 5 {bridge}")).ShouldBe(0);
        ResourceStatistics used = (await _agent.Containerizer.UsageAsync("c", _agent.Bound))!;
        used.NetTxPackets.ShouldBeGreaterThan(0u);
        used.NetRxBytes.ShouldBeGreaterThan(0u);
    }

    [DockerFact]
    public async Task Update_RaisesMemoryButNeverTakesAnyAndSetsSharesAndQuota()
    {
        ContainerLaunch launch = _agent.Launch("c", "exec sleep 1000") with
        {
            Resources = new ContainerResources { Cpus = 0.5, MemoryBytes = 64 << 20, CpuLimit = 0.75, MemoryLimitBytes = 96 << 20 },
        };
        await _agent.Containerizer.LaunchAsync(launch, _agent.Bound);
        (await LimitsAsync()).ShouldBe((512, 75_000, 96 << 20, 64 << 20));

        await _agent.Containerizer.UpdateAsync(
            "c", new ContainerResources { Cpus = 1, MemoryBytes = 128 << 20, CpuLimit = 2, MemoryLimitBytes = 256 << 20 }, _agent.Bound);
        (await LimitsAsync()).ShouldBe((1024, 200_000, 256 << 20, 128 << 20));

        await _agent.Containerizer.UpdateAsync(
            "c", new ContainerResources { Cpus = 0.1, MemoryBytes = 40 << 20, CpuLimit = double.PositiveInfinity }, _agent.Bound);
        (await LimitsAsync()).ShouldBe((102, -1, 256 << 20, 128 << 20));
    }

    [DockerFact]
    public async Task Usage_AfterARestart_HasTheLimitsThatDockerdKnows()
    {
        ContainerLaunch launch = _agent.Launch("c", "exec sleep 1000") with
        {
            Resources = new ContainerResources { Cpus = 0.5, MemoryBytes = 64 << 20, CpuLimit = 0.75, MemoryLimitBytes = 96 << 20 },
        };
        await _agent.Containerizer.LaunchAsync(launch, _agent.Bound);
        await _agent.RestartAsync();

        ResourceStatistics used = (await _agent.Containerizer.UsageAsync("c", _agent.Bound))!;

        (used.CpusSoftLimit, used.CpusLimit).ShouldBe((0.5, 0.75));
        (used.MemSoftLimitBytes, used.MemLimitBytes).ShouldBe((64u << 20, 96u << 20));
    }

    [DockerFact]
    public async Task Launch_OfAnExecutorWithoutNetwork_FindsTheAgentsSocketAlsoAfterItsRestart()
    {
        var socket = new ExecutorSocket(Path.Combine(_agent.Sandbox("elsewhere"), "agent.sock"));
        Directory.CreateDirectory(socket.Folder);
        await using var agent = new DockerScenario(shared.Daemon, options => options with { ExecutorSocket = socket });
        ContainerLaunch launch = agent.Launch("e", "[ -S $MESOS_DOMAIN_SOCKET ] || echo none > $MESOS_SANDBOX/first; while ! [ -S $MESOS_DOMAIN_SOCKET ]; do sleep 0.05; done") with
        {
            Environment = [new("MESOS_DOMAIN_SOCKET", socket.Path)],
        };
        launch.Docker!.Container.Docker.Network = ContainerInfo.Types.DockerInfo.Types.Network.None;
        await agent.Containerizer.LaunchAsync(launch, agent.Bound);
        await agent.WrittenAsync("sandbox", "first", "none");

        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(socket.PathInFolder));

        (await agent.ExitAsync("e")).WaitStatus.ShouldBe(0);
    }

    private Task<int> RunAsync(string id, string script) =>
        _agent.Containerizer.RunInsideAsync(new ContainerCommand(id, ["/bin/sh", "-c", script], []), _agent.Bound).AsTask();

    private async Task<(long Shares, long Quota, long Memory, long Reservation)> LimitsAsync()
    {
        JsonElement host = (await Daemon.Engine.InspectAsync("mesos-c")).GetProperty("HostConfig");
        long Of(string name) => host.GetProperty(name).GetInt64();
        return (Of("CpuShares"), Of("CpuQuota"), Of("Memory"), Of("MemoryReservation"));
    }
}
