using Google.Protobuf;
using Mesos.V1;
using Tepui.Kernel.Tasks;

namespace Tepui.Kernel.Tests.Tasks;

public class TaskImageTests
{
    [Fact]
    public void ToTask_GivesBackWhatWentIn_UnknownFieldsIncluded()
    {
        var task = Example();
        task.StatusUpdateState = TaskState.TaskRunning;
        task.StatusUpdateUuid = ByteString.CopyFromUtf8("0123456789abcdef");
        task.Statuses.Add(new TaskStatus { TaskId = task.TaskId, State = TaskState.TaskStarting, Message = "m" });
        task.Statuses.Add(new TaskStatus { TaskId = task.TaskId, State = TaskState.TaskRunning });
        var bytes = task.ToByteArray();

        // Field 1000, a varint: nobody here knows it.
        byte[] unknown = [0xC0, 0x3E, 0x07];
        var withUnknown = Task.Parser.ParseFrom([.. bytes, .. unknown]);

        Image(withUnknown).ToTask().ShouldBe(withUnknown);
    }

    [Fact]
    public void WithStatus_ForgetsData()
    {
        var image = Image(Example()).WithStatus(
            new TaskStatus { TaskId = new TaskID { Value = "t" }, State = TaskState.TaskRunning, Data = ByteString.CopyFromUtf8("big") },
            TaskState.TaskRunning);
        image.ToTask().Statuses[0].HasData.ShouldBeFalse();
        image.LastStatus()!.State.ShouldBe(TaskState.TaskRunning);
    }

    [Fact]
    public void WithStatus_LeavesEarlierImagesAsTheyWere()
    {
        var before = Image(Example());
        var status = new TaskStatus { TaskId = new TaskID { Value = "t" }, State = TaskState.TaskRunning };
        var after = before.WithStatus(status, TaskState.TaskRunning);
        before.ToTask().Statuses.Count.ShouldBe(0);
        before.State.ShouldBe(TaskState.TaskStaging);
        after.State.ShouldBe(TaskState.TaskRunning);
    }

    [Fact]
    public void WithStatus_KeepsABoundedHistory()
    {
        var image = Image(Example());
        for (var count = 0; count < 100; count++)
        {
            var state = count % 2 == 0 ? TaskState.TaskRunning : TaskState.TaskKilling;
            image = image.WithStatus(new TaskStatus { TaskId = new TaskID { Value = "t" }, State = state, Message = $"{count}" }, state);
        }

        image.StatusCount.ShouldBe(16);
        image.LastStatus()!.Message.ShouldBe("99");
    }

    private static TaskImage Image(Task task)
    {
        var reader = new ReportedTaskReader(new AgentId("a"), [new FrameworkId("f")], new TaskShapes());
        var record = reader.Read(task.ToByteArray(), out var fault);
        fault.ShouldBeNull();
        return record!.Image;
    }

    private static Task Example() => new()
    {
        Name = "n",
        TaskId = new TaskID { Value = "t" },
        FrameworkId = new FrameworkID { Value = "f" },
        AgentId = new AgentID { Value = "a" },
        State = TaskState.TaskStaging,
        Labels = new Labels { Labels_ = { new Label { Key = "k", Value = "v" } } },
    };
}
