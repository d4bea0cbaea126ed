using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Tepui.Http.Links;
using Tepui.Http.Routing;
using Tepui.Internal.V1;
using Tepui.Protocol.AgentLink;
using Tepui.Protocol.Records;

namespace Tepui.Http.Tests.Links;

public sealed class AgentLinkTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Frames_GoBothWays_InOrder()
    {
        await using TestServer server = await EchoServerAsync();
        await using AgentLink link = await AgentLinkClient.ConnectAsync("127.0.0.1", server.Port, CancellationToken.None);
        var received = Channel.CreateUnbounded<AgentLinkFrame>();
        Task running = link.RunAsync(frames => Write(received.Writer, frames), CancellationToken.None);

        for (uint i = 0; i < 1000; i++)
        {
            link.Send(new AgentLinkFrame { Channel = i, Pong = new Pong { Nonce = i * 1000 } });
        }

        link.Flush();
        for (uint i = 0; i < 1000; i++)
        {
            AgentLinkFrame frame = await received.Reader.ReadAsync().AsTask().WaitAsync(Patience);
            frame.Channel.ShouldBe(i);
            frame.Ping.Nonce.ShouldBe(i * 1000);
        }

        link.Close();
        await running.WaitAsync(Patience);
    }

    [Fact]
    public async Task AFrameOfMegabytes_Arrives()
    {
        await using TestServer server = await EchoServerAsync();
        await using AgentLink link = await AgentLinkClient.ConnectAsync("127.0.0.1", server.Port, CancellationToken.None);
        var received = Channel.CreateUnbounded<AgentLinkFrame>();
        Task running = link.RunAsync(frames => Write(received.Writer, frames), CancellationToken.None);
        byte[] data = new byte[5_000_000];

        link.Send(new AgentLinkFrame
        {
            Channel = 1,
            ExecutorMessage = new ExecutorMessage
            {
                FrameworkId = new() { Value = "f" },
                ExecutorId = new() { Value = "e" },
                Data = Google.Protobuf.ByteString.CopyFrom(data),
            },
        });
        link.Flush();

        AgentLinkFrame frame = await received.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        frame.FrameworkMessage.Data.Length.ShouldBe(data.Length);
        link.Close();
        await running.WaitAsync(Patience);
    }

    [Fact]
    public async Task APlainRequest_Is426()
    {
        await using TestServer server = await EchoServerAsync();

        string answer = await RawHttp.ExchangeAsync(server.Port, "GET /tepui/agent-link HTTP/1.1");

        answer.ShouldStartWith("HTTP/1.1 426 Upgrade Required\r\n");
        answer.ShouldContain("Upgrade: tepui-agent-link/1");
    }

    [Fact]
    public async Task AServerOfAnotherKind_IsNamed()
    {
        await using TestServer server = await TestServer.StartAsync(new RouteTable("master"));

        AgentLinkRefusedException exception = await Should.ThrowAsync<AgentLinkRefusedException>(
            () => AgentLinkClient.ConnectAsync("127.0.0.1", server.Port, CancellationToken.None));

        exception.Message.ShouldBe($"127.0.0.1:{server.Port} is no leading Tepui master: it answered 'HTTP/1.1 404 Not Found'");
    }

    [Theory]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0x01 }, "a frame of the agent link has a length of more than five bytes")]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0x0f }, "a frame of the agent link says it is 4294967295 bytes long; at most 268435456 are allowed")]
    [InlineData(new byte[] { 0x02, 0xff, 0xff }, "a frame of the agent link cannot be read: ")]
    public async Task Rubbish_EndsTheLink_WithAWordWhy(byte[] bytes, string message)
    {
        await using var link = new AgentLink(new MemoryStream(bytes), "test");

        RecordException exception = await Should.ThrowAsync<RecordException>(
            () => link.RunAsync(_ => ValueTask.CompletedTask, CancellationToken.None));

        exception.Message.ShouldStartWith(message);
    }

    [Fact]
    public async Task AFrameTornByTheEnd_IsDropped()
    {
        await using var link = new AgentLink(new MemoryStream([0x05, 0x08, 0x01]), "test");
        int frames = 0;

        await link.RunAsync(
            read =>
            {
                frames += read.Count;
                return ValueTask.CompletedTask;
            },
            CancellationToken.None);

        frames.ShouldBe(0);
    }

    private static async Task<TestServer> EchoServerAsync()
    {
        RouteTable routes = new RouteTable("master").Get(AgentLinkFraming.Path, context => AgentLinkServer.AcceptAsync(
            context,
            link => link.RunAsync(
                frames =>
                {
                    foreach (AgentLinkFrame frame in frames)
                    {
                        link.Send(Answer(frame));
                    }

                    link.Flush();
                    return ValueTask.CompletedTask;
                },
                context.RequestAborted)));
        return await TestServer.StartAsync(routes);
    }

    private static AgentLinkFrame Answer(AgentLinkFrame frame) => frame.ExecutorMessage is { } message
        ? new AgentLinkFrame
        {
            Channel = frame.Channel,
            FrameworkMessage = new FrameworkMessage { FrameworkId = message.FrameworkId, ExecutorId = message.ExecutorId, Data = message.Data },
        }
        : new AgentLinkFrame { Channel = frame.Channel, Ping = new Ping { Nonce = frame.Pong.Nonce } };

    private static ValueTask Write(ChannelWriter<AgentLinkFrame> writer, IReadOnlyList<AgentLinkFrame> frames)
    {
        foreach (AgentLinkFrame frame in frames)
        {
            writer.TryWrite(frame);
        }

        return ValueTask.CompletedTask;
    }
}
