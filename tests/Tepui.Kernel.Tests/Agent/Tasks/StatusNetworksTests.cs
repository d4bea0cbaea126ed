using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Agent;

namespace Tepui.Kernel.Tests.Agent.Tasks;

/// <summary>The networks of a container in the statuses of its tasks.</summary>
public sealed class StatusNetworksTests
{
    private static readonly NetworkInfo[] Networks =
    [
        Network("a", "10.1.0.2"),
        Network("b", "10.2.0.2"),
    ];

    [Fact]
    public void A_command_task_tells_its_networks_as_long_as_it_lives_and_in_the_end()
    {
        AgentScenario agent = AgentScenario.Registered();
        TaskInfo task = AgentScenario.Task("t");
        task.Container = new ContainerInfo
        {
            Type = ContainerInfo.Types.Type.Mesos,
            NetworkInfos = { new NetworkInfo { Name = "a" }, new NetworkInfo { Name = "b" } },
        };
        agent.Run(task);
        ContainerId container = agent.Launches.Single().Container;
        agent.Launches.Single().Info!.NetworkInfos.Count.ShouldBe(2);
        agent.Step(new ContainerStarted(container, 8) { IpAddresses = ["10.1.0.2", "10.2.0.2"], Networks = Networks });
        agent.AcknowledgeAll();
        TaskStatus running = agent.LastStatus;
        agent.Crash(new FoundContainer(container, 8));
        agent.Register();
        agent.Step(new ContainerExited(container, 0));

        running.State.ShouldBe(TaskState.TaskRunning);
        running.ContainerStatus.NetworkInfos.ShouldBe(Networks);
        agent.LastStatus.State.ShouldBe(TaskState.TaskFinished);
        agent.LastStatus.ContainerStatus.NetworkInfos.ShouldBe(Networks);
    }

    [Fact]
    public void Tasks_of_an_executor_are_in_its_networks_also_after_a_restart()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.Run(AgentScenario.ExecutorTask("t"));
        ContainerId container = agent.Launches.Single().Container;
        agent.Step(new ContainerStarted(container, 8) { Networks = Networks });
        agent.Crash(new FoundContainer(container, 8));
        agent.Subscribe(tasks: ["t"]);
        agent.Register();

        agent.Update("t", TaskState.TaskRunning);

        agent.LastStatus.ContainerStatus.NetworkInfos.ShouldBe(Networks);
    }

    private static NetworkInfo Network(string name, string address) => new()
    {
        Name = name,
        IpAddresses = { new NetworkInfo.Types.IPAddress { Protocol = NetworkInfo.Types.Protocol.Ipv4, IpAddress = address } },
    };
}
