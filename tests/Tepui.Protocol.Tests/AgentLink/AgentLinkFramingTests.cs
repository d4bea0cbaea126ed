using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Tepui.Internal.V1;
using Tepui.Protocol.AgentLink;
using Tepui.Protocol.Records;

namespace Tepui.Protocol.Tests.AgentLink;

public class AgentLinkFramingTests
{
    [Fact]
    public void TryRead_AnyFramesInAnyPieces_GivesTheFrames()
    {
        Prop.ForAll<int, byte, int[]>((seed, count, cuts) =>
        {
            var messages = new RandomMessages(new Random(seed));
            var frames = Enumerable.Range(0, count % 5).Select(_ => messages.Make<AgentLinkFrame>()).ToArray();
            var stream = Encoded(frames);
            var buffer = Pieces.Of(stream, [.. cuts.Select(cut => (int)((uint)cut % (stream.Length + 1))).Order()]);
            var read = new List<AgentLinkFrame>();
            while (AgentLinkFraming.TryRead(ref buffer, out var frame))
            {
                read.Add(frame);
            }

            buffer.IsEmpty.ShouldBeTrue();
            read.ShouldBe(frames);
        }).Check(Properties.Fixed(150));
    }

    [Fact]
    public void TryRead_FrameNotAllThere_LeavesTheBufferAsItWas()
    {
        var stream = Encoded([new AgentLinkFrame { Channel = 1, Ping = new Ping { Nonce = 7 } }]);
        for (var length = 0; length < stream.Length; length++)
        {
            var buffer = new ReadOnlySequence<byte>(stream, 0, length);
            AgentLinkFraming.TryRead(ref buffer, out _).ShouldBeFalse();
            buffer.Length.ShouldBe(length);
        }
    }

    [Fact]
    public void TryRead_FrameLargerThanAllowed_IsAnError()
    {
        var frame = new AgentLinkFrame { Channel = 1, ShutdownAgent = new ShutdownAgent { Message = new string('x', 300) } };
        Fault(Encoded([frame]), 100).ShouldContain("at most 100");
    }

    [Fact]
    public void TryRead_BytesThatAreNoFrame_AreAnError()
    {
        Fault([0xff, 0xff, 0xff, 0xff, 0xff, 0x01], 100).ShouldContain("more than five bytes");
        Fault([0x02, 0x08, 0xff], 100).ShouldContain("cannot be read");
        Fault([0x00], 100).ShouldContain("Missing required fields: channel");
    }

    private static string Fault(byte[] stream, int maxFrameSize) =>
        Should.Throw<RecordException>(() =>
        {
            var buffer = new ReadOnlySequence<byte>(stream);
            AgentLinkFraming.TryRead(ref buffer, out _, maxFrameSize);
        }).Message;

    private static byte[] Encoded(IEnumerable<AgentLinkFrame> frames)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var frame in frames)
        {
            AgentLinkFraming.Write(frame, output);
        }

        return output.WrittenSpan.ToArray();
    }
}
