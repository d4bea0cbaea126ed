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

    [Fact]
    public void DockerImage_WithTheMesosContainerizer_IsAnImageWithoutDocker()
    {
        var flags = new ExecuteFlags { DockerImage = "busybox:1", Command = "ls", Shell = false };

        flags.Faults().ShouldBeEmpty();
        ContainerInfo container = flags.ToContainer()!;
        (container.Type, container.Mesos.Image.Docker.Name).ShouldBe((ContainerInfo.Types.Type.Mesos, "busybox:1"));
        flags.ToCommand(["-l"]).Arguments.ShouldBe(["ls", "-l"]);
    }

    [Theory]
    [InlineData(null, "docker", "--docker_image:")]
    [InlineData(null, "rkt", "--containerizer:")]
    public void DockerImageAndContainerizer_NotTogether_IsOneFaultThatNamesTheFlag(string? image, string containerizer, string flag) =>
        new ExecuteFlags { Command = "true", DockerImage = image, Containerizer = containerizer }.Faults().Single().ShouldStartWith(flag);

    [Theory]
    [InlineData("{", "--task_group: ")]
    [InlineData("/no/such/file", "--task_group: Could not find")]
    [InlineData("""{"tasks": []}""", "--task_group: is no TaskGroupInfo")]
    [InlineData("""{"tasks": [{"name": "a"}]}""", "--task_group: ")]
    public void TaskGroup_ThatIsNone_IsOneFaultThatSaysWhy(string text, string fault) =>
        new ExecuteFlags { TaskGroup = text }.Faults().Single().ShouldStartWith(fault);

    [Fact]
    public void TaskGroup_BesideACommand_IsAFault() =>
        new ExecuteFlags { TaskGroup = Group, Command = "true" }.Faults().Single().ShouldContain("give it alone");

    [Fact]
    public void TaskGroup_IsLaunchedInADefaultExecutorOnTheAgentOfTheOffer()
    {
        new ExecuteFlags { TaskGroup = Group }.Faults().ShouldBeEmpty();
        ExecuteWork work = ExecuteWork.Of(TaskGroupText.Read(Group).Group!);
        work.Needed.ToString().ShouldBe("cpus:0.3; mem:96; disk:32");

        var driver = new CallList();
        work.Launch(driver, new Offer
        {
            Id = new OfferID { Value = "O1" },
            AgentId = new AgentID { Value = "S1" },
            FrameworkId = new FrameworkID { Value = "F" },
        });

        driver.Calls.ShouldBe(["accept"]);
        work.Executor!.Type.ShouldBe(ExecutorInfo.Types.Type.Default);
        work.Executor.FrameworkId.Value.ShouldBe("F");
        work.Tasks.Select(task => task.AgentId.Value).ShouldBe(["S1", "S1"]);
    }

    private const string Group =
        """
        {"tasks": [
          {"name": "a", "task_id": {"value": "a"}, "command": {"value": "true"}, "resources": [
            {"name": "cpus", "type": "SCALAR", "scalar": {"value": 0.1}}, {"name": "mem", "type": "SCALAR", "scalar": {"value": 32}}]},
          {"name": "b", "task_id": {"value": "b"}, "command": {"value": "true"}, "resources": [
            {"name": "cpus", "type": "SCALAR", "scalar": {"value": 0.1}}, {"name": "mem", "type": "SCALAR", "scalar": {"value": 32}}]}]}
        """;

    [Fact]
    public void NoShell_WithoutAnImage_TheCommandIsTheZerothArgument() =>
        new ExecuteFlags { Command = "/bin/ls", Shell = false }.ToCommand(["-l"]).Arguments.ShouldBe(["/bin/ls", "-l"]);
}
