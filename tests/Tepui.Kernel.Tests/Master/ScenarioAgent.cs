using System;
using System.Collections.Generic;
using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Master;

namespace Tepui.Kernel.Tests.Master;

/// <summary>An agent of a <see cref="MasterScenario"/>: it says what a test tells it to, and answers pings while it is well.</summary>
internal sealed class ScenarioAgent
{
    private readonly MasterScenario _scenario;
    private readonly List<AgentLinkFrame> _frames = [];
    private static long _uuids;

    public ScenarioAgent(MasterScenario scenario, ConnectionId connection, AgentInfo info, ScenarioAgent? before = null)
    {
        _scenario = scenario;
        Connection = connection;
        Info = info;
        if (before is not null)
        {
            Tasks = before.Tasks;
            Frameworks = before.Frameworks;
            Executors = before.Executors;
        }

        Resources = before?.Resources ?? new ScenarioResources(info);
    }

    public ConnectionId Connection { get; }

    public AgentInfo Info { get; }

    public string Address { get; init; } = "10.0.0.1";

    public AgentID Id => Info.Id;

    public bool IsClosed { get; set; }

    public bool AnswersPings { get; set; } = true;

    /// <summary>Whether it says at once what became of tasks that never came to it.</summary>
    public bool AnswersReconciliation { get; set; }

    /// <summary>Whether frames to it are lost on a link that still looks open.</summary>
    public bool IsDeaf { get; set; }

    public IReadOnlyList<AgentLinkFrame> Frames => _frames;

    /// <summary>The tasks it was sent and that have not ended, by framework and id.</summary>
    public Dictionary<(string Framework, string Task), TaskInfo> Tasks { get; } = [];

    public Dictionary<string, FrameworkInfo> Frameworks { get; } = [];

    /// <summary>The custom executors that run, by framework and id.</summary>
    public Dictionary<(string Framework, string Executor), ExecutorInfo> Executors { get; } = [];

    /// <summary>What it has, and the operations on it.</summary>
    public ScenarioResources Resources { get; }

    /// <summary>What it answers to what it has just received.</summary>
    public Queue<AgentLinkFrame> Answers { get; } = [];

    public IEnumerable<AgentLinkFrame> FramesOf(AgentLinkFrame.MessageOneofCase kind) => _frames.Where(frame => frame.MessageCase == kind);

    public void Receive(AgentLinkFrame frame)
    {
        if (IsDeaf)
        {
            return;
        }

        _frames.Add(frame);
        if (frame.RunTask is { } run)
        {
            Tasks.Add((run.Framework.Id.Value, run.Task.TaskId.Value), run.Task);
            Frameworks[run.Framework.Id.Value] = run.Framework;
            if (run.Task.Executor is { } executor)
            {
                // The master takes an executor's resources exactly when there is none of its id.
                run.LaunchExecutor.ShouldBe(Executors.TryAdd((run.Framework.Id.Value, executor.ExecutorId.Value), executor));
            }
        }
        else if (frame.ShutdownFramework is { } shutdown)
        {
            Frameworks.Remove(shutdown.FrameworkId.Value);
            foreach (var key in Tasks.Keys.Where(key => key.Framework == shutdown.FrameworkId.Value).ToList())
            {
                Tasks.Remove(key);
            }

            foreach (var key in Executors.Keys.Where(key => key.Framework == shutdown.FrameworkId.Value).ToList())
            {
                Executors.Remove(key);
            }
        }
        else if (frame.RunTaskGroup is { } group)
        {
            Frameworks[group.Framework.Id.Value] = group.Framework;
            foreach (var task in group.TaskGroup.Tasks)
            {
                Tasks.Add((group.Framework.Id.Value, task.TaskId.Value), task);
            }

            group.LaunchExecutor.ShouldBe(Executors.TryAdd((group.Framework.Id.Value, group.Executor.ExecutorId.Value), group.Executor));
        }
        else if (frame.ApplyOperation is { } apply)
        {
            if (Resources.Receive(Id, apply) is { } answer)
            {
                Answers.Enqueue(answer);
            }
        }
        else if (frame.AcknowledgeOperationStatus is { } acknowledge)
        {
            Resources.Receive(acknowledge);
        }
        else if (frame.AgentReregistered is { } again && AnswersReconciliation)
        {
            foreach (var missing in again.Reconcile)
            {
                Answers.Enqueue(StatusOf(missing.FrameworkId.Value, missing.TaskId.Value, TaskState.TaskDropped));
            }
        }
        else if (frame.AgentRegistered is { } registered)
        {
            Info.Id = registered.AgentId;
        }
    }

