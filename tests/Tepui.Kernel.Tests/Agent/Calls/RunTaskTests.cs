using System;
using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent;

namespace Tepui.Kernel.Tests.Agent.Calls;

public sealed class RunTaskTests
{
    [Fact]
    public void A_task_is_written_down_then_launched_then_tells_of_its_life()
    {
        AgentScenario agent = AgentScenario.Registered();

        ContainerId container = agent.RunAndStart("t", pid: 42);
        agent.AcknowledgeAll();
        agent.Step(new ContainerExited(container, 0));
        agent.AcknowledgeAll();

        agent.States.ShouldBe([TaskState.TaskStarting, TaskState.TaskRunning, TaskState.TaskFinished]);
        TaskStatus finished = agent.LastStatus;
        finished.Message.ShouldBe("Command exited with status 0");
        finished.Source.ShouldBe(TaskStatus.Types.Source.Executor);
        finished.HasReason.ShouldBeFalse();
        finished.ExecutorId.Value.ShouldBe("t");
        finished.AgentId.Value.ShouldBe("S0");
        finished.ContainerStatus.ContainerId.Value.ShouldBe(container.Value);
        finished.ContainerStatus.ExecutorPid.ShouldBe(42u);
        finished.ContainerStatus.NetworkInfos[0].IpAddresses[0].IpAddress.ShouldBe("127.0.0.1");
        finished.Timestamp.ShouldBe((AgentScenario.Start - DateTimeOffset.UnixEpoch).TotalSeconds);
        new Guid(finished.Uuid.Span, bigEndian: true).Version.ShouldBe(4);
        agent.Effects.OfType<ForgetContainer>().Select(effect => effect.Container).ShouldBe([container]);
        agent.Machine.View().Frameworks.ShouldBeEmpty();
        agent.Machine.View().CompletedFrameworks.Single().Completed.Single().State.ShouldBe(TaskState.TaskFinished);
    }

    [Theory]
    [InlineData(0x0300, TaskState.TaskFailed, "Command exited with status 3")]
    [InlineData(9, TaskState.TaskFailed, "Command terminated with signal Killed")]
    [InlineData(0x8B, TaskState.TaskFailed, "Command terminated with signal Segmentation fault (core dumped)")]
    public void Exit_OfACommand_GivesMesosWords(int waitStatus, TaskState state, string message)
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunAndStart("t");
        agent.AcknowledgeAll();

        agent.Step(new ContainerExited(container, waitStatus));

