using Google.Protobuf;
using Mesos.V1;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tasks;

namespace Tepui.Kernel.Tests.Tasks;

public sealed class TaskWireTests
{
    public static TheoryData<Task> Tasks => new() { Least(), With(Update), With(Everything) };

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Write_GivesTheMessagesBytes_AndSizeOfTellsHowMany(Task task)
    {
        var image = TaskImage.Of(task, ResourceSet.Empty);
        var bytes = new byte[TaskWire.SizeOf(image)];

        TaskWire.Write(image, bytes).ShouldBe(bytes.Length);

        Task.Parser.ParseFrom(bytes).ShouldBe(image.ToTask());
        image.ToTask().ShouldBe(task);
    }

    [Fact]
    public void FirstTimestamp_IsTheOldestStatuss()
    {
        TaskWire.FirstTimestamp(TaskImage.Of(Least(), ResourceSet.Empty)).ShouldBe(0);
        TaskWire.FirstTimestamp(TaskImage.Of(With(Everything), ResourceSet.Empty)).ShouldBe(1.5);
    }

    private static Task Least() => new()
    {
        TaskId = new TaskID { Value = "t" },
        Name = "",
        FrameworkId = new FrameworkID { Value = "f" },
        AgentId = new AgentID { Value = "a" },
        State = TaskState.TaskStaging,
    };

    private static Task With(System.Action<Task> change)
    {
        var task = Least();
        change(task);
        return task;
    }

    private static void Update(Task task)
    {
        task.StatusUpdateState = TaskState.TaskGoneByOperator;
        task.StatusUpdateUuid = ByteString.CopyFrom(new byte[200]);
    }

    private static void Everything(Task task)
    {
        Update(task);
        task.TaskId.Value = new string('ä', 150);
        task.Name = "n";
        task.ExecutorId = new ExecutorID { Value = "e" };
        task.User = "u";
        task.Labels = new Labels { Labels_ = { new Label { Key = "k", Value = "v" } } };
        task.Statuses.Add(new TaskStatus { TaskId = task.TaskId, State = TaskState.TaskStarting, Timestamp = 1.5 });
        task.Statuses.Add(new TaskStatus { TaskId = task.TaskId, State = TaskState.TaskRunning, Timestamp = 2.5 });
    }
}
