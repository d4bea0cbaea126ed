using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.Checks;
using Tepui.Kernel.Tests.Agent.Checks;
using Tepui.Kernel.Tests.Tasks;
using Capability = Mesos.V1.FrameworkInfo.Types.Capability.Types.Type;
using Reason = Mesos.V1.TaskStatus.Types.Reason;
using Source = Mesos.V1.TaskStatus.Types.Source;

namespace Tepui.Kernel.Tests.Agent;

/// <summary>Every cause for which an agent itself gives a task a status (docs/task-state-reasons.md of Mesos).</summary>
public class StatusReasonTests
{
    private const TaskState Failed = TaskState.TaskFailed;
    private const TaskState Running = TaskState.TaskRunning;
    private const TaskState Lost = TaskState.TaskLost;

    public static IReadOnlyList<StatusCause> Causes { get; } =
    [
        Agent("its container could not be had", Failed, Failed, Reason.ContainerLaunchFailed, "Failed to launch container: no such file",
            static (agent, framework) =>
            {
                agent.Run(AgentScenario.Task("t"), framework);
                agent.Step(new ContainerFailed(agent.Launches.Last().Container, "no such file"));
            }),
        Agent("its executor's container could not be had", Failed, Failed, Reason.ContainerLaunchFailed,
            "Failed to launch container: no such file", static (agent, framework) =>
            {
                agent.Run(AgentScenario.ExecutorTask("t"), framework);
                agent.Step(new ContainerFailed(agent.Launches.Last().Container, "no such file"));
            }),
        Agent("it used more memory than it was given", Failed, Failed, Reason.ContainerLimitationMemory, "Memory limit exceeded: ",
            static (agent, framework) =>
                agent.Step(new ContainerExited(agent.RunAndStart("t", framework: framework), 9) { OutOfMemory = true })),
        Agent("it used more disk than it was given", Failed, Failed, Reason.ContainerLimitationDisk, "over its disk",
            static (agent, framework) => Limit(agent, framework, Reason.ContainerLimitationDisk, "over its disk")),
        Agent("it listens on a port that it does not have", Failed, Failed, Reason.ContainerLimitation, "not its port",
            static (agent, framework) => Limit(agent, framework, Reason.ContainerLimitation, "not its port")),
        Agent("what holds its streams ended", Failed, Failed, Reason.IoSwitchboardExited, "its streams broke",
            static (agent, framework) => Limit(agent, framework, Reason.IoSwitchboardExited, "its streams broke")),
        Agent("its executor used more memory than it was given", Failed, Failed, Reason.ContainerLimitationMemory,
            "Memory limit exceeded: ", static (agent, framework) =>
                agent.Step(new ContainerExited(agent.RunUnderExecutor("t", framework: framework), 9) { OutOfMemory = true })),
        Agent("its executor did not register", Failed, Failed, Reason.ExecutorRegistrationTimeout, "Executor did not register within 1mins",
            static (agent, framework) =>
            {
                agent.Run(AgentScenario.ExecutorTask("t"), framework);
                agent.Step(new ContainerStarted(agent.Launches.Last().Container, 50));
                agent.Advance(TimeSpan.FromMinutes(1));
                agent.Step(new ContainerExited(agent.Launches.Last().Container, 9));
            }),
        Agent("its executor did not come back", TaskState.TaskGone, Lost, Reason.ExecutorReregistrationTimeout,
            "Executor did not reregister within 2secs", static (agent, framework) =>
            {
                var container = agent.RunUnderExecutor("t", framework: framework);
                agent.Update("t", TaskState.TaskRunning);
                agent.Crash(new FoundContainer(container, 50));
                agent.Register();
                agent.Advance(TimeSpan.FromSeconds(3));
                agent.Step(new ContainerExited(container, 9));
            }),
        Agent("its executor ended", Failed, Failed, Reason.ExecutorTerminated, "Executor terminated: it exited with status 3",
            static (agent, framework) => agent.Step(new ContainerExited(agent.RunUnderExecutor("t", framework: framework), 3 << 8))),
        Agent("its executor is ending", TaskState.TaskDropped, Lost, Reason.ExecutorTerminated, "Executor terminating",
            static (agent, framework) =>
            {
                agent.RunUnderExecutor("first", framework: framework);
                agent.FromMaster(new AgentLinkFrame
                {
                    ShutdownExecutor = new ShutdownExecutor
                    {
                        FrameworkId = new FrameworkID { Value = AgentScenario.Framework },
                        ExecutorId = new ExecutorID { Value = "e" },
                    },
                });
                agent.Run(AgentScenario.ExecutorTask("t"), framework);
            }),
        Agent("its executor has ended before it came", TaskState.TaskDropped, Lost, Reason.ExecutorTerminated,
            "No executor is expected to launch and there is none running", static (agent, framework) => agent.FromMaster(
                new AgentLinkFrame
                {
                    RunTask = new RunTask { Framework = framework, Task = AgentScenario.ExecutorTask("t"), LaunchExecutor = false },
                })),
        Agent("killed and unknown to the agent", TaskState.TaskDropped, Lost, Reason.ExecutorTerminated, "Cannot find executor",
            static (agent, framework) =>
            {
                agent.RunAndStart("other", framework: framework);
                agent.Kill("t");
            }),
        Agent("killed before it ran", TaskState.TaskKilled, TaskState.TaskKilled, Reason.TaskKilledDuringLaunch,
            "Killed before delivery to the executor", static (agent, framework) =>
            {
                agent.Run(AgentScenario.Task("t"), framework);
                agent.Kill("t");
                agent.Step(new ContainerFailed(agent.Launches.Last().Container, "called off"));
            }),
        Agent("invalid at the agent", TaskState.TaskError, TaskState.TaskError, Reason.TaskInvalid, "", static (agent, framework) =>
        {
            var task = AgentScenario.Task("t");
            task.Command = null;
            agent.Run(task, framework);
        }),
        Agent("its group cannot be run", TaskState.TaskError, TaskState.TaskError, Reason.TaskGroupInvalid, "Task 't': ",
            static (agent, framework) =>
            {
                TaskInfo task = AgentScenario.Task("t");
                task.Command = null;
                agent.RunGroup(AgentScenario.DefaultExecutor(), [task], framework);
            }),
        Agent("its group was killed before its executor was there", TaskState.TaskKilled, TaskState.TaskKilled, Reason.TaskKilledDuringLaunch,
            "A task within the task group was killed before delivery to the executor", static (agent, framework) =>
            {
                agent.RunGroup(AgentScenario.DefaultExecutor(), [AgentScenario.Task("t"), AgentScenario.Task("u")], framework);
                agent.Kill("t");
            }),
        Agent("it did not end in time", Failed, Failed, Reason.MaxCompletionTimeReached, "Command terminated with signal Killed",
            static (agent, framework) =>
            {
                var task = AgentScenario.Task("t");
                task.MaxCompletionTime = new DurationInfo { Nanoseconds = 2_000_000_000 };
                agent.Run(task, framework);
                agent.Step(new ContainerStarted(agent.Launches.Last().Container, 100));
                agent.Advance(TimeSpan.FromSeconds(2));
                agent.Step(new ContainerExited(agent.Launches.Last().Container, 9));
            }) with { Source = Source.Executor },
        Agent("its check has a result", Running, Running, Reason.TaskCheckStatusUpdated, "", static (agent, framework) =>
        {
            var task = AgentScenario.Task("t");
            task.Check = new CheckInfo { Type = CheckInfo.Types.Type.Tcp, Tcp = new CheckInfo.Types.Tcp { Port = 80 } };
            agent.RunChecked(task, framework);
            agent.Answer(CheckKind.Check, new CheckAnswer.Tcp(true));
        }) with { Source = Source.Executor },
        Agent("its health check has a result", Running, Running, Reason.TaskHealthCheckStatusUpdated, "", static (agent, framework) =>
        {
            var task = AgentScenario.Task("t");
            task.HealthCheck = new HealthCheck
            {
                Type = HealthCheck.Types.Type.Tcp,
                Tcp = new HealthCheck.Types.TCPCheckInfo { Port = 80 },
            };
            agent.RunChecked(task, framework);
            agent.Answer(CheckKind.HealthCheck, new CheckAnswer.Tcp(true));
        }) with { Source = Source.Executor },
        Agent("the agent drains", TaskState.TaskKilled, TaskState.TaskKilled, Reason.AgentDraining, "Command terminated with signal Terminated",
            static (agent, framework) =>
            {
                var container = agent.RunAndStart("t", framework: framework);
                agent.FromMaster(new AgentLinkFrame { DrainAgent = new DrainAgent { Config = new DrainConfig() } });
                agent.Step(new ContainerExited(container, 15));
            }) with { Source = Source.Executor },
        Agent("the agent drains for good", TaskState.TaskGoneByOperator, TaskState.TaskKilled, Reason.AgentDraining,
            "Command terminated with signal Terminated", static (agent, framework) =>
            {
                var container = agent.RunAndStart("t", framework: framework);
                agent.FromMaster(new AgentLinkFrame { DrainAgent = new DrainAgent { Config = new DrainConfig { MarkGone = true } } });
                agent.Step(new ContainerExited(container, 15));
            }) with { Source = Source.Executor },
        Agent("it came while the agent drained", TaskState.TaskDropped, Lost, Reason.AgentDraining,
            "Task was received while agent was already draining", static (agent, framework) =>
            {
                agent.RunAndStart("other", framework: framework);
                agent.FromMaster(new AgentLinkFrame { DrainAgent = new DrainAgent { Config = new DrainConfig() } });
                agent.Run(AgentScenario.Task("t"), framework);
            }),
        Agent("it builds on a reservation that the agent does not have", TaskState.TaskDropped, Lost, Reason.ResourcesUnknown,
            "Unknown checkpointed resource ", static (agent, framework) =>
            {
                var task = AgentScenario.Task("t");
                task.Resources.Add(AgentResources.Allocated(AgentResources.Reserved("mem", 32)));
                agent.Run(task, framework);
            }),
        Agent("its volume could not be brought to its executor", Failed, Failed, Reason.ContainerUpdateFailed,
            "Failed to update resources for container: taken", static (agent, framework) =>
            {
                agent.ApplyWhole(AgentResources.Reserve(AgentResources.Reserved("disk", 100)));
                agent.ApplyWhole(AgentResources.Create(AgentResources.Volume("v")));
                agent.RunUnderExecutor("first", framework: framework);
                var task = AgentScenario.ExecutorTask("t");
                task.Resources.Add(AgentResources.Allocated(AgentResources.Volume("v")));
                agent.Run(task, framework);
                agent.Step(new VolumesLinked(new FrameworkId(AgentScenario.Framework), new TaskId("t"), "taken"));
            }),
        Agent("the machine was rebooted", TaskState.TaskGone, Lost, Reason.AgentRestarted, "The host of the agent was rebooted",
            static (agent, framework) =>
            {
                agent.RunAndStart("t", framework: framework);
                agent.BootId = "boot-2";
                agent.Crash();
                agent.Register();
            }),
        Agent("the agent was restarted before its launch", TaskState.TaskDropped, Lost, Reason.AgentRestarted,
            "The agent was restarted before the task was launched", static (agent, framework) =>
            {
                agent.Run(AgentScenario.Task("t"), framework);
                agent.Crash();
                agent.Register();
            }),
        Agent("the agent was restarted before its executor was there", TaskState.TaskDropped, Lost, Reason.AgentRestarted,
            "The agent was restarted before the executor was there", static (agent, framework) =>
            {
                agent.Run(AgentScenario.ExecutorTask("t"), framework);
                agent.Crash();
                agent.Register();
            }),
        Agent("the agent was restarted as its executor was told", TaskState.TaskDropped, Lost, Reason.AgentRestarted,
            "Task launched during agent restart", static (agent, framework) =>
            {
                var container = agent.RunUnderExecutor("t", framework: framework);
                agent.Crash(new FoundContainer(container, 50));
                agent.Register();
                agent.Subscribe();
            }),
        Agent("the master knows it and the agent does not", TaskState.TaskDropped, Lost, Reason.Reconciliation,
            "Reconciliation: task unknown to the agent", static (agent, framework) =>
            {
                agent.RunAndStart("other", framework: framework);
                agent.Disconnect();
                agent.Register(new AgentReregistered.Types.ReconcileTask
                {
                    FrameworkId = new FrameworkID { Value = AgentScenario.Framework },
                    TaskId = new TaskID { Value = "t" },
                });
            }),
    ];

    public static TheoryData<string, bool> Rows
    {
        get
        {
            var rows = new TheoryData<string, bool>();
            foreach (var cause in Causes)
            {
                rows.Add(cause.Name, true);
                rows.Add(cause.Name, false);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Cause_IsToldWithItsStateSourceReasonAndMessage(string cause, bool isPartitionAware) =>
        Causes.Single(row => row.Name == cause).Check(isPartitionAware);

    private static void Limit(AgentScenario agent, FrameworkInfo framework, Reason reason, string message) => agent.Step(
        new ContainerExited(agent.RunAndStart("t", framework: framework), 9) { Limitation = new Limitation(reason, message, []) });

    private static StatusCause Agent(
        string name, TaskState aware, TaskState other, Reason reason, string message, Action<AgentScenario, FrameworkInfo> story) =>
        new(name, aware, other, Source.Agent, reason, message)
        {
            Happens = isAware =>
            {
                var agent = AgentScenario.Registered(AgentResources.Config());
                story(agent, isAware ? AgentScenario.FrameworkInfo(Capability.PartitionAware) : AgentScenario.FrameworkInfo());
                agent.AcknowledgeAll();
                return agent.Statuses.Last(static status => status.TaskId.Value == "t");
            },
        };
}
