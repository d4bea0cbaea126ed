using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Client.Operators;
using Tepui.Internal.V1;
using Tepui.Master.Options;
using Tepui.Master.Tests.Hosting;
using Tepui.Protocol.Codecs;
using Event = Mesos.V1.Master.Event;
using Type = Mesos.V1.Master.Event.Types.Type;

namespace Tepui.Master.Tests.Subscribers;

public sealed class OperatorStreamTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(MessageEncoding.Json)]
    [InlineData(MessageEncoding.Protobuf)]
    public async System.Threading.Tasks.Task AClusterAtWork_IsTold_FromTheSnapshotOn(MessageEncoding encoding)
    {
        await using TestMaster master = await TestMaster.StartAsync();
        await using TestAgent agent = await TestAgent.RegisterAsync(master);
        using var client = new OperatorClient(Address(master), encoding);
        await using OperatorSubscription subscription = await client.SubscribeAsync();
        subscription.HeartbeatInterval.ShouldBe(TimeSpan.FromSeconds(15));
        subscription.State.GetAgents.Agents.Single().AgentInfo.Id.ShouldBe(agent.Id);
        await using IAsyncEnumerator<Event> events = subscription.ReadEventsAsync().GetAsyncEnumerator();
        (await NextAsync(events)).Type.ShouldBe(Type.Heartbeat);

        using TestScheduler scheduler = await TestScheduler.SubscribeAsync(master);
        Event added = await NextAsync(events);
        added.FrameworkAdded.Framework.FrameworkInfo.Id.Value.ShouldBe(scheduler.FrameworkId);
        added.FrameworkAdded.Framework.Active.ShouldBeTrue();
        added.FrameworkAdded.Framework.UnregisteredTime.Nanoseconds.ShouldBe(0);

        RunTask run = await TestCluster.LaunchAsync(scheduler, agent);
        Mesos.V1.Task task = (await NextAsync(events)).TaskAdded.Task;
        task.TaskId.Value.ShouldBe("task:1");
        task.State.ShouldBe(TaskState.TaskStaging);
        task.Resources.ShouldAllBe(static resource => resource.AllocationInfo.Role == "*");

        agent.Update(run, TaskState.TaskRunning);
        Event updated = await NextAsync(events);
        updated.TaskUpdated.State.ShouldBe(TaskState.TaskRunning);
        updated.TaskUpdated.FrameworkId.Value.ShouldBe(scheduler.FrameworkId);
        updated.TaskUpdated.Status.ContainerStatus.ExecutorPid.ShouldBe(4711u);

        await scheduler.CallAsync("TEARDOWN", "");
        (await NextAsync(events)).TaskUpdated.Status.Reason.ShouldBe(Mesos.V1.TaskStatus.Types.Reason.FrameworkRemoved);
        (await NextAsync(events)).FrameworkRemoved.FrameworkInfo.Id.Value.ShouldBe(scheduler.FrameworkId);
        (await master.GetJsonAsync("/metrics/snapshot"))["master/operator_event_stream_subscribers"]!.GetValue<double>().ShouldBe(1);
    }

    [Fact]
    public async System.Threading.Tasks.Task EveryRecord_IsAChunkOfItsOwn()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        using var connection = new TcpClient("127.0.0.1", master.Host.Port);
        NetworkStream raw = connection.GetStream();
        await raw.WriteAsync("POST /api/v1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{\"type\":\"SUBSCRIBE\"}"u8.ToArray());
        var text = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (!text.ToString().EndsWith("\r\n17\r\n20\n{\"type\":\"HEARTBEAT\"}\r\n", StringComparison.Ordinal))
        {
            int count = await raw.ReadAsync(buffer).AsTask().WaitAsync(Patience);
            count.ShouldBeGreaterThan(0, text.ToString());
            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }

        text.ToString().ShouldStartWith("HTTP/1.1 200 OK\r\n");
        text.ToString().ShouldContain("\r\nTransfer-Encoding: chunked\r\n");
        text.ToString().ShouldContain(
            "{\"type\":\"SUBSCRIBED\",\"subscribed\":{\"get_state\":{\"get_tasks\":{\"tasks\":[],\"unreachable_tasks\":[],\"completed_tasks\":[]}");
        text.ToString().ShouldContain(",\"heartbeat_interval_seconds\":15.0}}\r\n");
    }

    [Fact]
    public async System.Threading.Tasks.Task OneSubscriberTooMany_EndsTheOldestWell()
    {
        await using TestMaster master = await TestMaster.StartAsync(new MasterOptions
        {
            Registry = RegistryKinds.InMemory,
            MaxOperatorEventStreamSubscribers = 2,
        });
        using var client = new OperatorClient(Address(master));
        await using OperatorSubscription first = await client.SubscribeAsync();
        await using OperatorSubscription second = await client.SubscribeAsync();
        await using OperatorSubscription third = await client.SubscribeAsync();

        List<Event> rest = await first.ReadEventsAsync().ToListAsync().AsTask().WaitAsync(Patience);
        rest.Select(static message => message.Type).ShouldBe([Type.Heartbeat]);

        await using TestAgent agent = await TestAgent.RegisterAsync(master);
        foreach (OperatorSubscription subscription in new[] { second, third })
        {
            await using IAsyncEnumerator<Event> events = subscription.ReadEventsAsync().GetAsyncEnumerator();
            (await NextAsync(events)).Type.ShouldBe(Type.Heartbeat);
            (await NextAsync(events)).AgentAdded.Agent.AgentInfo.Id.ShouldBe(agent.Id);
        }
    }

    [Fact]
    public async System.Threading.Tasks.Task ASubscriberThatLeaves_IsCountedNoMore()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        using var client = new OperatorClient(Address(master));
        await using (OperatorSubscription subscription = await client.SubscribeAsync())
        {
            (await SubscribersAsync(master)).ShouldBe(1);
        }

        long begun = TimeProvider.System.GetTimestamp();
        while (await SubscribersAsync(master) > 0 && TimeProvider.System.GetElapsedTime(begun) < Patience)
        {
        }

        (await SubscribersAsync(master)).ShouldBe(0);
    }

    [Fact]
    public async System.Threading.Tasks.Task ACallWithoutAnEncodingItCanBeAnsweredIn_IsNotAcceptable()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        HttpResponseMessage answer = await master.PostAsync(
            "/api/v1", "application/json", "{\"type\":\"SUBSCRIBE\"}"u8.ToArray(), "text/html");
        ((int)answer.StatusCode).ShouldBe(406);
    }

    private static async Task<double> SubscribersAsync(TestMaster master) =>
        (await master.GetJsonAsync("/metrics/snapshot"))["master/operator_event_stream_subscribers"]!.GetValue<double>();

    private static Uri Address(TestMaster master) => new($"http://127.0.0.1:{master.Host.Port}");

    private static async Task<Event> NextAsync(IAsyncEnumerator<Event> events)
    {
        (await events.MoveNextAsync().AsTask().WaitAsync(Patience)).ShouldBeTrue("the stream has ended");
        return events.Current;
    }
}
