using System;
using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Tepui.Protocol.Codecs;

namespace Tepui.Protocol.Tests.Codecs;

public class RoundTripTests
{
    [Fact]
    public void SchedulerCalls_ThroughBothEncodings_AreUnchanged() => RoundTrips<Mesos.V1.Scheduler.Call>();

    [Fact]
    public void SchedulerEvents_ThroughBothEncodings_AreUnchanged() => RoundTrips<Mesos.V1.Scheduler.Event>();

    [Fact]
    public void ExecutorEvents_ThroughBothEncodings_AreUnchanged() => RoundTrips<Mesos.V1.Executor.Event>();

    [Fact]
    public void OperatorCalls_ThroughBothEncodings_AreUnchanged() => RoundTrips<Mesos.V1.Master.Call>();

    [Fact]
    public void OperatorResponses_ThroughBothEncodings_AreUnchanged() => RoundTrips<Mesos.V1.Master.Response>();

    [Fact]
    public void AgentResponses_ThroughBothEncodings_AreUnchanged() => RoundTrips<Mesos.V1.Agent.Response>();

    private static void RoundTrips<T>()
        where T : class, IMessage<T>, new()
    {
        Prop.ForAll<int>(seed =>
        {
            var message = new RandomMessages(new Random(seed)).Make<T>();
            var json = new ArrayBufferWriter<byte>();
            MessageCodec.Encode(MessageEncoding.Json, message, json);
            var fromJson = MessageCodec.Decode<T>(MessageEncoding.Json, json.WrittenSpan);
            fromJson.Error.ShouldBe("");
            WithDefaults.Filled(fromJson.Message!).ShouldBe(WithDefaults.Filled(message));

            var wire = new ArrayBufferWriter<byte>();
            MessageCodec.Encode(MessageEncoding.Protobuf, message, wire);
            MessageCodec.Decode<T>(MessageEncoding.Protobuf, wire.WrittenSpan).Message.ShouldBe(message);
        }).Check(Properties.Fixed(150));
    }
}
