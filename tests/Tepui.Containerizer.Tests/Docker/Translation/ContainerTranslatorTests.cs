using System;
using System.Linq;
using System.Text.Json;
using Mesos.V1;
using Tepui.Containerizer.Docker;
using Tepui.Containerizer.Docker.Engine;
using Tepui.Containerizer.Docker.Translation;
using Tepui.Containerizer.Sockets;

namespace Tepui.Containerizer.Tests.Docker.Translation;

public class ContainerTranslatorTests
{
    private const ContainerInfo.Types.DockerInfo.Types.Network Bridge = ContainerInfo.Types.DockerInfo.Types.Network.Bridge;
    private const ContainerInfo.Types.DockerInfo.Types.Network User = ContainerInfo.Types.DockerInfo.Types.Network.User;

    [Fact]
    public void Translate_TheLeast_IsTheImagesOwnCommandInTheHostsNetworkWithTheSandbox()
    {
        JsonElement body = Json(Launch());

        body.GetRawText().Replace('"', '\'').ShouldBe(
            "{'Image':'tepui-test/busybox:latest','Env':['MESOS_SANDBOX=/mnt/mesos/sandbox','MESOS_CONTAINER_NAME=mesos-c'],"
            + "'Labels':{'framework':'f'},'HostConfig':{'NetworkMode':'host',"
            + "'Mounts':[{'Type':'bind','Source':'/sandbox','Target':'/mnt/mesos/sandbox','ReadOnly':false}],'CpuShares':102}}");
    }

    [Fact]
    public void Translate_Command_ReplacesEntryPointOnlyWhenAsked()
    {
        Translate(Launch() with { Argv = ["a", "b"] }).Body.ShouldSatisfyAllConditions(
            body => body.Entrypoint.ShouldBeNull(),
            body => body.Cmd.ShouldBe(["a", "b"]));
        Translate(Launch() with { Executable = "/bin/sh", Argv = ["-c", "x"] }).Body.ShouldSatisfyAllConditions(
            body => body.Entrypoint.ShouldBe(["/bin/sh"]),
            body => body.Cmd.ShouldBe(["-c", "x"]));
    }

    [Fact]
    public void Translate_PersistentVolumes_AreBindMountsInTheSandboxOrWhereTheySay()
    {
        ContainerLaunch launch = Launch() with { Volumes = [new("/v/1", "data", IsReadOnly: true), new("/v/2", "/var/db")] };

        Translate(launch).Body.HostConfig.Mounts.Skip(1).ShouldBe(
            [new Mount(Mount.Bind, "/v/1", "/mnt/mesos/sandbox/data", true), new Mount(Mount.Bind, "/v/2", "/var/db", false)]);
    }

    [Theory]
    [InlineData("/run/agent.sock", true)]
    [InlineData("/etc/passwd", false)]
    public void Translate_TheAgentsSocket_IsBroughtIntoTheContainersOfExecutorsOnly(string path, bool isMounted)
    {
        TranslatedContainer translated = Translate(Launch() with { Environment = [new("MESOS_DOMAIN_SOCKET", path)] });

        translated.Body.HostConfig.Mounts.Contains(new Mount(Mount.Bind, "/run/agent.sock.d", "/mnt/mesos/executor", true)).ShouldBe(isMounted);
        translated.Body.Env.ShouldContain("MESOS_DOMAIN_SOCKET=" + (isMounted ? "/mnt/mesos/executor/agent.sock" : path));
    }

    [Fact]
    public void Translate_Environment_TheSandboxIsOursAndTheParameterWins()
    {
        ContainerLaunch launch = Launch(container => container.Add("env", "A=3")) with
        {
            Environment = [new("A", "1"), new("MESOS_SANDBOX", "/elsewhere"), new("B", "=:= x")],
        };

        Translate(launch).Body.Env.ShouldBe(["MESOS_SANDBOX=/mnt/mesos/sandbox", "B==:= x", "MESOS_CONTAINER_NAME=mesos-c", "A=3"]);
    }

    [Theory]
    [InlineData(0.0001, 0, 2L, null)]
    [InlineData(1.5, 1, 1536L, 33_554_432L)]
    [InlineData(2, 64L << 20, 2048L, 67_108_864L)]
    [InlineData(0, 0, null, null)]
    public void Translate_Limits_AreSharesAndMemoryWithTheirLeast(double cpus, long memory, long? shares, long? limit)
    {
        ContainerLaunch launch = Launch();
        HostConfig host = Translate(launch with { Docker = launch.Docker! with { Cpus = cpus, MemoryBytes = memory } }).Body.HostConfig;

        host.CpuShares.ShouldBe(shares);
        host.Memory.ShouldBe(limit);
    }

    [Fact]
    public void Translate_Volumes_AreMountsWhoseFoldersAreMade()
    {
        TranslatedContainer translated = Translate(Launch(container =>
        {
            container.Volumes.Add(new Volume { HostPath = "/a b:c", ContainerPath = "/x:y", Mode = Volume.Types.Mode.Ro });
            container.Volumes.Add(new Volume { HostPath = "in", ContainerPath = "/in", Mode = Volume.Types.Mode.Rw });
            container.Volumes.Add(new Volume { HostPath = "/out", ContainerPath = "out", Mode = Volume.Types.Mode.Rw });
            container.Volumes.Add(new Volume
            {
                ContainerPath = "/named",
                Mode = Volume.Types.Mode.Rw,
                Source = new Volume.Types.Source
                {
                    Type = Volume.Types.Source.Types.Type.DockerVolume,
                    DockerVolume = new Volume.Types.Source.Types.DockerVolume { Name = "data", Driver = "nfs" },
                },
            });
        }));

        translated.HostDirectories.ShouldBe(["/a b:c", "/sandbox/in", "/out"]);
        translated.Body.HostConfig.Mounts.Skip(1).Select(mount => (mount.Type, mount.Source, mount.Target, mount.ReadOnly)).ShouldBe(
        [
            ("bind", "/a b:c", "/x:y", true),
            ("bind", "/sandbox/in", "/in", false),
            ("bind", "/out", "/mnt/mesos/sandbox/out", false),
            ("volume", "data", "/named", false),
        ]);
        translated.Body.HostConfig.Mounts[^1].VolumeOptions!.DriverConfig!.Name.ShouldBe("nfs");
    }

