using System;
using System.Threading.Tasks;
using Mesos.V1.Scheduler;
using Microsoft.AspNetCore.Http;
using Tepui.Http.Messages;
using Tepui.Http.Routing;
using Tepui.Http.Streams;
using Tepui.Protocol.Codecs;

namespace Tepui.Http.Tests.Streams;

public sealed class EventStreamTests
{
    private const string Heartbeat = "{\"type\":\"HEARTBEAT\"}";
    private const string HeartbeatChunk = "17\r\n20\n" + Heartbeat + "\r\n";

    [Fact]
    public async Task EachRecord_IsOneChunk_ThoughWrittenTogether()
    {
        await using TestServer server = await StartAsync(stream =>
        {
            stream.Send(new Event { Type = Event.Types.Type.Heartbeat });
            stream.Send(new Event { Type = Event.Types.Type.Heartbeat });
            stream.Flush();
            stream.Complete();
        });

        string answer = await RawHttp.ExchangeAsync(server.Port, "POST /events HTTP/1.1\nAccept: application/json");

        (string head, string body) = Split(answer);
        head.ShouldStartWith("HTTP/1.1 200 OK\r\n");
        head.ShouldContain("\r\nTransfer-Encoding: chunked");
        head.ShouldContain("\r\nContent-Type: application/json");
        head.ShouldNotContain("Content-Length");
        body.ShouldBe(HeartbeatChunk + HeartbeatChunk + "0\r\n\r\n");
    }

    [Fact]
    public async Task ProtobufRecords_CarryTheBareMessage()
    {
        await using TestServer server = await StartAsync(stream =>
        {
            stream.Send(new Event { Type = Event.Types.Type.Heartbeat });
            stream.Complete();
        });

        string answer = await RawHttp.ExchangeAsync(server.Port, "POST /events HTTP/1.1\nAccept: application/x-protobuf");

        Split(answer).Body.ShouldBe("4\r\n2\n\u0008\u0008\r\n0\r\n\r\n");
    }

    [Fact]
    public async Task AnHttp10Client_GetsTheBareRecords()
    {
        await using TestServer server = await StartAsync(stream =>
        {
            stream.Send(new Event { Type = Event.Types.Type.Heartbeat });
            stream.Complete();
        });

        string answer = await RawHttp.ExchangeAsync(server.Port, "POST /events HTTP/1.0\nAccept: application/json");

        (string head, string body) = Split(answer);
        head.ShouldNotContain("chunked");
        body.ShouldBe("20\n" + Heartbeat);
    }

    [Fact]
    public async Task AKeptConnection_ServesTheNextRequestAfterTheStream()
    {
        await using TestServer server = await StartAsync(stream =>
        {
            stream.Send(new Event { Type = Event.Types.Type.Heartbeat });
            stream.Complete();
        });
        using RawHttp raw = await RawHttp.SendAsync(
            server.Port,
            "POST /events HTTP/1.1\nHost: x\nContent-Length: 0\n\nPOST /events HTTP/1.1\nHost: x\nContent-Length: 0\nConnection: close");

        string first = await raw.ReadUntilAsync("0\r\n\r\n");
        string second = await raw.ReadToEndAsync();

        first.ShouldEndWith(HeartbeatChunk + "0\r\n\r\n");
        second.ShouldEndWith(HeartbeatChunk + "0\r\n\r\n");
    }

    [Fact]
    public async Task EventsSentLater_ArriveWhileTheResponseIsOpen()
    {
        var opened = new TaskCompletionSource<EventStream>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestServer server = await StartAsync(opened.SetResult);
        using RawHttp raw = await RawHttp.SendAsync(server.Port, "POST /events HTTP/1.1\nHost: x\nConnection: close\nContent-Length: 0");
        EventStream stream = await opened.Task;
        await raw.ReadUntilAsync("\r\n\r\n");

        stream.Send(new Event { Type = Event.Types.Type.Heartbeat });
        stream.Flush();
        (await raw.ReadUntilAsync("}\r\n")).ShouldBe(HeartbeatChunk);
        stream.Complete();

        (await raw.ReadToEndAsync()).ShouldBe("0\r\n\r\n");
    }

    [Fact]
    public async Task AClientThatLeaves_EndsTheStream()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        RouteTable routes = new RouteTable("master").Post("/events", async context =>
        {
            var stream = new EventStream(context, MessageEncoding.Json);
            await stream.RunAsync();
            ended.SetResult();
        });
        await using TestServer server = await TestServer.StartAsync(routes);
        using (RawHttp raw = await RawHttp.SendAsync(server.Port, "POST /events HTTP/1.1\nHost: x\nContent-Length: 0"))
        {
            await raw.ReadUntilAsync("\r\n\r\n");
        }

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task AReaderThatIsTooSlow_IsCutOff()
    {
        var overflowed = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        RouteTable routes = new RouteTable("master").Post("/events", async context =>
        {
            var stream = new EventStream(context, MessageEncoding.Json, limit: 1000);
            await stream.RunAsync(() =>
            {
                for (int i = 0; i < 100; i++)
                {
                    stream.Send(new Event { Type = Event.Types.Type.Heartbeat });
                }
            });
            overflowed.SetResult(stream.Overflowed);
        });
        await using TestServer server = await TestServer.StartAsync(routes);

        using RawHttp raw = await RawHttp.SendAsync(server.Port, "POST /events HTTP/1.1\nHost: x\nContent-Length: 0");

        (await overflowed.Task.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBeTrue();
    }

    private static async Task<TestServer> StartAsync(Action<EventStream> onStarted)
    {
        RouteTable routes = new RouteTable("master").Post("/events", (HttpContext context) =>
        {
            var stream = new EventStream(context, ContentNegotiation.ResponseEncoding(context.Request));
            return stream.RunAsync(() => onStarted(stream));
        });
        return await TestServer.StartAsync(routes);
    }

    private static (string Head, string Body) Split(string answer)
    {
        int end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return (answer[..end], answer[(end + 4)..]);
    }
}
