using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Mesos.V1.Executor;

namespace Tepui.Client.Tests.Executors;

/// <summary>Events as an agent sends them.</summary>
internal static class Events
{
    public static Event Subscribed() => new()
    {
        Type = Event.Types.Type.Subscribed,
        Subscribed = new Event.Types.Subscribed
        {
            ExecutorInfo = new ExecutorInfo { ExecutorId = new ExecutorID { Value = "E1" } },
            FrameworkInfo = new FrameworkInfo { User = "root", Name = "test" },
            AgentInfo = new AgentInfo { Hostname = "host", Id = new AgentID { Value = "A1" } },
        },
    };

    public static Event Launch(string taskId) => new()
    {
        Type = Event.Types.Type.Launch,
        Launch = new Event.Types.Launch { Task = TaskOf(taskId) },
    };

    public static Event LaunchGroup(params string[] taskIds) => new()
    {
        Type = Event.Types.Type.LaunchGroup,
        LaunchGroup = new Event.Types.LaunchGroup { TaskGroup = new TaskGroupInfo { Tasks = { taskIds.Select(TaskOf) } } },
    };

    public static Event Kill(string taskId) => new()
    {
        Type = Event.Types.Type.Kill,
        Kill = new Event.Types.Kill { TaskId = new TaskID { Value = taskId } },
    };

    public static Event Acknowledged(TaskStatus status) => new()
    {
        Type = Event.Types.Type.Acknowledged,
        Acknowledged = new Event.Types.Acknowledged { TaskId = status.TaskId, Uuid = status.Uuid },
    };

    public static Event Message(string text) => new()
    {
        Type = Event.Types.Type.Message,
        Message = new Event.Types.Message { Data = ByteString.CopyFromUtf8(text) },
    };

    public static Event Error(string message) => new()
    {
        Type = Event.Types.Type.Error,
        Error = new Event.Types.Error { Message = message },
    };

    public static Event Shutdown() => new() { Type = Event.Types.Type.Shutdown };

    public static Event Heartbeat() => new() { Type = Event.Types.Type.Heartbeat };

    private static TaskInfo TaskOf(string id) =>
        new() { Name = id, TaskId = new TaskID { Value = id }, AgentId = new AgentID { Value = "A1" } };
}
