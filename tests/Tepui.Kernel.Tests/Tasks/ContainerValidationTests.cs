using Mesos.V1;
using Tepui.Kernel.Tasks;
using Source = Mesos.V1.Volume.Types.Source;
using SourceType = Mesos.V1.Volume.Types.Source.Types.Type;

namespace Tepui.Kernel.Tests.Tasks;

public class ContainerValidationTests
{
    [Fact]
    public void Docker_NamesEveryFault()
    {
        var container = new ContainerInfo
        {
            Type = ContainerInfo.Types.Type.Docker,
            Volumes = { new Volume { ContainerPath = "/x" }, new Volume { HostPath = "/", Image = new Image() } },
            Docker = new ContainerInfo.Types.DockerInfo
            {
                Image = "busybox",
                Parameters = { new Parameter { Key = "name", Value = "x" }, new Parameter { Key = "init", Value = "true" } },
            },
        };
        ContainerValidation.Validate(container).ShouldBe(
        [
            "Invalid volume: Only one of them should be set: 'host_path', 'image' and 'source'",
            "Invalid volume: Only one of them should be set: 'host_path', 'image' and 'source'",
            "Parameter in DockerInfo must not be 'name'",
        ]);
    }

    [Fact]
    public void Docker_AsPeopleUseIt_IsValid() => ContainerValidation.Validate(new ContainerInfo
    {
        Type = ContainerInfo.Types.Type.Docker,
        Volumes =
        {
            new Volume { ContainerPath = "/data", HostPath = "/srv" },
            new Volume { ContainerPath = "/db", Source = new Source { Type = SourceType.DockerVolume, DockerVolume = new() { Name = "v" } } },
        },
        Docker = new ContainerInfo.Types.DockerInfo
        {
            Image = "busybox",
            PortMappings = { new ContainerInfo.Types.DockerInfo.Types.PortMapping { HostPort = 31000, ContainerPort = 80 } },
        },
    }).ShouldBeEmpty();

    [Theory]
    [InlineData(SourceType.DockerVolume, "'source.docker_volume' is not set for DOCKER_VOLUME volume")]
    [InlineData(SourceType.HostPath, "'source.host_path' is not set for HOST_PATH volume")]
    [InlineData(SourceType.SandboxPath, "'source.sandbox_path' is not set for SANDBOX_PATH volume")]
    [InlineData(SourceType.Secret, "'source.secret' is not set for SECRET volume")]
    [InlineData(SourceType.CsiVolume, "'source.csi_volume' is not set for CSI volume")]
    [InlineData(SourceType.Unknown, "'source.type' is unknown")]
    public void VolumeSource_LacksWhatItsTypeSays(SourceType type, string fault) => ContainerValidation.Validate(new ContainerInfo
    {
        Type = ContainerInfo.Types.Type.Mesos,
        Volumes = { new Volume { ContainerPath = "/x", Source = new Source { Type = type } } },
    }).ShouldBe([$"Invalid volume: {fault}"]);
}
