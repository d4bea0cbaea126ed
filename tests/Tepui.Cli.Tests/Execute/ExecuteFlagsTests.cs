using System.Linq;
using Mesos.V1;
using Tepui.Cli.Execute;

namespace Tepui.Cli.Tests.Execute;

public class ExecuteFlagsTests
{
    [Fact]
    public void DockerImage_WithoutACommand_RunsTheImagesEntryPointWithTheArguments()
    {
        var flags = new ExecuteFlags { DockerImage = "busybox", Containerizer = "docker" };
        flags.Faults().ShouldBeEmpty();
        flags.Faults(["-c", "true"]).ShouldBeEmpty();
        CommandInfo command = flags.ToCommand(["-c", "true"]);
        (command.Shell, command.HasValue).ShouldBe((false, false));
        command.Arguments.ShouldBe(["-c", "true"]);
        flags.ToContainer()!.Docker.Image.ShouldBe("busybox");
    }

    [Fact]
    public void DockerImage_WithACommand_RunsItInAShellThere()
    {
        var flags = new ExecuteFlags { DockerImage = "busybox", Containerizer = "docker", Command = "echo hi" };
        CommandInfo command = flags.ToCommand([]);
        (command.Shell, command.Value).ShouldBe((true, "echo hi"));
        command.Arguments.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("busybox", "mesos", "--containerizer:")]
    [InlineData(null, "docker", "--docker_image:")]
    [InlineData(null, "rkt", "--containerizer:")]
    public void DockerImageAndContainerizer_NotTogether_IsOneFaultThatNamesTheFlag(string? image, string containerizer, string flag) =>
        new ExecuteFlags { Command = "true", DockerImage = image, Containerizer = containerizer }.Faults().Single().ShouldStartWith(flag);

    [Fact]
    public void NoShell_WithoutAnImage_TheCommandIsTheZerothArgument() =>
        new ExecuteFlags { Command = "/bin/ls", Shell = false }.ToCommand(["-l"]).Arguments.ShouldBe(["/bin/ls", "-l"]);
}