    [Fact]
    public void Translate_PrivilegeForcedPullsAndVolumeDriver_AreTakenOver()
    {
        TranslatedContainer translated = Translate(Launch(container =>
        {
            container.Docker.Privileged = true;
            container.Docker.ForcePullImage = true;
            container.Docker.VolumeDriver = "nfs";
            container.Volumes.Add(new Volume { HostPath = "data", ContainerPath = "/data", Mode = Volume.Types.Mode.Rw });
        }));

        translated.Body.HostConfig.Privileged.ShouldBe(true);
        translated.ForcePull.ShouldBeTrue();
        Mount mount = translated.Body.HostConfig.Mounts[^1];
        (mount.Type, mount.Source, mount.VolumeOptions!.DriverConfig!.Name).ShouldBe(("volume", "data", "nfs"));
    }

    [Fact]
    public void Translate_PortMappings_AreBoundOnTheBridge()
    {
        CreateContainer body = Translate(Launch(container =>
        {
            container.Docker.Network = Bridge;
            AddPort(container, 31000, 80, null);
            AddPort(container, 31001, 80, null);
            AddPort(container, 31002, 53, "udp");
        })).Body;

        body.HostConfig.NetworkMode.ShouldBe("bridge");
        body.HostConfig.PortBindings!.Select(port => $"{port.Key}<-{string.Join(',', port.Value.Select(binding => binding.HostPort))}")
            .ShouldBe(["53/udp<-31002", "80/tcp<-31000,31001"]);
        body.ExposedPorts!.Keys.ShouldBe(["53/udp", "80/tcp"]);
    }

    [Fact]
    public void Translate_NetworkOfTheUsers_IsNamedByTheNetworkInfoAndKnowsItsAliases()
    {
        CreateContainer body = Translate(Launch(container =>
        {
            container.Docker.Network = User;
            container.NetworkInfos.Add(new NetworkInfo { Name = "mine" });
            container.Hostname = "here";
            container.Add("network-alias", "db");
            container.Add("ip", "10.1.2.3");
        })).Body;

        body.HostConfig.NetworkMode.ShouldBe("mine");
        body.Hostname.ShouldBe("here");
        body.NetworkingConfig!.EndpointsConfig["mine"].Aliases.ShouldBe(["db"]);
        body.NetworkingConfig.EndpointsConfig["mine"].Address!.Version4.ShouldBe("10.1.2.3");
    }

    [Fact]
    public void Translate_AllFaultsAreToldAtOnce()
    {
        ContainerLaunchException e = Should.Throw<ContainerLaunchException>(() => Translate(Launch(container =>
        {
            container.Hostname = "here";
            container.LinuxInfo = new LinuxInfo();
            AddPort(container, 31000, 80, null);
            container.Add("frobnicate", "1");
            container.Add("memory", "1g");
            container.Add("ulimit", "many");
            container.Volumes.Add(new Volume { HostPath = "a", ContainerPath = "b", Mode = Volume.Types.Mode.Rw });
            container.Volumes.Add(new Volume { ContainerPath = "/b", Mode = Volume.Types.Mode.Rw });
        })));

        foreach (string part in (string[])
            ["the hostname of a container in the host's network", "container.linux_info is not supported", "port mappings have no effect in the network 'host'",
             "the Docker parameter 'frobnicate' is not supported", "the Docker parameter 'memory' is not supported: the task's mem decides it",
             "'ulimit' with the value 'many'", "both host_path 'a' and container_path 'b' are relative", "container.volumes[1] has no origin"])
        {
            e.Message.ShouldContain(part);
        }

        e.Message.ShouldNotContain("\n");
    }

    [Theory]
    [InlineData(0, 80, "tcp", "host_port 0")]
    [InlineData(70_000, 80, "tcp", "host_port 70000")]
    [InlineData(31_000, 0, "tcp", "container_port 0")]
    [InlineData(31_000, 80, "sctp", "protocol 'sctp'")]
    public void Translate_BadPort_IsNamed(uint host, uint container, string protocol, string part) =>
        Should.Throw<ContainerLaunchException>(() => Translate(Launch(info =>
        {
            info.Docker.Network = Bridge;
            AddPort(info, host, container, protocol);
        }))).Message.ShouldContain(part);

    private static void AddPort(ContainerInfo container, uint host, uint inside, string? protocol)
    {
        var mapping = new ContainerInfo.Types.DockerInfo.Types.PortMapping { HostPort = host, ContainerPort = inside };
        if (protocol is not null)
            mapping.Protocol = protocol;
        container.Docker.PortMappings.Add(mapping);
    }

    private static ContainerLaunch Launch(Action<ContainerInfo>? change = null) => DockerLaunches.Launch("c", "/sandbox", change);

    private static TranslatedContainer Translate(ContainerLaunch launch) =>
        ContainerTranslator.Translate(launch, "mesos-c", new DockerContainerizerOptions("/run") { ExecutorSocket = new ExecutorSocket("/run/agent.sock") });

    private static JsonElement Json(ContainerLaunch launch) =>
        JsonSerializer.SerializeToElement(Translate(launch).Body, EngineJson.Default.CreateContainer);
}
