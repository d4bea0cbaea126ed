using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Agent;

namespace Tepui.Kernel.Tests.Agent.Executors;

/// <summary>Limits above requests, and what executors' containers are given for their tasks.</summary>
public sealed class LimitTests
{
    private static readonly AgentConfig Bounding = AgentScenario.Config() with { BoundsCpus = true, BoundsMemory = true };

    [Fact]
    public void A_task_is_launched_with_its_limits()
    {
        AgentScenario agent = AgentScenario.Registered(Bounding);
        TaskInfo task = AgentScenario.Task("t");
        task.Limits["cpus"] = new Value.Types.Scalar { Value = double.PositiveInfinity };

        agent.Run(task);

        agent.Launches.Single().Limits["cpus"].Value.ShouldBe(double.PositiveInfinity);
    }

    [Theory]
    [InlineData("cpus", "CPU limits can only be set on tasks launched in Mesos containers when the agent has loaded the 'cgroups/cpu' isolator")]
    [InlineData("mem", "Memory limits can only be set on tasks launched in Mesos containers when the agent has loaded the 'cgroups/mem' isolator")]
    public void Limits_that_nothing_holds_tasks_to_are_refused(string name, string message)
    {
        AgentScenario agent = AgentScenario.Registered();
        TaskInfo task = AgentScenario.Task("t");
        task.Limits[name] = new Value.Types.Scalar { Value = 1e6 };

        agent.Run(task);

        agent.Launches.ShouldBeEmpty();
        (agent.LastStatus.State, agent.LastStatus.Reason).ShouldBe((TaskState.TaskLost, TaskStatus.Types.Reason.GcError));
        agent.LastStatus.Message.ShouldBe(message);
    }

    [Fact]
    public void An_executors_container_is_given_what_its_tasks_are_before_they_reach_it_and_loses_it_when_they_end()
    {
        AgentScenario agent = AgentScenario.Registered(Bounding);
        agent.RunUnderExecutor("a");
        agent.Effects.OfType<UpdateContainer>().ShouldBeEmpty("it was launched with its first task's");

        agent.Run(AgentScenario.ExecutorTask("b"));

        Cpus(agent.Effects.OfType<UpdateContainer>().Single()).ShouldBe(0.3, 1e-9);
        agent.Effects.FindLastIndex(effect => effect is UpdateContainer).ShouldBeLessThan(
            agent.Effects.FindLastIndex(effect => effect is SendToExecutor));
        agent.Update("a", TaskState.TaskFinished);
        Cpus(agent.Effects.OfType<UpdateContainer>().Last()).ShouldBe(0.2, 1e-9);
        agent.Update("b", TaskState.TaskFinished);
        Cpus(agent.Effects.OfType<UpdateContainer>().Last()).ShouldBe(0.1, 1e-9);
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, 2.2)]
    public void Limits_of_its_tasks_add_up_with_the_requests_of_those_that_have_none(bool requestsBoundCpus, double? cpus)
    {
        AgentScenario agent = AgentScenario.Registered(Bounding with { RequestsBoundCpus = requestsBoundCpus });
        agent.RunUnderExecutor("a");
        TaskInfo task = AgentScenario.ExecutorTask("b");
        task.Limits["cpus"] = new Value.Types.Scalar { Value = 2 };
        task.Limits["mem"] = new Value.Types.Scalar { Value = double.PositiveInfinity };

        agent.Run(task);

        UpdateContainer update = agent.Effects.OfType<UpdateContainer>().Single();
        update.Limits["mem"].Value.ShouldBe(double.PositiveInfinity);
        update.Limits.TryGetValue("cpus", out Value.Types.Scalar? limit);
        (limit?.Value).ShouldBe(cpus);
    }

    [Fact]
    public void After_a_restart_of_the_agent_an_executors_container_is_told_again()
    {
        AgentScenario agent = AgentScenario.Registered(Bounding);
        ContainerId container = agent.RunUnderExecutor("a");
        agent.Crash(new FoundContainer(container, 50, null));
        agent.Effects.Clear();

        agent.Subscribe(tasks: ["a"]);

        Cpus(agent.Effects.OfType<UpdateContainer>().Single()).ShouldBe(0.2, 1e-9);
    }

    [Fact]
    public void An_executor_that_goes_over_its_limit_takes_its_tasks_with_it_and_says_why()
    {
        AgentScenario agent = AgentScenario.Registered(Bounding);
        ContainerId container = agent.RunUnderExecutor("a");

        agent.Step(new ContainerExited(container, 9)
        {
            Limitation = new Limitation(
                TaskStatus.Types.Reason.ContainerLimitationMemory,
                "Memory limit exceeded: ...",
                [new Resource { Name = "mem", Type = Value.Types.Type.Scalar, Scalar = new Value.Types.Scalar { Value = 64 } }]),
        });

        agent.LastStatus.State.ShouldBe(TaskState.TaskFailed);
        agent.LastStatus.Reason.ShouldBe(TaskStatus.Types.Reason.ContainerLimitationMemory);
        agent.LastStatus.Message.ShouldBe("Memory limit exceeded: ...");
        agent.LastStatus.Limitation.Resources.Single().Scalar.Value.ShouldBe(64);
    }

    private static double Cpus(UpdateContainer update) =>
        update.Resources.Where(resource => resource.Name == "cpus").Sum(resource => resource.Scalar.Value);
}
