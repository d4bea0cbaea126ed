using System.Collections.Generic;
using System.Net;
using Google.Protobuf;
using Mesos.V1;
using Mesos.V1.Executor;
using Tepui.Client.Executors;
using Tepui.Client.Tests.Scripted;
using Tepui.Protocol.Codecs;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.Client.Tests.Executors;

public class ExecutorClientTests
{
    private static readonly FrameworkID Framework = new() { Value = "F1" };
    private static readonly ExecutorID Executor = new() { Value = "E1" };

    [Theory]
    [InlineData(MessageEncoding.Protobuf)]
    [InlineData(MessageEncoding.Json)]
    public async Task EventsComeAsTheyAreAndCallsTellTheirAnswer(MessageEncoding encoding)
    {
        await using var agent = new ScriptedServer();
        using var client = new ExecutorClient(encoding);
        var subscribing = client.SubscribeAsync(agent.Uri, Framework, Executor);
        var stream = await agent.NextAsync();
        stream.Line.ShouldBe("POST /api/v1/executor");
        await stream.SubscribeAsync();
        await using var subscription = await subscribing;
        subscription.Subscribed.AgentInfo.Hostname.ShouldBe("host");

        await stream.SendAsync(Events.Heartbeat(), Events.Launch("t1"));
        await stream.EndAsync();
        var events = new List<Event.Types.Type>();
        await foreach (var received in subscription.ReadEventsAsync())
            events.Add(received.Type);
        events.ShouldBe([Event.Types.Type.Heartbeat, Event.Types.Type.Launch]);

        var status = new TaskStatus
        {
            TaskId = new TaskID { Value = "t1" },
            State = TaskState.TaskRunning,
            Uuid = ByteString.CopyFrom(new byte[16]),
            Source = TaskStatus.Types.Source.Executor,
        };
        var update = subscription.UpdateAsync(status);
        var message = subscription.MessageAsync(ByteString.CopyFromUtf8("hello"));
        var first = await agent.NextAsync();
        (first.Call.FrameworkId, first.Call.ExecutorId, first.Call.Update.Status).ShouldBe((Framework, Executor, status));
        await first.AnswerAsync(202);
        var second = await agent.NextAsync();
        (second.Call.FrameworkId, second.Call.ExecutorId, second.Call.Message.Data.ToStringUtf8()).ShouldBe((Framework, Executor, "hello"));
        await second.AnswerAsync(403, "Executor is not subscribed");
        await update;
        var refusal = await Should.ThrowAsync<MesosException>(() => message);
        refusal.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        refusal.Message.ShouldBe("Executor is not subscribed");
    }

    [Fact]
    public async Task SubscribeAsync_Refused_TellsTheCodeAndTheText()
    {
        await using var agent = new ScriptedServer();
        using var client = new ExecutorClient();
        var subscribing = client.SubscribeAsync(agent.Uri, Framework, Executor);
        await (await agent.NextAsync()).AnswerAsync(400, "Executor cannot be found");
        var refusal = await Should.ThrowAsync<MesosException>(() => subscribing);
        (refusal.StatusCode, refusal.Message).ShouldBe((HttpStatusCode.BadRequest, "Executor cannot be found"));
    }

    [Fact]
    public async Task SubscribeAsync_AnotherEventFirst_IsAnError()
    {
        await using var agent = new ScriptedServer();
        using var client = new ExecutorClient();
        (Event? First, string Message)[] cases =
        [
            (Events.Shutdown(), "the agent wants this executor to end"),
            (Events.Error("no"), "no"),
            (Events.Launch("t1"), $"{agent.Address} began its stream with Launch instead of SUBSCRIBED"),
            (null, $"{agent.Address} closed the stream before its first event"),
        ];
        foreach (var (first, message) in cases)
        {
            var subscribing = client.SubscribeAsync(agent.Uri, Framework, Executor);
            var stream = await agent.NextAsync();
            await stream.BeginStreamAsync();
            if (first is not null)
                await stream.SendAsync(first);
            await stream.EndAsync();
            (await Should.ThrowAsync<MesosException>(() => subscribing)).Message.ShouldBe(message);
        }
    }
}
