using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Containerizer.Volumes;
using Tepui.Testing;
using Tepui.Testing.Docker;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Tests.Docker;

/// <summary>What only a Docker containerizer has, on a real dockerd.</summary>
[Collection(DockerCollection.Name)]
public sealed class DockerContainerizerTests(SharedDaemon shared) : DockerTest(shared)
{
    private const ContainerInfo.Types.DockerInfo.Types.Network Bridge = ContainerInfo.Types.DockerInfo.Types.Network.Bridge;

    [DockerFact]
    public async Task Launch_InTheHostsNetwork_TellsPidAndInspection()
    {
        LaunchedContainer launched = await Agent.RunAsync("c", "exec sleep 1000");

        Directory.Exists($"/proc/{launched.Pid}").ShouldBeTrue();
        launched.IpAddresses.ShouldBeEmpty();
        using JsonDocument inspection = JsonDocument.Parse(launched.Inspection);
        inspection.RootElement.GetArrayLength().ShouldBe(1);
        inspection.RootElement[0].GetProperty("Name").GetString().ShouldBe("/mesos-c");
        inspection.RootElement[0].GetProperty("Config").GetProperty("Labels").GetProperty("framework").GetString().ShouldBe("f");
    }

    [DockerFact]
    public async Task Launch_OnTheBridge_TellsItsAddressAndMapsPorts()
    {
        int port = FreePort();
        LaunchedContainer launched = await Agent.RunAsync("c", "echo hello > /tmp/index.html; httpd -p 80 -h /tmp; echo up; exec sleep 1000", container =>
        {
            container.Docker.Network = Bridge;
            container.Docker.PortMappings.Add(new ContainerInfo.Types.DockerInfo.Types.PortMapping { HostPort = (uint)port, ContainerPort = 80 });
        });
        await Agent.WrittenAsync("c", "stdout", "up");

        launched.IpAddresses.Single().ShouldStartWith("10.213.");
        using var http = new HttpClient();
        (await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/"), Agent.Bound)).ShouldBe("hello\n");
    }

    [DockerFact]
    public async Task Launch_PassesArgumentsEnvironmentAndEntryPointAsTheyAre()
    {
        ContainerLaunch launch = Agent.Launch("c", "") with
        {
            Executable = "/bin/printf",
            Argv = ["%s|", "a b", "", "ü'\"\\"],
        };
        await Agent.Containerizer.LaunchAsync(launch, Agent.Bound);
        (await Agent.ExitAsync("c")).WaitStatus.ShouldBe(0);
        Agent.Output("sandbox").ShouldBe("a b||ü'\"\\|");

        launch = Agent.Launch("d", "printf '%s|' \"$NAME\" $MESOS_SANDBOX $MESOS_CONTAINER_NAME", folder: "d") with
        {
            Environment = [new("NAME", "ü = \"x\"\n$y")],
        };
        await Agent.Containerizer.LaunchAsync(launch, Agent.Bound);
        _ = await Agent.ExitAsync("d");
        Agent.Output("d").ShouldBe("ü = \"x\"\n$y|/mnt/mesos/sandbox|mesos-d|");
    }

    [DockerFact]
    public async Task Launch_PathsWithColonsAndSpaces_AreMounted()
    {
        string folder = "ct:1448: a b,c=\"d\"";
        ContainerLaunch launch = Agent.Launch("ct:1448:0 x", "cat in > $MESOS_SANDBOX/out; cat /data/x:y/in", container =>
        {
            container.Add("workdir", DockerLaunches.Sandbox);
            container.Volumes.Add(new Volume { HostPath = "vol: ume", ContainerPath = "/data/x:y", Mode = Volume.Types.Mode.Rw });
        }, folder);
        await File.WriteAllTextAsync(Path.Combine(launch.WorkingDirectory, "in"), "through", Agent.Bound);
        Directory.CreateDirectory(Path.Combine(launch.WorkingDirectory, "vol: ume"));
        await File.WriteAllTextAsync(Path.Combine(launch.WorkingDirectory, "vol: ume", "in"), "volume", Agent.Bound);
        await Agent.Containerizer.LaunchAsync(launch, Agent.Bound);

        (await Agent.ExitAsync("ct:1448:0 x")).WaitStatus.ShouldBe(0);
        Agent.Output(folder, "out").ShouldBe("through");
        Agent.Output(folder).ShouldBe("volume");
    }

    [DockerFact]
    public async Task Launch_VolumesOfADriver_AreMadeWithItsOptionsAndStay()
    {
        string name = "tepui-" + Guid.NewGuid().ToString("N")[..8];
        void Mount(ContainerInfo container) => container.Volumes.Add(new Volume
        {
            ContainerPath = "/data",
            Mode = Volume.Types.Mode.Rw,
            Source = new Volume.Types.Source
            {
                Type = Volume.Types.Source.Types.Type.DockerVolume,
                DockerVolume = new Volume.Types.Source.Types.DockerVolume
                {
                    Driver = "local",
                    Name = name,
                    DriverOptions = new Mesos.V1.Parameters
                    {
                        Parameter = { new Parameter { Key = "type", Value = "tmpfs" }, new Parameter { Key = "device", Value = "tmpfs" }, new Parameter { Key = "o", Value = "size=1m" } },
                    },
                },
            },
        });
        await Agent.RunAsync("ct:1: a", "grep ' /data tmpfs ' /proc/mounts | grep -o size=1024k; echo kept > /data/x", Mount);
        (await Agent.ExitAsync("ct:1: a")).WaitStatus.ShouldBe(0);

        Agent.Output("ct:1: a").ShouldBe("size=1024k\n");
        await Agent.RunAsync("ct:2: a", "ls -d /data", Mount);
        (await Agent.ExitAsync("ct:2: a")).WaitStatus.ShouldBe(0);
        await Daemon.Engine.RemoveAllAsync();
        (await Daemon.Engine.DeleteAsync("volumes/" + name)).ShouldBe(204, "it outlives its containers");
    }

    [DockerFact]
    public async Task Launch_HostPathThatIsMissing_IsMadeAndReadOnlyIsKept()
    {
        string host = Path.Combine(Agent.Sandbox("elsewhere"), "new");
        await Agent.RunAsync("c", "ls -d /ro /rw; touch /rw/x; touch /ro/x", container =>
        {
            container.Volumes.Add(new Volume { HostPath = host, ContainerPath = "/ro", Mode = Volume.Types.Mode.Ro });
            container.Volumes.Add(new Volume { HostPath = host, ContainerPath = "/rw", Mode = Volume.Types.Mode.Rw });
        });

        (await Agent.ExitAsync("c")).WaitStatus.ShouldBe(1 << 8);
        Agent.Output("c").ShouldBe("/ro\n/rw\n");
        Agent.Output("c", "stderr").ShouldContain("Read-only");
        File.Exists(Path.Combine(host, "x")).ShouldBeTrue();
    }

    [DockerFact]
    public async Task Launch_PersistentVolume_IsThereForOneContainerAfterTheOther()
    {
        string volume = Directory.CreateTempSubdirectory("tepui-volume-").FullName;
        try
        {
            ContainerLaunch Use(string id, string script) => Agent.Launch(id, script, folder: id) with
            {
                Volumes = [new ContainerVolume(volume, "data"), new ContainerVolume(volume, "/var/db", IsReadOnly: true)],
            };
            await Agent.Containerizer.LaunchAsync(Use("writes", "echo kept > $MESOS_SANDBOX/data/file; cat /var/db/file; touch /var/db/x || echo read-only; exec sleep 1000"), Agent.Bound);
            await Agent.WrittenAsync("writes", "stdout", "read-only");
            await Agent.Containerizer.LaunchAsync(Use("reads", "cat $MESOS_SANDBOX/data/file; exec sleep 1000"), Agent.Bound);
            await Agent.WrittenAsync("reads", "stdout", "kept");
        }
        finally
        {
            Directory.Delete(volume, recursive: true);
        }
    }

    [DockerFact]
    public async Task Launch_WithoutAnImage_SaysWhatToDo()
    {
        ContainerLaunch launch = DockerLaunches.Launch("c", Agent.Sandbox("c"), container => container.Docker.Image = "127.0.0.1:1/nothing:5");

        ContainerLaunchException e = await Should.ThrowAsync<ContainerLaunchException>(
            async () => await Agent.Containerizer.LaunchAsync(launch, Agent.Bound));

        e.Message.ShouldContain("the image '127.0.0.1:1/nothing:5' could not be pulled");
        e.Message.ShouldContain("docker load");
        e.Message.ShouldNotContain("\n");
    }

    [DockerTheory]
    [InlineData("/no/such/program", "give a command that the image has")]
    [InlineData("", "dockerd")]
    public async Task Launch_OfWhatCannotRun_SaysWhyAndLeavesNothing(string program, string message)
    {
        ContainerLaunch launch = DockerLaunches.Launch("c", Agent.Sandbox("c"), null, program);

        ContainerLaunchException e = await Should.ThrowAsync<ContainerLaunchException>(
            async () => await Agent.Containerizer.LaunchAsync(launch, Agent.Bound));

        e.Message.ShouldContain(message);
        await Daemon.Engine.RemovedAsync("mesos-c");
        (await Daemon.Engine.NamesAsync()).ShouldBeEmpty();
        await Agent.RunAsync("c", "exit 3");
        (await Agent.ExitAsync("c")).WaitStatus.ShouldBe(3 << 8);
    }

    [DockerFact]
    public async Task Launch_StdoutThatLeadsOutOfTheSandbox_IsRefused()
    {
        string secret = Path.Combine(Agent.Sandbox("elsewhere"), "secret");
        await File.WriteAllTextAsync(secret, "kept", Agent.Bound);
        File.CreateSymbolicLink(Path.Combine(Agent.Sandbox("c"), "stdout"), secret);

        ContainerLaunchException e = await Should.ThrowAsync<ContainerLaunchException>(() => Agent.RunAsync("c", "echo lost"));

        e.Message.ShouldContain("cannot write");
        (await File.ReadAllTextAsync(secret, Agent.Bound)).ShouldBe("kept");
    }

    [DockerFact]
    public async Task Exit_OfTooMuchMemory_IsToldAsSuch()
    {
        ContainerLaunch launch = DockerLaunches.Launch("c", Agent.Sandbox("c"), null, "/bin/tail", "/dev/zero");
        launch = launch with { Docker = launch.Docker! with { MemoryBytes = 1 } };
        await Agent.Containerizer.LaunchAsync(launch, Agent.Bound);

        ContainerExit exit = await Agent.ExitAsync("c");

        exit.OutOfMemory.ShouldBeTrue();
        exit.WaitStatus.ShouldBe(137 << 8);
        (await Daemon.Engine.InspectAsync("mesos-c")).GetProperty("HostConfig").GetProperty("Memory").GetInt64().ShouldBe(32 << 20);
    }

    [DockerFact]
    public async Task Signal_Terminate_IsWhatTheImageWants()
    {
        await Agent.RunAsync("c", "trap 'exit 7' USR1; trap 'exit 8' TERM; echo ready; while :; do sleep 0.05; done", container =>
            container.Add("stop-signal", "USR1"));
        await Agent.WrittenAsync("c", "stdout", "ready");

        await Agent.Containerizer.SignalAsync("c", 15, Agent.Bound);

        (await Agent.ExitAsync("c")).WaitStatus.ShouldBe(7 << 8);
    }

    [DockerFact]
    public async Task Destroy_DuringAPull_EndsTheLaunch()
    {
        // A registry that never answers.
        using var registry = new TcpListener(IPAddress.Loopback, 0);
        registry.Start();
        string image = $"127.0.0.1:{((IPEndPoint)registry.LocalEndpoint).Port}/slow";
        ContainerLaunch launch = DockerLaunches.Launch("c", Agent.Sandbox("c"), container => container.Docker.Image = image);
        Task<LaunchedContainer> launching = Agent.Containerizer.LaunchAsync(launch, Agent.Bound).AsTask();
        using TcpClient asked = await registry.AcceptTcpClientAsync(Agent.Bound);

        await Agent.Containerizer.DestroyAsync("c", Agent.Bound);

        (await Should.ThrowAsync<ContainerLaunchException>(launching)).Message.ShouldContain("given up");
        await Agent.RunAsync("c", "exit 0");
    }

    [DockerFact]
    public async Task Forget_AfterTheDelay_RemovesContainerAndItsVolumes()
    {
        var time = new VirtualTime(DateTimeOffset.UtcNow);
        await using var agent = new DockerScenario(Daemon, time: time);
        await agent.RunAsync("c", "exit 0", container => container.Add("volume", "/data"));
        _ = await agent.ExitAsync("c");
        string volume = (await Daemon.Engine.InspectAsync("mesos-c")).GetProperty("Mounts").EnumerateArray()
            .Single(mount => mount.GetProperty("Type").GetString() == "volume").GetProperty("Source").GetString()!;
        await agent.Containerizer.ForgetAsync("c", agent.Bound);
        time.Advance(agent.Options.RemoveDelay - TimeSpan.FromMinutes(1));
        (await Daemon.Engine.NamesAsync()).ShouldBe(["mesos-c"]);

        Task removed = Daemon.Engine.RemovedAsync("mesos-c");
        time.Advance(TimeSpan.FromMinutes(2));

        await removed;
        (await Daemon.Engine.NamesAsync()).ShouldBeEmpty();
        Directory.Exists(volume).ShouldBeFalse();
    }

    [DockerFact]
    public async Task Recover_OfWhatWasForgotten_GoesOnWithItsRemoval()
    {
        await Agent.RunAsync("c", "exit 0");
        _ = await Agent.ExitAsync("c");
        await Agent.Containerizer.ForgetAsync("c", Agent.Bound);
        await using var later = new DockerScenario(Daemon, options => Agent.Options with { RemoveDelay = TimeSpan.Zero });
        await Agent.Containerizer.DisposeAsync();

        (await later.Containerizer.RecoverAsync(later.Bound)).ShouldBeEmpty();

        await Daemon.Engine.RemovedAsync("mesos-c");
        (await Daemon.Engine.NamesAsync()).ShouldBeEmpty();
    }

    [DockerTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Recover_OrphansThatRun_AreRemovedUnlessTheFlagSaysNo(bool kill)
    {
        await using var agent = new DockerScenario(Daemon, options => options with { KillOrphans = kill });
        string body = $$$"""
            {"Image":"{{{DockerDaemon.Image}}}","Cmd":["sleep","1000"],"HostConfig":{"NetworkMode":"host"},
             "Labels":{"tepui.runtime":"{{{agent.Options.RuntimeDirectory}}}","tepui.container":"stray"}}
            """;
        await Daemon.Engine.CreateAsync("mesos-stray", body);
        await Daemon.Engine.StartAsync("mesos-stray");
        await Daemon.Engine.CreateAsync("mesos-strange", body.Replace(agent.Options.RuntimeDirectory, "/another/agent", StringComparison.Ordinal));

        (await agent.Containerizer.RecoverAsync(agent.Bound)).ShouldBeEmpty();

        if (kill)
            await Daemon.Engine.RemovedAsync("mesos-stray");
        (await Daemon.Engine.NamesAsync()).ShouldBe(kill ? ["mesos-strange"] : ["mesos-strange", "mesos-stray"]);
    }

    [DockerFact]
    public async Task Recover_OfAContainerThatSomebodyRemoved_TellsItsEndWithoutStatus()
    {
        await Agent.RunAsync("c", "exec sleep 1000");
        await Agent.Containerizer.DisposeAsync();
        await Daemon.Engine.RemoveAsync("mesos-c");

        ContainerExit? exit = (await Agent.RestartAsync()).Single().Exit;

        exit!.WaitStatus.ShouldBeNull();
        exit.Message!.ShouldContain("dockerd has no container mesos-c any more");
    }

    [DockerFact]
    public async Task Output_OfMuchAndAcrossARestart_IsThereOnceAndInOrder()
    {
        await Agent.RunAsync("c", "seq 1 20000; seq 1 4000 >&2; mkfifo f; read x < f; seq 20001 40000; seq 4001 8000 >&2", container =>
            container.Add("workdir", DockerLaunches.Sandbox));
        await Agent.WrittenAsync("c", "stderr", "\n4000\n");
        await Agent.RestartAsync();
        await File.WriteAllTextAsync(Path.Combine(Agent.Sandbox("c"), "f"), "\n", Agent.Bound);
        (await Agent.ExitAsync("c")).WaitStatus.ShouldBe(0);

        Agent.Output("c").ShouldBe(string.Concat(Enumerable.Range(1, 40_000).Select(i => $"{i}\n")));
        Agent.Output("c", "stderr").ShouldBe(string.Concat(Enumerable.Range(1, 8_000).Select(i => $"{i}\n")));
    }

    [DockerFact]
    public async Task Output_KeptSmall_IsInOrderAcrossARestart_AndNothingComesTwice()
    {
        ContainerLaunch launch = Agent.Launch(
            "c", "seq 10001 20000; mkfifo f; read x < f; seq 20001 30000", container => container.Add("workdir", DockerLaunches.Sandbox), "c");
        var small = new ContainerIo { Output = new LogLimit(40_000, 2) };
        await Agent.Containerizer.LaunchAsync(launch with { Io = small }, Agent.Bound);
        await Agent.WrittenAsync("c", "stdout", "\n20000\n");
        await Agent.RestartAsync();
        await File.WriteAllTextAsync(Path.Combine(Agent.Sandbox("c"), "f"), "\n", Agent.Bound);
        (await Agent.ExitAsync("c")).WaitStatus.ShouldBe(0);

        string[] files = [Agent.Output("c", "stdout.2"), Agent.Output("c", "stdout.1"), Agent.Output("c")];
        files.ShouldAllBe(file => file.Length <= 40_000);
        string whole = string.Concat(Enumerable.Range(10_001, 20_000).Select(i => $"{i}\n"));
        string kept = string.Concat(files);
        kept.Length.ShouldBeGreaterThan(70_000);
        kept.ShouldBe(whole[^kept.Length..]);
        Directory.GetFiles(Agent.Sandbox("c"), "*std*").Length.ShouldBe(4);
    }

    [DockerFact]
    public async Task Agents_OnOneDockerd_DoNotSeeEachOther()
    {
        await using var other = new DockerScenario(Daemon);
        await Agent.RunAsync("a", "exec sleep 1000");
        await other.RunAsync("b", "exec sleep 1000");

        (await other.RestartAsync()).Select(container => container.ContainerId).ShouldBe(["b"]);
        (await Agent.RestartAsync()).Select(container => container.ContainerId).ShouldBe(["a"]);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
