using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Kernel.Agent;
using Docker = Mesos.V1.ContainerInfo.Types.DockerInfo;

namespace Tepui.Kernel.Tests.Agent.Executors;

public sealed class DockerTaskTests
{
    private static readonly AgentConfig WithDocker = AgentScenario.Config() with { Docker = true, SwitchUser = true };

    [Fact]
    public void A_shell_command_replaces_the_images_entry_point()
    {
        LaunchContainer launch = Launch(Task(new CommandInfo { Value = "echo $A" }));

        launch.Executable.ShouldBe("/bin/sh");
        launch.Argv.ShouldBe(["-c", "echo $A"]);
        launch.Docker!.Info.Docker.Image.ShouldBe("busybox");
    }

    [Fact]
    public void Without_a_shell_value_and_arguments_are_the_entry_points()
    {
        LaunchContainer launch = Launch(Task(new CommandInfo { Shell = false, Value = "-o", Arguments = { "host:1" } }));

        launch.Executable.ShouldBeNull();
        launch.Argv.ShouldBe(["-o", "host:1"]);
        Launch(Task(new CommandInfo { Shell = false, Arguments = { "-a" } })).Argv.ShouldBe(["-a"]);
        Launch(Task(new CommandInfo { Shell = false })).Argv.ShouldBeEmpty();
    }

    [Fact]
    public void A_container_gets_what_its_task_was_given()
    {
        TaskInfo task = Task(new CommandInfo { Shell = false });
        task.Resources.Add(Scalar("mem", 64));

        DockerContainer docker = Launch(task).Docker!;

        docker.Cpus.ShouldBe(0.1);
        docker.MemoryBytes.ShouldBe(64L * 1024 * 1024);
        docker.Labels.ShouldContain(label => label.Key == "tepui.task_id" && label.Value == "t");
    }

    [Fact]
    public void Its_environment_is_what_the_task_asks_for_and_its_role()
    {
        TaskInfo task = Task(new CommandInfo { Shell = false });
        task.Command.Environment = new Mesos.V1.Environment
        {
            Variables = { new Mesos.V1.Environment.Types.Variable { Name = "A", Value = "1" } },
        };

        LaunchContainer launch = Launch(task);

        launch.Environment.ShouldBe(
        [
            new("A", "1"),
            new("MESOS_ALLOCATION_ROLE", "dev"),
        ]);
    }

    [Fact]
    public void TASK_RUNNING_tells_of_addresses_and_inspection_and_the_end_of_the_container()
    {
        AgentScenario agent = AgentScenario.Registered(WithDocker);
        agent.Run(Task(new CommandInfo { Shell = false }));
        agent.States.ShouldBeEmpty("it is fetched and pulled first");

        ContainerId container = agent.Launches.Single().Container;
        agent.Step(new ContainerStarted(container, 8)
        {
            IpAddresses = ["172.17.0.2", "fe80::2"],
            Inspection = ByteString.CopyFromUtf8("[{}]"),
        });
        agent.AcknowledgeAll();
        TaskStatus running = agent.LastStatus;
        agent.Step(new ContainerExited(container, 0x0300) { Message = "told by dockerd" });
        agent.AcknowledgeAll();

        agent.States.ShouldBe([TaskState.TaskStarting, TaskState.TaskRunning, TaskState.TaskFailed]);
        running.Data.ToStringUtf8().ShouldBe("[{}]");
        running.ContainerStatus.NetworkInfos.Single().IpAddresses.Select(address => address.IpAddress).ShouldBe(["172.17.0.2", "fe80::2"]);
        running.ContainerStatus.NetworkInfos.Single().IpAddresses[1].Protocol.ShouldBe(NetworkInfo.Types.Protocol.Ipv6);
        agent.LastStatus.Message.ShouldBe("Container exited with status 3: told by dockerd");
    }

    [Fact]
    public void A_container_killed_for_its_memory_says_so()
    {
        AgentScenario agent = AgentScenario.Registered(WithDocker);
        TaskInfo task = Task(new CommandInfo { Shell = false });
        task.Resources.Add(Scalar("mem", 32));
        agent.Run(task);
        ContainerId container = agent.Launches.Single().Container;
        agent.Step(new ContainerStarted(container, 8));
        agent.AcknowledgeAll();

        agent.Step(new ContainerExited(container, 9) { OutOfMemory = true });

        agent.LastStatus.State.ShouldBe(TaskState.TaskFailed);
        agent.LastStatus.Reason.ShouldBe(TaskStatus.Types.Reason.ContainerLimitationMemory);
        agent.LastStatus.Message.ShouldStartWith("Memory limit exceeded: Requested: 32MB");
    }

    [Fact]
    public void A_killed_container_has_as_long_as_an_executor()
    {
        AgentScenario agent = AgentScenario.Registered(WithDocker);
        agent.Run(Task(new CommandInfo { Shell = false }));
        agent.Step(new ContainerStarted(agent.Launches.Single().Container, 8));

        agent.Kill("t");

        agent.Timers.Single(timer => timer.Key is AgentTimer.KillEscalation).Value.ShouldBe(agent.Now.AddSeconds(5));
    }

