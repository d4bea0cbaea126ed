using Mesos.V1;
using Tepui.Endpoints.Tasks;
using Tepui.Kernel.Resources;

namespace Tepui.Endpoints.Tests.Tasks;

public sealed class TaskJsonTests
{
    private const string None = """{"disk":0.0,"mem":0.0,"gpus":0.0,"cpus":0.0}""";

    [Fact]
    public void WriteTask_OfTheLeast_HasTheMembersThatAreAlwaysThere() =>
        JsonText.Of(static writer => writer.WriteTask(Least(), ResourceSet.Empty)).ShouldBe($$"""
            {"id":"t","name":"n","framework_id":"f","executor_id":"","slave_id":"a","state":"TASK_RUNNING","resources":{{None}},"role":"*","statuses":[]}
            """);

    [Fact]
    public void WriteTask_ShowsAStatusWithoutTheProcess()
    {
        Task task = Least();
        var container = new ContainerStatus { ContainerId = new ContainerID { Value = "c" }, ExecutorPid = 7 };
        task.Statuses.Add(new TaskStatus { State = TaskState.TaskStarting, Timestamp = 2, ContainerStatus = container, Healthy = true });

        JsonText.Of(writer => writer.WriteTask(task, ResourceSet.Empty)).ShouldEndWith(
            ""","statuses":[{"state":"TASK_STARTING","timestamp":2.0,"container_status":{"container_id":{"value":"c"}},"healthy":true}]}""");
        container.HasExecutorPid.ShouldBeTrue("the message belongs to whoever handed it in");
    }

    [Fact]
    public void WriteTask_ShowsWhatItWasDescribedWith()
    {
        Task task = Least();
        task.User = "nobody";
        task.Labels = new Labels { Labels_ = { new Label { Key = "k", Value = "v" } } };
        task.Resources.Add(new Resource { Name = "cpus", AllocationInfo = new Resource.Types.AllocationInfo { Role = "dev" } });

        JsonText.Of(writer => writer.WriteTask(task, ResourceSet.Empty)).ShouldEndWith(
            ""","role":"dev","statuses":[],"user":"nobody","labels":[{"key":"k","value":"v"}]}""");
    }

    private static Task Least() => new()
    {
        TaskId = new TaskID { Value = "t" },
        Name = "n",
        FrameworkId = new FrameworkID { Value = "f" },
        AgentId = new AgentID { Value = "a" },
        State = TaskState.TaskRunning,
    };
}
