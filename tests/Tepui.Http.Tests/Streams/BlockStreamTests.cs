using System;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Tepui.Http.Routing;
using Tepui.Http.Streams;
using Tepui.Protocol.Codecs;

namespace Tepui.Http.Tests.Streams;

public sealed class BlockStreamTests
{
    [Fact]
    public async Task Blocks_FollowTheBeginning_AndTheEndFollowsThem()
    {
        await using TestServer server = await StartAsync(stream =>
        {
            stream.Begin(static () => ["1\r\n"u8.ToArray(), "a\r\n"u8.ToArray()]);
            stream.Send("1\r\nb\r\n"u8.ToArray());
            stream.Send("1\r\nc\r\n"u8.ToArray());
            stream.Complete();
        });

        string answer = await RawHttp.ExchangeAsync(server.Port, "POST /blocks HTTP/1.1");

        answer.ShouldContain("\r\nTransfer-Encoding: chunked");
        answer.ShouldContain("\r\nContent-Type: application/json");
        Body(answer).ShouldBe("1\r\na\r\n1\r\nb\r\n1\r\nc\r\n0\r\n\r\n");
    }

    [Fact]
    public async Task ABeginningLargerThanAnyLimit_ComesWhole()
    {
        byte[] large = new byte[5_000_000];
        Array.Fill(large, (byte)'x');
        await using TestServer server = await StartAsync(
            stream =>
            {
                stream.Begin(() => [large]);
                stream.Send("end"u8.ToArray());
                stream.Complete();
            },
            limit: 100);

        string answer = await RawHttp.ExchangeAsync(server.Port, "POST /blocks HTTP/1.0");

        Body(answer).Length.ShouldBe(5_000_003);
        Body(answer).ShouldEndWith("xend");
    }

    [Fact]
    public async Task AReaderThatLetsMoreThanTheLimitPileUp_IsCutOff()
    {
        var over = new TaskCompletionSource<BlockStream>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestServer server = await StartAsync(
            stream =>
            {
                stream.Send(Encoding.ASCII.GetBytes(new string('a', 60)));
                stream.Send(Encoding.ASCII.GetBytes(new string('b', 60)));
                over.SetResult(stream);
            },
            limit: 100);
        using RawHttp raw = await RawHttp.SendAsync(server.Port, "POST /blocks HTTP/1.1\nHost: x\nContent-Length: 0");

        (await over.Task.WaitAsync(TimeSpan.FromSeconds(10))).Overflowed.ShouldBeTrue();
        (await over.Task).IsOver.ShouldBeTrue();
    }

    [Fact]
    public async Task AReaderThatStops_HoldsNoMoreThanTheLimit()
    {
        var started = new TaskCompletionSource<BlockStream>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestServer server = await StartAsync(started.SetResult, limit: 1_000_000);
        using RawHttp raw = await RawHttp.SendAsync(server.Port, "POST /blocks HTTP/1.1\nHost: x\nContent-Length: 0");
        BlockStream stream = await started.Task.WaitAsync(TimeSpan.FromSeconds(10));

        // Sockets' own buffers take some megabytes first.
        byte[] block = new byte[100_000];
        int sent = 0;
        while (!stream.IsOver && sent < 10_000)
        {
            stream.Send(block);
            stream.Flush();
            sent++;
        }

        stream.Overflowed.ShouldBeTrue();
    }

    [Fact]
    public async Task ABeginningThatFails_BreaksTheStreamOff()
    {
        await using TestServer server = await StartAsync(static stream =>
            stream.Begin(static () => throw new FormatException("cannot be made")));

        await Should.ThrowAsync<IOException>(() => RawHttp.ExchangeAsync(server.Port, "POST /blocks HTTP/1.1"));
    }

    private static Task<TestServer> StartAsync(Action<BlockStream> use, int limit = BlockStream.DefaultLimit) =>
        TestServer.StartAsync(new RouteTable("master").Post("/blocks", (HttpContext context) =>
        {
            var stream = new BlockStream(context, MessageEncoding.Json, limit);
            use(stream);
            return stream.RunAsync();
        }));

    private static string Body(string answer) => answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
}
