using System.Collections.Generic;
using System.Net;
using System.Threading;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Client.Schedulers;
using Tepui.Client.Tests.Scripted;
using Tepui.Protocol.Codecs;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Client.Tests.Schedulers;

public class SchedulerClientTests
{
    private static readonly FrameworkInfo Framework = new() { User = "root", Name = "test" };

    [Theory]
    [InlineData(MessageEncoding.Protobuf)]
    [InlineData(MessageEncoding.Json)]
    public async Task EventsComeAsTheyAreAndCallsTellTheirAnswer(MessageEncoding encoding)
    {
        await using var master = new ScriptedServer();
        using var client = new SchedulerClient(encoding);
        var subscribing = client.SubscribeAsync(master.Uri, Framework);
        var stream = await master.NextAsync();
        await stream.SubscribeAsync("F1");
        await using var subscription = await subscribing;
        subscription.FrameworkId.Value.ShouldBe("F1");
        subscription.Subscribed.HeartbeatIntervalSeconds.ShouldBe(15);

        await stream.SendAsync(Events.Heartbeat(), Events.Offers("O1"));
        await stream.EndAsync();
        var events = new List<Event.Types.Type>();
        await foreach (var received in subscription.ReadEventsAsync())
        {
            events.Add(received.Type);
        }

        events.ShouldBe([Event.Types.Type.Heartbeat, Event.Types.Type.Offers]);

        var kill = subscription.KillAsync(new TaskID { Value = "t" });
        var decline = subscription.DeclineAsync([new OfferID { Value = "O1" }]);
        await (await master.NextAsync()).AnswerAsync(202);
        await (await master.NextAsync()).AnswerAsync(403, "Framework is not subscribed");
        await kill;
        var refusal = await Should.ThrowAsync<MesosException>(() => decline);
        refusal.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        refusal.Message.ShouldBe("Framework is not subscribed");
    }

    [Fact]
    public async Task SubscribeAsync_Refused_TellsTheCodeAndTheText()
    {
        await using var master = new ScriptedServer();
        using var client = new SchedulerClient();
        var subscribing = client.SubscribeAsync(master.Uri, Framework);
        await (await master.NextAsync()).AnswerAsync(401, "Who are you?");
        var refusal = await Should.ThrowAsync<MesosException>(() => subscribing);
        refusal.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        refusal.Message.ShouldBe("Who are you?");
        refusal.IsRefusal.ShouldBeTrue();
    }

    [Fact]
    public async Task SubscribeAsync_NobodyThere_SaysWhere()
    {
        using var client = new SchedulerClient();
        var failure = await Should.ThrowAsync<MesosException>(() => client.SubscribeAsync(MesosAddress.Parse("127.0.0.1:1"), Framework));
        failure.StatusCode.ShouldBeNull();
        failure.Message.ShouldStartWith("cannot reach 127.0.0.1:1: ");
    }

    [Fact]
    public async Task SubscribeAsync_RedirectsInACircle_ComesToAnEnd()
    {
        await using var master = new ScriptedServer();
        using var client = new SchedulerClient();
        var subscribing = client.SubscribeAsync(master.Uri, Framework);
        for (var i = 0; i < 6; i++)
        {
            await (await master.NextAsync()).AnswerAsync(307, headers: $"Location: //{master.Address}/api/v1/scheduler\r\n");
        }

        (await Should.ThrowAsync<MesosException>(() => subscribing)).Message.ShouldContain("more than 5 redirects");
    }

    [Fact]
    public async Task ReadEventsAsync_Cancelled_Ends()
    {
        await using var master = new ScriptedServer();
        using var client = new SchedulerClient();
        using var cancellation = new CancellationTokenSource();
        var subscribing = client.SubscribeAsync(master.Uri, Framework);
        await (await master.NextAsync()).SubscribeAsync("F1");
        await using var subscription = await subscribing;
        await using var events = subscription.ReadEventsAsync(cancellation.Token).GetAsyncEnumerator();
        var next = events.MoveNextAsync();
        await cancellation.CancelAsync();
        await Should.ThrowAsync<System.OperationCanceledException>(() => next.AsTask());
    }
}