    public void Send(AgentLinkFrame frame) => _scenario.Step(new AgentSends(Connection, Address, frame.Clone()));

    public void Register() => Send(new AgentLinkFrame
    {
        RegisterAgent = new RegisterAgent
        {
            Agent = Info,
            ProtocolVersion = 1,
            TepuiVersion = "0.1.0",
            CheckpointedResources = { Resources.Checkpointed },
        },
    });

    /// <summary>Comes back with the tasks it has, over this link.</summary>
    public void Reregister(TaskState state = TaskState.TaskRunning)
    {
        var message = new ReregisterAgent { Agent = Info, ProtocolVersion = 1, TepuiVersion = "0.1.0" };
        message.Frameworks.AddRange(Frameworks.Values);
        foreach (var ((framework, _), task) in Tasks)
        {
            var record = new Task
            {
                Name = task.Name,
                TaskId = task.TaskId,
                FrameworkId = new FrameworkID { Value = framework },
                AgentId = Id,
                State = state,
                ExecutorId = task.Executor?.ExecutorId,
            };
            record.Resources.AddRange(task.Resources);
            message.TasksBytes.Add(record.ToByteString());
        }

        message.Executors.AddRange(Executors.Values);
        message.CheckpointedResources.AddRange(Resources.Checkpointed);
        message.Operations.AddRange(Resources.Operations.Values);
        Send(new AgentLinkFrame { ReregisterAgent = message });
    }

    /// <summary>Says again how operations ended of which nobody has acknowledged that.</summary>
    public void RetryOperations()
    {
        foreach (var operation in Resources.Operations.Values.ToList())
        {
            Send(ScenarioResources.UpdateOf(operation));
        }
    }

    /// <summary>The link breaks; the agent makes another one, which says nothing yet.</summary>
    public ScenarioAgent LoseLink()
    {
        if (!IsClosed)
        {
            _scenario.Drop(Connection);
        }

        return _scenario.Relink(this);
    }

    /// <summary>An executor ends; what its tasks came to is told by <see cref="Update"/>.</summary>
    public void EndExecutor(string framework, string executor, int waitStatus = 0)
    {
        Executors.Remove((framework, executor));
        Send(new AgentLinkFrame
        {
            ExecutorExited = new ExecutorExited
            {
                FrameworkId = new FrameworkID { Value = framework },
                ExecutorId = new ExecutorID { Value = executor },
                WaitStatus = waitStatus,
            },
        });
    }

    /// <summary>Says a task's next status; the update is returned.</summary>
    public TaskStatus Update(string framework, string task, TaskState state, string? message = null)
    {
        if (Kernel.Tasks.TaskStates.IsTerminal(state))
        {
            Tasks.Remove((framework, task));
        }

        var frame = StatusOf(framework, task, state, message);
        Send(frame);
        return frame.UpdateStatus.Status;
    }

    private AgentLinkFrame StatusOf(string framework, string task, TaskState state, string? message = null)
    {
        var status = new TaskStatus
        {
            TaskId = new TaskID { Value = task },
            AgentId = Id,
            State = state,
            Source = TaskStatus.Types.Source.Executor,
            ExecutorId = new ExecutorID { Value = task },
            Timestamp = 1,
            Uuid = ByteString.CopyFrom(BitConverter.GetBytes(++_uuids).Concat(new byte[8]).ToArray()),
        };
        if (message is not null)
        {
            status.Message = message;
        }

        return new AgentLinkFrame
        {
            UpdateStatus = new UpdateStatus { FrameworkId = new FrameworkID { Value = framework }, Status = status },
        };
    }
}
