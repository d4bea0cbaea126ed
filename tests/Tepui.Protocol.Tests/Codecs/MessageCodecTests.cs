using System;
using System.Buffers;
using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Protocol.Codecs;

namespace Tepui.Protocol.Tests.Codecs;

public class MessageCodecTests
{
    [Fact]
    public void Decode_ProtobufWithoutRequiredFields_NamesThemAll()
    {
        var call = new Mesos.V1.Scheduler.Call { FrameworkId = new FrameworkID(), Subscribe = new() { FrameworkInfo = new() } };
        MessageCodec.Decode<Mesos.V1.Scheduler.Call>(MessageEncoding.Protobuf, call.ToByteArray()).Error.ShouldBe(
            "Failed to parse body into Call protobuf: Missing required fields: " +
            "framework_id.value, subscribe.framework_info.user, subscribe.framework_info.name");
    }

    [Fact]
    public void Decode_ProtobufWithTextThatIsNotUtf8_NamesTheField()
    {
        MessageCodec.Decode<TaskID>(MessageEncoding.Protobuf, [0x0a, 0x01, 0xff]).Error
            .ShouldBe("Failed to parse body into TaskID protobuf: Not valid UTF-8: value");
    }

    [Fact]
    public void Decode_UnknownFields_AreKept()
    {
        byte[] wire = [0x0a, 0x01, (byte)'x', 0x9a, 0x06, 0x03, 1, 2, 3, 0xa0, 0x06, 0x2a];
        var output = new ArrayBufferWriter<byte>();
        var task = MessageCodec.Decode<TaskID>(MessageEncoding.Protobuf, wire).Message!;
        MessageCodec.Encode(MessageEncoding.Protobuf, task, output);
        output.WrittenSpan.ToArray().ShouldBe(wire);
    }

    [Fact]
    public void Decode_SplitSubmessage_CountsAsOne()
    {
        // A message field that comes twice is merged: here begin is in one part and end in the other.
        byte[] wire = [0x0a, 0x02, 0x08, 0x01, 0x0a, 0x02, 0x10, 0x02];
        MessageCodec.Decode<Value.Types.Ranges>(MessageEncoding.Protobuf, wire).Faults.Count.ShouldBe(1);
        byte[] url = [0x0a, 0x01, (byte)'h', 0x12, 0x02, 0x0a, 0x00, 0x12, 0x02, 0x18, 0x05];
        var decoded = MessageCodec.Decode<URL>(MessageEncoding.Protobuf, url);
        decoded.Error.ShouldBe("");
        var output = new ArrayBufferWriter<byte>();
        MessageCodec.Encode(MessageEncoding.Json, URL.Descriptor, url, output);
        System.Text.Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe("""{"scheme":"h","address":{"hostname":"","port":5}}""");
    }

    [Fact]
    public void Decode_BytesInPieces_AreReadAsOne()
    {
        var status = new TaskStatus { TaskId = new TaskID { Value = "task" }, State = TaskState.TaskRunning };
        var wire = status.ToByteArray();
        foreach (var at in Enumerable.Range(0, wire.Length))
        {
            var pieces = Pieces.Of(wire, at);
            MessageCodec.Decode<TaskStatus>(MessageEncoding.Protobuf, pieces).Message.ShouldBe(status);
        }
    }

    [Fact]
    public void Decode_AnyBytes_GivesAMessageOrFaultsAndNeverThrows()
    {
        var random = new Random(42);
        var messages = new RandomMessages(random);
        for (var i = 0; i < 3000; i++)
        {
            var encoding = i % 2 == 0 ? MessageEncoding.Json : MessageEncoding.Protobuf;
            var output = new ArrayBufferWriter<byte>();
            MessageCodec.Encode(encoding, messages.Make<Mesos.V1.Scheduler.Call>(), output);
            var bytes = output.WrittenSpan.ToArray();
            var cut = bytes[..random.Next(bytes.Length + 1)];
            for (var change = random.Next(4); change > 0 && cut.Length > 0; change--)
            {
                cut[random.Next(cut.Length)] = (byte)random.Next(256);
            }

            var decoded = MessageCodec.Decode<Mesos.V1.Scheduler.Call>(encoding, cut);
            (decoded.Message is null).ShouldBe(decoded.Faults.Count > 0);
            if (encoding == MessageEncoding.Protobuf)
            {
                Transcode(cut);
            }
        }
    }

    [Fact]
    public void Decode_NestedToTheLimit_IsTheSameInBothEncodings()
    {
        foreach (var depth in Enumerable.Range(95, 10))
        {
            var id = new ContainerID { Value = "x" };
            for (var i = 0; i < depth; i++)
            {
                id = new ContainerID { Value = "x", Parent = id };
            }

            var wire = id.ToByteArray();
            var json = new ArrayBufferWriter<byte>();
            var isWritten = true;
            try
            {
                MessageCodec.Encode(MessageEncoding.Json, ContainerID.Descriptor, wire, json);
            }
            catch (MalformedMessageException)
            {
                isWritten = false;
            }

            var decoded = MessageCodec.Decode<ContainerID>(MessageEncoding.Protobuf, wire);
            if (isWritten)
            {
                MessageCodec.Decode<ContainerID>(MessageEncoding.Json, json.WrittenSpan).Faults.Count.ShouldBe(decoded.Faults.Count);
            }
        }
    }

    [Theory]
    [InlineData("application/json", true, MessageEncoding.Json)]
    [InlineData("application/json; charset=utf-8", true, MessageEncoding.Json)]
    [InlineData("application/x-protobuf", true, MessageEncoding.Protobuf)]
    [InlineData("text/plain", false, MessageEncoding.Protobuf)]
    [InlineData(null, false, MessageEncoding.Protobuf)]
    public void MediaTypes_TryParse_KnowsTheTwoEncodings(string? contentType, bool isKnown, MessageEncoding expected)
    {
        MediaTypes.TryParse(contentType, out var encoding).ShouldBe(isKnown);
        encoding.ShouldBe(expected);
    }

    private static void Transcode(byte[] bytes)
    {
        try
        {
            MessageCodec.Encode(MessageEncoding.Json, Mesos.V1.Scheduler.Call.Descriptor, bytes, new ArrayBufferWriter<byte>());
        }
        catch (MalformedMessageException)
        {
            // The one exception it may throw.
        }
    }
}
