using System;
using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Kernel.Agent;
using Event = Mesos.V1.Executor.Event;

namespace Tepui.Kernel.Tests.Agent.Calls;

public sealed class ExecutorUpdateTests
{
    [Fact]
    public void An_update_is_written_down_completed_sent_on_and_acknowledged()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunUnderExecutor("t");
        TaskStatus sent = agent.ExecutorStatus("t", TaskState.TaskRunning);
        sent.Data = ByteString.CopyFromUtf8("x");

        agent.Update(sent).ShouldBeNull();

        TaskStatus told = agent.LastStatus;
        told.Uuid.ShouldBe(sent.Uuid);
        told.Data.ShouldBe(sent.Data);
        told.AgentId.Value.ShouldBe("S0");
        told.ExecutorId.Value.ShouldBe("e");
        told.Source.ShouldBe(TaskStatus.Types.Source.Executor);
        told.Timestamp.ShouldBe((AgentScenario.Start - DateTimeOffset.UnixEpoch).TotalSeconds);
        told.ContainerStatus.ContainerId.Value.ShouldBe(container.Value);
        told.ContainerStatus.ExecutorPid.ShouldBe(50u);
        told.ContainerStatus.NetworkInfos[0].IpAddresses[0].IpAddress.ShouldBe("127.0.0.1");
        agent.Log.Last().StatusMade.Status.ShouldBe(told);
        agent.Events.Last().Acknowledged.Uuid.ShouldBe(sent.Uuid);
        agent.Events.Last().Acknowledged.TaskId.Value.ShouldBe("t");
    }

    [Fact]
    public void Updates_go_on_in_their_order_one_at_a_time_also_of_one_state()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunUnderExecutor("t");
        TaskStatus[] sent =
        [
            agent.ExecutorStatus("t", TaskState.TaskStarting), agent.ExecutorStatus("t", TaskState.TaskRunning),
            agent.ExecutorStatus("t", TaskState.TaskRunning), agent.ExecutorStatus("t", TaskState.TaskFinished),
        ];
        foreach (TaskStatus status in sent)
        {
            agent.Update(status);
        }

        agent.Statuses.Count().ShouldBe(1);
        agent.Sent.Last().UpdateStatus.Status.State.ShouldBe(TaskState.TaskStarting);
        agent.AcknowledgeAll();

        agent.Statuses.Select(status => status.Uuid).ShouldBe(sent.Select(status => status.Uuid));
        agent.Events.Count(told => told.Type == Event.Types.Type.Acknowledged).ShouldBe(4);
        agent.Machine.View().Executors.Single().Completed.Single().State.ShouldBe(TaskState.TaskFinished);
    }

    [Fact]
    public void An_update_sent_again_is_acknowledged_again_and_not_doubled()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunUnderExecutor("t");
        TaskStatus sent = agent.ExecutorStatus("t", TaskState.TaskRunning);
        agent.Update(sent);
        agent.AcknowledgeAll();

        agent.Update(sent).ShouldBeNull();

        agent.Statuses.Count().ShouldBe(1);
        agent.Events.Count(told => told.Type == Event.Types.Type.Acknowledged).ShouldBe(2);
    }

    [Fact]
    public void Updates_after_the_end_or_of_unknown_tasks_are_settled_and_go_nowhere()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunUnderExecutor("t");
        agent.Update("t", TaskState.TaskFinished);

        agent.Update("t", TaskState.TaskRunning).ShouldBeNull();
        agent.Update("nosuch", TaskState.TaskRunning).ShouldBeNull();
        agent.AcknowledgeAll();

        agent.States.ShouldBe([TaskState.TaskFinished]);
        agent.Told<AgentNotice.ExecutorUpdateIgnored>().ShouldBeTrue();
        agent.Events.Count(told => told.Type == Event.Types.Type.Acknowledged).ShouldBe(3);
    }

    [Fact]
    public void A_command_task_is_no_executors_to_speak_of()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunAndStart("command");
        agent.AcknowledgeAll();
        agent.RunUnderExecutor("t");

        agent.Update("command", TaskState.TaskFinished);

        agent.LastStatus.State.ShouldBe(TaskState.TaskRunning);
    }

    [Fact]
    public void An_update_that_names_another_agent_is_not_taken()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunUnderExecutor("t");
        TaskStatus sent = agent.ExecutorStatus("t", TaskState.TaskRunning);
        sent.AgentId = new AgentID { Value = "S9" };

        agent.Update(sent).ShouldBeNull();

        agent.Statuses.ShouldBeEmpty();
        agent.EventTypes.ShouldNotContain(Event.Types.Type.Acknowledged);
    }

    public static TheoryData<string, Action<TaskStatus>, string> Wrong => new()
    {
        { "no uuid", static status => status.ClearUuid(), "Expecting 'uuid' to be present" },
        { "short uuid", static status => status.Uuid = ByteString.CopyFromUtf8("abc"), "Not a valid UUID" },
        { "executor", static status => status.ExecutorId = new ExecutorID { Value = "x" }, "does not match ExecutorID in TaskStatus: x" },
        { "no source", static status => status.ClearSource(), "with invalid source, expecting 'SOURCE_EXECUTOR'" },
        { "staging", static status => status.State = TaskState.TaskStaging, "Received TASK_STAGING from executor e" },
        { "unreachable", static status => status.State = TaskState.TaskUnreachable, "Received TASK_UNREACHABLE from executor e" },
        { "check", static status => status.CheckStatus = new CheckStatusInfo { Type = CheckInfo.Types.Type.Tcp },
            "Expecting 'tcp' to be set for TCP check's status" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Update_Malformed_IsRefused(string what, Action<TaskStatus> spoil, string message)
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunUnderExecutor("t");
        TaskStatus status = agent.ExecutorStatus("t", TaskState.TaskRunning);
        spoil(status);

        Rejection? rejection = agent.Update(status);

        rejection.ShouldNotBeNull(what).Kind.ShouldBe(RejectionKind.BadRequest);
        rejection.Message.ShouldStartWith("Failed to validate Executor::Call: ");
        rejection.Message.ShouldContain(message);
        agent.Statuses.ShouldBeEmpty();
    }

    [Fact]
    public void An_executor_that_has_not_subscribed_may_not_send_any()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.Run(AgentScenario.ExecutorTask("t"));

        Rejection? rejection = agent.Update("t", TaskState.TaskRunning);

        rejection!.Kind.ShouldBe(RejectionKind.Forbidden);
        rejection.Message.ShouldBe("Executor is not subscribed");
    }

    [Fact]
    public void A_flood_is_held_back()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunUnderExecutor("t");
        for (int i = 0; i < 10_000; i++)
        {
            agent.Step(new ExecutorCalls(new RequestId(100 + i), new Mesos.V1.Executor.Call
            {
                Type = Mesos.V1.Executor.Call.Types.Type.Update,
                FrameworkId = new FrameworkID { Value = AgentScenario.Framework },
                ExecutorId = new ExecutorID { Value = "e" },
                Update = new Mesos.V1.Executor.Call.Types.Update { Status = agent.ExecutorStatus("t", TaskState.TaskRunning) },
            }));
        }

        agent.Update("t", TaskState.TaskRunning)!.Kind.ShouldBe(RejectionKind.Unavailable);
        agent.Update("t", TaskState.TaskFinished).ShouldBeNull();
    }
}
