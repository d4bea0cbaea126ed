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
public sealed class DockerInsideTests(SharedDaemon shared) : DockerTest(shared)
{
    [DockerFact]
    public async Task RunInside_AnotherUserAndExecutable_AreTaken()
    {
        await Agent.RunAsync("c", "exec sleep 1000");
        var command = new ContainerCommand("c", ["my-shell", "-c", "id -un > /tmp/who; exit $#", "x", "a b", ""], [])
        {
            Executable = "/bin/sh",
            User = "nobody",
        };

        (await Agent.Containerizer.RunInsideAsync(command, Agent.Bound)).ShouldBe(2 << 8);
        (await RunAsync("c", "[ $(cat /tmp/who) = nobody ]")).ShouldBe(0);
    }

    [DockerFact]
    public async Task RunInside_OfWhatTheImageLacks_SaysSo()
    {
        await Agent.RunAsync("c", "exec sleep 1000");

        ContainerLaunchException e = await Should.ThrowAsync<ContainerLaunchException>(
            async () => await Agent.Containerizer.RunInsideAsync(new ContainerCommand("c", ["no-such-program"], []), Agent.Bound));

        e.Message.ShouldContain("no-such-program");
        e.Message.ShouldContain("executable file not found");
        e.Message.ShouldNotContain("\n");
    }

    [DockerFact]
    public async Task RunInside_OfAContainerThatEndsMeanwhile_EndsAsKilled()
    {
        await Agent.RunAsync("c", "exec sleep 1000");
        Task<int> inside = RunAsync("c", "echo up > $MESOS_SANDBOX/up; exec sleep 1000");
        await Agent.WrittenAsync("c", "up", "up");

        await Agent.Containerizer.DestroyAsync("c", Agent.Bound);

        (await inside).ShouldBe(137 << 8);
    }

    [DockerFact]
    public async Task RunInside_ManyAtOnceAndAfterARestart_EachGivesItsOwnStatus()
    {
        await Agent.RunAsync("c", "exec sleep 1000");
        await Agent.RestartAsync();

        int[] statuses = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => RunAsync("c", $"exit {i}")));

        statuses.ShouldBe([0, 1 << 8, 2 << 8, 3 << 8, 4 << 8]);
    }

    [DockerFact]
    public async Task Network_OfItsOwn_IsToldWithAddressesAndTraffic()
    {
        LaunchedContainer launched = await Agent.RunAsync("c", "exec sleep 1000", container =>
            container.Docker.Network = ContainerInfo.Types.DockerInfo.Types.Network.Bridge);

        (await Agent.Containerizer.NetworkNamespaceAsync("c", Agent.Bound)).ShouldBe($"/proc/{launched.Pid}/ns/net");
        ContainerStatus status = (await Agent.Containerizer.StatusAsync("c", Agent.Bound))!;
        status.NetworkInfos.Single().IpAddresses.Single().IpAddress.ShouldBe(launched.IpAddresses.Single());
        string bridge = launched.IpAddresses.Single()[..launched.IpAddresses.Single().LastIndexOf('.')] + ".1";
        (await RunAsync("c", $"ping -c 1 -W 5 {bridge}")).ShouldBe(0);
        ResourceStatistics used = (await Agent.Containerizer.UsageAsync("c", Agent.Bound))!;
        used.NetTxPackets.ShouldBeGreaterThan(0u);
        used.NetRxBytes.ShouldBeGreaterThan(0u);
    }

    [DockerFact]
    public async Task Update_RaisesMemoryButNeverTakesAnyAndSetsSharesAndQuota()
    {
        ContainerLaunch launch = Agent.Launch("c", "exec sleep 1000") with
        {
            Resources = new ContainerResources { Cpus = 0.5, MemoryBytes = 64 << 20, CpuLimit = 0.75, MemoryLimitBytes = 96 << 20 },
        };
        await Agent.Containerizer.LaunchAsync(launch, Agent.Bound);
        (await LimitsAsync()).ShouldBe((512, 75_000, 96 << 20, 64 << 20));

        await Agent.Containerizer.UpdateAsync(
            "c", new ContainerResources { Cpus = 1, MemoryBytes = 128 << 20, CpuLimit = 2, MemoryLimitBytes = 256 << 20 }, Agent.Bound);
        (await LimitsAsync()).ShouldBe((1024, 200_000, 256 << 20, 128 << 20));

        await Agent.Containerizer.UpdateAsync(
            "c", new ContainerResources { Cpus = 0.1, MemoryBytes = 40 << 20, CpuLimit = double.PositiveInfinity }, Agent.Bound);
        (await LimitsAsync()).ShouldBe((102, -1, 256 << 20, 128 << 20));
    }

    [DockerFact]
    public async Task Usage_AfterARestart_HasTheLimitsThatDockerdKnows()
    {
        ContainerLaunch launch = Agent.Launch("c", "exec sleep 1000") with
        {
            Resources = new ContainerResources { Cpus = 0.5, MemoryBytes = 64 << 20, CpuLimit = 0.75, MemoryLimitBytes = 96 << 20 },
        };
        await Agent.Containerizer.LaunchAsync(launch, Agent.Bound);
        await Agent.RestartAsync();

        ResourceStatistics used = (await Agent.Containerizer.UsageAsync("c", Agent.Bound))!;

        (used.CpusSoftLimit, used.CpusLimit).ShouldBe((0.5, 0.75));
        (used.MemSoftLimitBytes, used.MemLimitBytes).ShouldBe((64u << 20, 96u << 20));
    }

    [DockerFact]
    public async Task Launch_OfAnExecutorWithoutNetwork_FindsTheAgentsSocketAlsoAfterItsRestart()
    {
        var socket = new ExecutorSocket(Path.Combine(Agent.Sandbox("elsewhere"), "agent.sock"));
        Directory.CreateDirectory(socket.Folder);
        await using var agent = new DockerScenario(Daemon, options => options with { ExecutorSocket = socket });
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
        Agent.Containerizer.RunInsideAsync(new ContainerCommand(id, ["/bin/sh", "-c", script], []), Agent.Bound).AsTask();

    private async Task<(long Shares, long Quota, long Memory, long Reservation)> LimitsAsync()
    {
        JsonElement host = (await Daemon.Engine.InspectAsync("mesos-c")).GetProperty("HostConfig");
        long Of(string name) => host.GetProperty(name).GetInt64();
        return (Of("CpuShares"), Of("CpuQuota"), Of("Memory"), Of("MemoryReservation"));
    }
}
