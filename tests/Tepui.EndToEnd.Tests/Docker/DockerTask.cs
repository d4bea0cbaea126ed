using Mesos.V1;
using Tepui.Testing.Docker;

namespace Tepui.EndToEnd.Tests.Docker;

/// <summary>A command in a container of the tests' image.</summary>
internal static class DockerTask
{
    public static TaskInfo New(string id, string command) => new()
    {
        Name = id,
        TaskId = new TaskID { Value = id },
        Command = new CommandInfo { Value = command },
        Container = new ContainerInfo
        {
            Type = ContainerInfo.Types.Type.Docker,
            Docker = new ContainerInfo.Types.DockerInfo { Image = DockerDaemon.Image },
        },
    };
}
