using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Agent;

namespace Tepui.Kernel.Tests.Agent.Executors;

/// <summary>--sandbox_tmpdir and --sandbox_cleanup_patterns.</summary>
public sealed class TemporaryFolderTests
{
    private static readonly AgentConfig Own = AgentScenario.Config() with { OwnTemporaryFolders = true, CleansSandboxes = true };

    [Fact]
    public void TaskWithoutImage_FindsIt_AndItsOwnWordWins()
    {
        AgentScenario agent = AgentScenario.Registered(Own);
        TaskInfo task = AgentScenario.Task("t");
        task.Command.Environment = new Environment { Variables = { new Environment.Types.Variable { Name = "SPARK_LOCAL_DIRS", Value = "/data" } } };
        agent.Run(task);
        LaunchContainer launch = agent.Launches.Single();

        launch.OwnTemporaryFolder.ShouldBeTrue();
        launch.Environment.ShouldContain(new KeyValuePair<string, string>("TMPDIR", launch.Sandbox.Directory + "/tmp"));
        launch.Environment.ShouldContain(new KeyValuePair<string, string>("SPARK_LOCAL_DIRS", "/data"));
        launch.Environment.ShouldContain(
            new KeyValuePair<string, string>("JAVA_TOOL_OPTIONS", $"-Djava.io.tmpdir={launch.Sandbox.Directory}/tmp"));
    }

    [Fact]
    public void EndOfTask_CleansItsSandbox_OnceAndBeforeItsFrameworkAcknowledges()
    {
        AgentScenario agent = AgentScenario.Registered(Own);
        ContainerId container = agent.RunAndStart("t");
        agent.Effects.OfType<CleanSandbox>().ShouldBeEmpty();
        agent.Step(new ContainerExited(container, 0));

        agent.Effects.OfType<CleanSandbox>().Single().Directory.ShouldBe(agent.Launches.Single().Sandbox.Directory);
    }

    [Fact]
    public void EndOfExecutor_CleansItsSandbox_AndEndOfItsTaskDoesNot()
    {
        AgentScenario agent = AgentScenario.Registered(Own);
        ContainerId container = agent.RunUnderExecutor("t");
        agent.Update("t", TaskState.TaskFinished);
        agent.Effects.OfType<CleanSandbox>().ShouldBeEmpty();
        agent.Step(new ContainerExited(container, 0));

        agent.Effects.OfType<CleanSandbox>().Single().Directory.ShouldBe(agent.Launches.Single().Sandbox.Directory);
    }

    [Fact]
    public void WithoutTheFlags_NothingOfItHappens()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunAndStart("t");
        agent.Step(new ContainerExited(container, 0));

        agent.Effects.OfType<CleanSandbox>().ShouldBeEmpty();
        agent.Launches.Single().Environment.ShouldNotContain(entry => entry.Key == "TMPDIR");
    }
}
