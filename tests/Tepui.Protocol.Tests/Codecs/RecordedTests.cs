using System.Buffers;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Tepui.Protocol.Codecs;
using Tepui.Protocol.Json;
using Tepui.Protocol.Records;

namespace Tepui.Protocol.Tests.Codecs;

/// <summary>What a real Mesos wrote is read, and written again as the same JSON.</summary>
public class RecordedTests
{
    [Theory]
    [InlineData("scheduler-basic-events.jsonl")]
    [InlineData("scheduler-group-events.jsonl")]
    [InlineData("scheduler-kill-events.jsonl")]
    public void SchedulerEvents_AreWrittenAgainAsTheyWere(string name)
    {
        foreach (var line in Fixture.Lines(name).Where(line => line.Length > 0))
        {
            Same<Mesos.V1.Scheduler.Event>(JsonNode.Parse(line)!["event"]!.ToJsonString());
        }
    }

    [Fact]
    public void SchedulerStream_IsReadRecordByRecordAndWrittenAgainByteForByte()
    {
        var stream = Fixture.Bytes("scheduler-basic-stream.txt");
        var buffer = new ReadOnlySequence<byte>(stream);
        var output = new ArrayBufferWriter<byte>();
        while (RecordIo.TryRead(ref buffer, out var record))
        {
            var decoded = MessageCodec.Decode<Mesos.V1.Scheduler.Event>(MessageEncoding.Json, record);
            decoded.Error.ShouldBe("");
            var json = new ArrayBufferWriter<byte>();
            MesosJson.Write(decoded.Message!, json);
            RecordIo.Write(json.WrittenSpan, output);
        }

        buffer.IsEmpty.ShouldBeTrue();
        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe(Encoding.UTF8.GetString(stream));
    }

    [Theory]
    [InlineData("master-api-GET_FRAMEWORKS.json")]
    public void MasterResponses_AreWrittenAgainAsTheyWere(string name) =>
        Same<Mesos.V1.Master.Response>(Encoding.UTF8.GetString(Fixture.Bytes(name)));

    [Theory]
    [InlineData("agent-api-GET_CONTAINERS.json")]
    [InlineData("agent-api-READ_FILE-stdout.json")]
    public void AgentResponses_AreWrittenAgainAsTheyWere(string name) =>
        Same<Mesos.V1.Agent.Response>(Encoding.UTF8.GetString(Fixture.Bytes(name)));

    [Fact]
    public void MasterStateInProtobuf_LosesNothingOnTheWay()
    {
        var wire = Fixture.Bytes("after-master-api-GET_STATE.bin");
        var decoded = MessageCodec.Decode<Mesos.V1.Master.Response>(MessageEncoding.Protobuf, wire);
        decoded.Error.ShouldBe("");

        // Fields that our .proto files do not know move to the end of their message; every byte of them is there.
        var again = decoded.Message!.ToByteArray();
        again.Length.ShouldBe(wire.Length);
        Mesos.V1.Master.Response.Parser.ParseFrom(again).ShouldBe(decoded.Message);
    }

    private static void Same<T>(string recorded)
        where T : class, IMessage<T>, new()
    {
        var decoded = MesosJson.Parse<T>(Encoding.UTF8.GetBytes(recorded));
        decoded.Error.ShouldBe("");
        var output = new ArrayBufferWriter<byte>();
        MesosJson.Write(decoded.Message!, output);
        var written = JsonNode.Parse(output.WrittenSpan)!;
        JsonNode.DeepEquals(written, JsonNode.Parse(recorded)).ShouldBeTrue(written.ToJsonString() + "\n\n" + recorded);
    }
}
