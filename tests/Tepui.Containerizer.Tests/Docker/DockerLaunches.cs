using System;
using Mesos.V1;
using Tepui.Testing.Docker;

namespace Tepui.Containerizer.Tests.Docker;

/// <summary>Launches for tests to change.</summary>
internal static class DockerLaunches
{
    public const string Sandbox = "/mnt/mesos/sandbox";

    public static ContainerInfo Container(string image = DockerDaemon.Image) => new()
    {
        Type = ContainerInfo.Types.Type.Docker,
        Docker = new ContainerInfo.Types.DockerInfo { Image = image },
    };

    public static ContainerLaunch Launch(string id, string sandbox, Action<ContainerInfo>? change = null, params string[] argv)
    {
        ContainerInfo container = Container();
        change?.Invoke(container);
        return new ContainerLaunch(id, argv, [], sandbox) { Docker = new DockerLaunch(container, 0.1, 0, [new("framework", "f")]) };
    }

    public static void Add(this ContainerInfo container, string key, string value) =>
        container.Docker.Parameters.Add(new Parameter { Key = key, Value = value });
}