    [Fact]
    public void An_end_nobody_saw_says_why()
    {
        AgentScenario agent = AgentScenario.Registered(WithDocker);
        agent.Run(Task(new CommandInfo { Shell = false }));
        ContainerId container = agent.Launches.Single().Container;
        agent.Step(new ContainerStarted(container, 8));
        agent.AcknowledgeAll();

        agent.Step(new ContainerExited(container, null) { Message = "somebody removed it" });

        agent.LastStatus.Message.ShouldBe("Failed to get exit status of container: somebody removed it");
    }

    [Fact]
    public void Without_Docker_the_task_fails_and_says_what_to_do()
    {
        AgentScenario agent = AgentScenario.Registered();

        agent.Run(Task(new CommandInfo { Shell = false }));

        agent.Launches.ShouldBeEmpty();
        agent.LastStatus.State.ShouldBe(TaskState.TaskFailed);
        agent.LastStatus.Reason.ShouldBe(TaskStatus.Types.Reason.ContainerLaunchFailed);
        agent.LastStatus.Message.ShouldContain("--containerizers=docker,mesos");
    }

    [Fact]
    public void All_that_Docker_could_not_run_is_told_at_once()
    {
        AgentScenario agent = AgentScenario.Registered(WithDocker);
        TaskInfo task = Task(new CommandInfo());
        task.Container.Docker.Network = Docker.Types.Network.Bridge;
        task.Container.Docker.PortMappings.Add(new Docker.Types.PortMapping { HostPort = 80, ContainerPort = 0, Protocol = "icmp" });
        task.Container.Volumes.Add(new Volume { ContainerPath = "a", HostPath = "b", Mode = Volume.Types.Mode.Rw });
        task.Container.Volumes.Add(new Volume { ContainerPath = "/c", Mode = Volume.Types.Mode.Rw });
        task.Resources.Add(Ports(31_000, 31_001));

        agent.Run(task);
        agent.AcknowledgeAll();

        agent.Launches.ShouldBeEmpty();
        agent.States.ShouldBe([TaskState.TaskStarting, TaskState.TaskFailed]);
        foreach (string part in (string[])
        [
            "Failed to create docker run options", "Shell specified but no command value", "Port [80] not included in resources",
            "[31000-31001]", "Container port 0", "'icmp'", "are relative", "Host path or volume source is required",
        ])
        {
            agent.LastStatus.Message.ShouldContain(part);
        }
    }

    [Theory]
    [InlineData(Docker.Types.Network.Host, null, false)]
    [InlineData(Docker.Types.Network.None, null, false)]
    [InlineData(Docker.Types.Network.Bridge, null, true)]
    [InlineData(Docker.Types.Network.Host, "mine", true)]
    [InlineData(Docker.Types.Network.Bridge, "host", false)]
    public void Port_mappings_need_a_network_of_the_containers_own(Docker.Types.Network network, string? parameter, bool allowed)
    {
        AgentScenario agent = AgentScenario.Registered(WithDocker);
        TaskInfo task = Task(new CommandInfo { Shell = false });
        task.Container.Docker.Network = network;
        if (parameter is not null)
        {
            task.Container.Docker.Parameters.Add(new Parameter { Key = "net", Value = parameter });
        }

        task.Container.Docker.PortMappings.Add(new Docker.Types.PortMapping { HostPort = 31_000, ContainerPort = 80 });
        task.Resources.Add(Ports(31_000, 31_000));

        agent.Run(task);
        agent.AcknowledgeAll();

        agent.Launches.Any().ShouldBe(allowed);
        if (!allowed)
        {
            agent.LastStatus.Message.ShouldContain("Port mappings are only supported for bridge and user-defined networks");
        }
    }

    private static TaskInfo Task(CommandInfo command)
    {
        TaskInfo task = AgentScenario.Task("t");
        task.Command = command;
        task.Container = new ContainerInfo { Type = ContainerInfo.Types.Type.Docker, Docker = new Docker { Image = "busybox" } };
        return task;
    }

    private static LaunchContainer Launch(TaskInfo task)
    {
        AgentScenario agent = AgentScenario.Registered(WithDocker);
        agent.Run(task);
        return agent.Launches.Single();
    }

    private static Resource Scalar(string name, double value) => new()
    {
        Name = name,
        Type = Value.Types.Type.Scalar,
        Scalar = new Value.Types.Scalar { Value = value },
        AllocationInfo = new Resource.Types.AllocationInfo { Role = "dev" },
    };

    private static Resource Ports(ulong begin, ulong end) => new()
    {
        Name = "ports",
        Type = Value.Types.Type.Ranges,
        Ranges = new Value.Types.Ranges { Range = { new Value.Types.Range { Begin = begin, End = end } } },
        AllocationInfo = new Resource.Types.AllocationInfo { Role = "dev" },
    };
}
