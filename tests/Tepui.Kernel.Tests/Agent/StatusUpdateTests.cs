using System;
using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent;
using Tepui.Kernel.StatusUpdates;

namespace Tepui.Kernel.Tests.Agent;

public sealed class StatusUpdateTests
{
    [Fact]
    public void One_update_at_a_time_is_on_its_way_and_says_what_the_task_came_to()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunAndStart("t");
        agent.Step(new ContainerExited(container, 0));

        agent.States.ShouldBe([TaskState.TaskStarting]);
        agent.Acknowledge(agent.LastStatus);
        agent.States.ShouldBe([TaskState.TaskStarting, TaskState.TaskRunning]);
        agent.Sent.Last().UpdateStatus.LatestState.ShouldBe(TaskState.TaskFinished);
    }

    [Fact]
    public void An_unacknowledged_update_is_sent_again_after_10_s_then_20_s_up_to_10_minutes()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunAndStart("t");
        ByteString uuid = agent.LastStatus.Uuid;

        agent.Advance(TimeSpan.FromSeconds(9.9));
        agent.Statuses.Count().ShouldBe(1);
        agent.Advance(TimeSpan.FromSeconds(0.1));
        agent.Statuses.Count().ShouldBe(2);
        agent.Advance(TimeSpan.FromSeconds(19.9));
        agent.Statuses.Count().ShouldBe(2);
        agent.Advance(TimeSpan.FromSeconds(0.1));
        agent.Statuses.Count().ShouldBe(3);
        agent.Statuses.ShouldAllBe(status => status.Uuid == uuid);
        StatusStream.LongestRetry.ShouldBe(TimeSpan.FromMinutes(10));
    }

    [Fact]
    public void A_scheduler_that_is_back_gets_at_once_what_would_be_sent_again_only_after_a_long_while()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunAndStart("t");
        agent.Advance(TimeSpan.FromSeconds(50));
        int sent = agent.Statuses.Count();

        agent.FromMaster(new AgentLinkFrame { UpdateFramework = new UpdateFramework { Framework = AgentScenario.FrameworkInfo() } });
        agent.Statuses.Count().ShouldBe(sent + 1);

        // It was sent a moment ago: nothing is gained by sending it again.
        agent.FromMaster(new AgentLinkFrame { UpdateFramework = new UpdateFramework { Framework = AgentScenario.FrameworkInfo() } });
        agent.Statuses.Count().ShouldBe(sent + 1);
        agent.Advance(TimeSpan.FromSeconds(10));
        agent.Statuses.Count().ShouldBe(sent + 2);
    }

    [Fact]
    public void Acknowledgements_of_anything_else_change_nothing()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunAndStart("t");
        TaskStatus starting = agent.LastStatus;

        agent.Acknowledge("t", StatusUuid.NextBytes(new Random(9)));
        agent.Statuses.Count().ShouldBe(1);
        agent.Acknowledge(starting);
        agent.Acknowledge(starting);
        agent.States.ShouldBe([TaskState.TaskStarting, TaskState.TaskRunning]);
        agent.Acknowledge("nosuch", starting.Uuid);
        agent.Machine.View().Counters.UnexpectedAcknowledgements.ShouldBe(1);
    }

    [Fact]
    public void Updates_wait_while_there_is_no_master_and_go_out_at_once_when_there_is()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunAndStart("t");
        agent.AcknowledgeAll();
        agent.Disconnect();
        agent.Step(new ContainerExited(container, 0));
        agent.Advance(TimeSpan.FromMilliseconds(1));

        agent.Register();

        agent.LastStatus.State.ShouldBe(TaskState.TaskFinished);
        Task known = Task.Parser.ParseFrom(agent.Sent.Last(frame => frame.ReregisterAgent is not null).ReregisterAgent.TasksBytes.Single());
        known.State.ShouldBe(TaskState.TaskFinished);
        known.StatusUpdateUuid.ShouldBe(agent.LastStatus.Uuid);
    }

    [Fact]
    public void An_update_is_on_the_disk_before_it_is_sent()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunAndStart("t");

        agent.Log.Any(record => record.StatusMade?.Status.Uuid == agent.LastStatus.Uuid).ShouldBeTrue();
        int written = agent.Effects.FindIndex(effect => effect is AppendCheckpoint { Record.StatusMade: not null });
        int sent = agent.Effects.FindIndex(effect => effect is SendToMaster { Frame.UpdateStatus: not null });
        written.ShouldBeLessThan(sent);
    }
}