        agent.LastStatus.State.ShouldBe(state);
        agent.LastStatus.Message.ShouldBe(message);
    }

    [Fact]
    public void Exit_NobodySaw_SaysSo()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunAndStart("t");
        agent.AcknowledgeAll();

        agent.Step(new ContainerExited(container, null));

        agent.LastStatus.State.ShouldBe(TaskState.TaskFailed);
        agent.LastStatus.Message.ShouldContain("exit status unknown");
    }

    [Fact]
    public void An_exit_told_before_the_start_is_taken_up_after_it()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.Run(AgentScenario.Task("t"));
        ContainerId container = agent.Launches.Last().Container;

        agent.Step(new ContainerExited(container, 0));
        agent.Step(new ContainerStarted(container, 7));
        agent.AcknowledgeAll();

        agent.States.ShouldBe([TaskState.TaskStarting, TaskState.TaskRunning, TaskState.TaskFinished]);
    }

    [Fact]
    public void Launch_Failing_IsToldWithItsReason()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.Run(AgentScenario.Task("t"));

        agent.Step(new ContainerFailed(agent.Launches.Last().Container, "no executable named 'x' in PATH"));

        agent.LastStatus.State.ShouldBe(TaskState.TaskFailed);
        agent.LastStatus.Reason.ShouldBe(TaskStatus.Types.Reason.ContainerLaunchFailed);
        agent.LastStatus.Message.ShouldBe("Failed to launch container: no executable named 'x' in PATH");
        agent.AcknowledgeAll();
        agent.Machine.View().Tasks.ShouldBeEmpty();
    }

    [Fact]
    public void A_second_task_of_the_same_id_is_not_run()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunAndStart("t");

        agent.Run(AgentScenario.Task("t"));

        agent.Launches.Count().ShouldBe(1);
        agent.Told<AgentNotice.TaskIgnored>().ShouldBeTrue();
    }

    [Fact]
    public void An_id_may_be_used_again_once_its_task_is_over()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId first = agent.RunAndStart("t");
        agent.Step(new ContainerExited(first, 0));
        agent.AcknowledgeAll();

        ContainerId second = agent.RunAndStart("t");

        second.ShouldNotBe(first);
        agent.Machine.View().Tasks.Single().Sandbox.Directory.ShouldEndWith("/runs/" + second.Value);
    }

    [Theory]
    [InlineData("a:b c")]
    [InlineData("ct:1454467003926:0:job 1:")]
    [InlineData("ünïcødé")]
    public void Ids_with_colons_and_spaces_are_part_of_the_path_as_they_are(string id)
    {
        AgentScenario agent = AgentScenario.Registered();

        agent.Run(AgentScenario.Task(id));

        LaunchContainer launch = agent.Launches.Single();
        launch.Sandbox.Directory.ShouldBe(
            $"/work_dir/slaves/S0/frameworks/F/executors/{id}/runs/{launch.Container.Value}");
        launch.Sandbox.Latest.ShouldBe($"/work_dir/slaves/S0/frameworks/F/executors/{id}/runs/latest");
    }

    [Theory]
    [InlineData("../../etc")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\nb")]
    [InlineData("")]
    public void Ids_that_are_no_file_name_are_refused(string id)
    {
        AgentScenario agent = AgentScenario.Registered();

        agent.Run(AgentScenario.Task(id));

        agent.Launches.ShouldBeEmpty();
        agent.LastStatus.State.ShouldBe(TaskState.TaskError);
        agent.LastStatus.Reason.ShouldBe(TaskStatus.Types.Reason.TaskInvalid);
        agent.LastStatus.Message.ShouldContain("TaskID");
    }

    [Fact]
    public void Fields_not_supported_yet_are_all_named()
    {
        AgentScenario agent = AgentScenario.Registered();
        TaskInfo task = AgentScenario.Task("t");
        task.Resources[0].Revocable = new Resource.Types.RevocableInfo();

        agent.Run(task);

        string message = agent.LastStatus.Message;
        message.ShouldContain("revocable");
        agent.Launches.ShouldBeEmpty();
        agent.AcknowledgeAll();
        agent.Machine.View().Tasks.ShouldBeEmpty();
    }

    [Fact]
    public void A_command_task_with_the_id_of_a_running_executor_is_dropped()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunUnderExecutor("t", executor: "same");

        agent.Run(AgentScenario.Task("same"));

        agent.Launches.Count().ShouldBe(1);
        agent.LastStatus.State.ShouldBe(TaskState.TaskLost);
        agent.LastStatus.Reason.ShouldBe(TaskStatus.Types.Reason.TaskInvalid);
        agent.LastStatus.Message.ShouldBe("Cannot reuse an already existing executor for a command task");
    }

    [Fact]
    public void Completed_tasks_are_remembered_up_to_a_number()
    {
        AgentScenario agent = AgentScenario.Registered(AgentScenario.Config() with { MaxCompletedTasksPerFramework = 2 });
        foreach (string id in (string[])["a", "b", "c"])
        {
            ContainerId container = agent.RunAndStart(id);
            agent.Step(new ContainerExited(container, 0));
        }

        agent.AcknowledgeAll();

        agent.Machine.View().CompletedFrameworks.Single().Completed.Select(task => task.Info.Name).ShouldBe(["b", "c"]);
    }

    [Fact]
    public void A_message_for_a_command_task_is_dropped_and_told()
    {
        AgentScenario agent = AgentScenario.Registered();

        agent.FromMaster(new AgentLinkFrame
        {
            FrameworkMessage = new FrameworkMessage
            {
                FrameworkId = new FrameworkID { Value = "F" },
                ExecutorId = new ExecutorID { Value = "e" },
                Data = Google.Protobuf.ByteString.Empty,
            },
        });

        agent.Told<AgentNotice.MessageDropped>().ShouldBeTrue();
    }
}
