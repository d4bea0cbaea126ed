using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.Volumes;
using static Tepui.Kernel.Tests.Agent.AgentResources;

namespace Tepui.Kernel.Tests.Agent.Volumes;

public sealed class VolumeMountTests
{
    private static readonly VolumePlace Place = new("v", "/work_dir", "/work_dir/volumes/roles/ads/v");

    [Fact]
    public void A_task_with_a_volume_is_launched_with_it()
    {
        AgentScenario agent = WithVolume();

        agent.Run(With(AgentScenario.Task("t"), Volume("v", path: "a/b")));

        agent.Launches.Single().Volumes.ShouldBe([new VolumeMount(Place, "a/b", IsReadOnly: false, ChangesOwner: true)]);
    }

    [Fact]
    public void A_volume_that_the_agent_does_not_have_is_not_made_up()
    {
        AgentScenario agent = WithVolume();

        agent.Run(With(AgentScenario.Task("t"), Volume("other")));

        agent.LastStatus.State.ShouldBe(TaskState.TaskLost);
        agent.LastStatus.Reason.ShouldBe(TaskStatus.Types.Reason.ResourcesUnknown);
        agent.LastStatus.Message.ShouldContain("[other:data]:100");
        agent.Launches.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/etc")]
    [InlineData("../x")]
    [InlineData("a//b")]
    [InlineData("")]
    public void A_volume_comes_nowhere_but_into_the_sandbox(string path)
    {
        AgentScenario agent = WithVolume();

        agent.Run(With(AgentScenario.Task("t"), Volume("v", path: path)));

        agent.LastStatus.State.ShouldBe(TaskState.TaskError);
        agent.LastStatus.Message.ShouldBe(
            $"container_path '{path}' of a persistent volume is not supported: give a path relative to the sandbox, without '.' and '..'");
    }

    [Fact]
    public void Two_volumes_at_one_path_are_refused()
    {
        AgentScenario agent = WithVolume();

        agent.Run(With(AgentScenario.Task("t"), Volume("v"), Volume("w")));

        agent.LastStatus.Message.ShouldStartWith("More than one persistent volume is to be at 'data'");
    }

    [Fact]
    public void A_later_task_of_an_executor_waits_for_its_volume_and_takes_it_away_with_it()
    {
        AgentScenario agent = WithVolume();
        agent.RunUnderExecutor("first");
        int events = agent.Events.Count();

        agent.Run(With(AgentScenario.ExecutorTask("t"), Volume("v")));
        agent.Events.Count().ShouldBe(events);
        LinkVolumes link = agent.Effects.OfType<LinkVolumes>().Single();
        link.Volumes.Single().ShouldBe(new VolumeMount(Place, "data", false, true));
        agent.Step(new VolumesLinked(link.Framework, link.Task));
        agent.Events.Last().Launch.Task.TaskId.Value.ShouldBe("t");

        agent.Update("t", TaskState.TaskFinished);
        agent.Effects.OfType<UnlinkVolumes>().Single().Volumes.ShouldBe(link.Volumes);
    }

    [Fact]
    public void A_volume_that_cannot_be_brought_to_an_executor_fails_the_task()
    {
        AgentScenario agent = WithVolume();
        agent.RunUnderExecutor("first");
        agent.Run(With(AgentScenario.ExecutorTask("t"), Volume("v")));

        agent.Step(new VolumesLinked(new FrameworkId("F"), new TaskId("t"), "'data' is there already"));

        agent.LastStatus.State.ShouldBe(TaskState.TaskFailed);
        agent.LastStatus.Reason.ShouldBe(TaskStatus.Types.Reason.ContainerUpdateFailed);
        agent.LastStatus.Message.ShouldEndWith("'data' is there already");
    }

    [Fact]
    public void A_shared_volume_changes_its_owner_only_while_nobody_else_has_it()
    {
        Resource volume = Volume("v");
        volume.Shared = new Resource.Types.SharedInfo();
        AgentScenario agent = AgentScenario.Registered(Config());
        agent.ApplyWhole(Reserve(Reserved("disk", 500)));
        agent.ApplyWhole(Create(volume));

        agent.Run(With(AgentScenario.Task("a"), volume));
        agent.Run(With(AgentScenario.Task("b"), volume));

        agent.Launches.Select(launch => launch.Volumes.Single().ChangesOwner).ShouldBe([true, false]);
    }

    private static TaskInfo With(TaskInfo task, params Resource[] volumes)
    {
        task.Resources.Add(volumes.Select(volume => Allocated(volume)));
        return task;
    }

    private static AgentScenario WithVolume()
    {
        AgentScenario agent = AgentScenario.Registered(Config());
        agent.ApplyWhole(Reserve(Reserved("disk", 500)));
        agent.ApplyWhole(Create(Volume("v")));
        return agent;
    }
}
