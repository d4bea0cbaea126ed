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
        task.Container = new ContainerInfo { Type = ContainerInfo.Types.Type.Mesos };
        task.Discovery = new DiscoveryInfo { Visibility = DiscoveryInfo.Types.Visibility.Cluster, Name = "d" };
        task.HealthCheck = new HealthCheck { GracePeriodSeconds = 3 };
        task.Limits["cpus"] = new Value.Types.Scalar { Value = 2 };
        task.Limits["mem"] = new Value.Types.Scalar { Value = double.PositiveInfinity };
        ResourceSet resources = ResourceSet.From(ResourceText.Parse("cpus:1", [], "*")!).WithAllocation("dev");

        JsonText.Of(writer => writer.WriteTask(task, resources)).ShouldEndWith(
            "\"resources\":{\"disk\":0.0,\"mem\":0.0,\"gpus\":0.0,\"cpus\":1.0},\"limits\":{\"cpus\":2.0,\"mem\":\"Infinity\"}"
            + ",\"role\":\"dev\",\"statuses\":[],\"user\":\"nobody\",\"labels\":[{\"key\":\"k\",\"value\":\"v\"}]"
            + ",\"discovery\":{\"visibility\":\"CLUSTER\",\"name\":\"d\"}"
            + ",\"container\":{\"type\":\"MESOS\"}"
            + ",\"health_check\":{\"delay_seconds\":15.0,\"interval_seconds\":10.0,\"timeout_seconds\":20.0,\"consecutive_failures\":3"
            + ",\"grace_period_seconds\":3.0}}");
    }

    [Fact]
    public void WriteTask_ShowsANetworksLabelsAsAList()
    {
        Task task = Least();
        var network = new NetworkInfo { Name = "n", Labels = new Labels { Labels_ = { new Label { Key = "k" } } } };
        network.IpAddresses.Add(new NetworkInfo.Types.IPAddress { IpAddress = "10.0.0.1" });
        var container = new ContainerStatus { NetworkInfos = { network, new NetworkInfo { Name = "m" } } };
        task.Statuses.Add(new TaskStatus { State = TaskState.TaskRunning, ContainerStatus = container });

        JsonText.Of(writer => writer.WriteTask(task, ResourceSet.Empty)).ShouldEndWith(
            "\"container_status\":{\"network_infos\":[{\"labels\":[{\"key\":\"k\"}],\"ip_addresses\":[{\"protocol\":\"IPv4\",\"ip_address\":\"10.0.0.1\"}],"
            + "\"name\":\"n\"},{\"name\":\"m\"}]}}]}");
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
