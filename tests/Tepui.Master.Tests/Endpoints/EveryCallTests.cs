using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Tepui.Master.Tests.Hosting;
using Tepui.Protocol.Codecs;

namespace Tepui.Master.Tests.Endpoints;

/// <summary>
/// Every call of both of the master's APIs, taken apart by its descriptor: each required field missing, each field of a wrong
/// kind, and each call full of rubbish. A malformed thing is answered in one line that names it; nothing ends in a 500.
/// </summary>
public sealed class EveryCallTests
{
    private static readonly MessageDescriptor Scheduler = Mesos.V1.Scheduler.Call.Descriptor;
    private static readonly MessageDescriptor Operator = Mesos.V1.Master.Call.Descriptor;

    public static TheoryData<string, string> Calls
    {
        get
        {
            var calls = new TheoryData<string, string>();
            foreach (MessageDescriptor descriptor in new[] { Scheduler, Operator })
            {
                foreach (EnumValueDescriptor type in Types(descriptor))
                {
                    calls.Add(PathOf(descriptor), type.Name);
                }
            }

            return calls;
        }
    }

    /// <summary>REVIVE, SUPPRESS and the subscription to events may do without theirs.</summary>
    public static TheoryData<string, string> CallsThatNeedTheirMessage
    {
        get
        {
            var calls = new TheoryData<string, string>();
            foreach (MessageDescriptor descriptor in new[] { Scheduler, Operator })
            {
                IEnumerable<string> types = Types(descriptor).Select(static type => type.Name)
                    .Where(type => descriptor.FindFieldByName(type.ToLowerInvariant()) is not null)
                    .Except(descriptor == Scheduler ? ["REVIVE", "SUPPRESS"] : ["SUBSCRIBE"]);
                foreach (string type in types)
                {
                    calls.Add(PathOf(descriptor), type);
                }
            }

            return calls;
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task EachRequiredField_Missing_Is400AndNamed(string path, string type)
    {
        await using TestMaster master = await TestMaster.StartAsync();
        IMessage call = FilledMessage.Plain.Call(DescriptorOf(path), TypeOf(path, type));
        JsonNode json = Json(call);
        foreach (FieldPlace place in FilledMessage.Places(call).Where(static place => place.Field.IsRequired))
        {
            await ShouldBe400Async(
                master, path, MessageEncoding.Json, Encoding.UTF8.GetBytes(place.Without(json).ToJsonString()),
                $"Failed to convert JSON into Call protobuf: Missing required fields: {place.Path}");
            await ShouldBe400Async(
                master, path, MessageEncoding.Protobuf, place.Without(call).ToByteArray(),
                $"Failed to parse body into Call protobuf: Missing required fields: {place.Path}");
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task EachField_OfAWrongKind_Is400AndNamed(string path, string type)
    {
        await using TestMaster master = await TestMaster.StartAsync();
        IMessage call = FilledMessage.Plain.Call(DescriptorOf(path), TypeOf(path, type));
        JsonNode json = Json(call);
        foreach (FieldPlace place in FilledMessage.Places(call))
        {
            string kind = place.Field.FieldType is FieldType.Message or FieldType.String or FieldType.Bytes ? "number" : "object";
            await ShouldBe400Async(
                master, path, MessageEncoding.Json, Encoding.UTF8.GetBytes(place.WithWrongKind(json).ToJsonString()),
                $"Failed to convert JSON into Call protobuf: Not expecting a JSON {kind} for field '{place.Path}'");
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Rubbish_IsAnsweredAndHarmsNothing(string path, string type)
    {
        await using TestMaster master = await TestMaster.StartAsync();
        using TestScheduler scheduler = await TestScheduler.SubscribeAsync(master);
        foreach (FilledMessage rubbish in new[] { FilledMessage.Plain, FilledMessage.Empty, FilledMessage.Extreme })
        {
            IMessage call = rubbish.Call(DescriptorOf(path), TypeOf(path, type));
            if (call is Mesos.V1.Scheduler.Call { Type: not Mesos.V1.Scheduler.Call.Types.Type.Subscribe } own)
            {
                own.FrameworkId = new Mesos.V1.FrameworkID { Value = scheduler.FrameworkId };
            }

            string? stream = path == "/api/v1/scheduler" && type != "SUBSCRIBE" ? scheduler.StreamId : null;
            using HttpResponseMessage response = await PostAsync(master, path, MessageEncoding.Protobuf, call.ToByteArray(), stream);

            ((int)response.StatusCode).ShouldBeOneOf([200, 202, 400, 403, 404, 409, 501]);
            if (!response.IsSuccessStatusCode)
            {
                ShouldBeOneLine(await response.Content.ReadAsStringAsync());
            }
        }

        (await master.GetAsync("/health")).IsSuccessStatusCode.ShouldBeTrue();
        (await master.GetJsonAsync("/state"))["id"].ShouldNotBeNull();
        using TestScheduler another = await TestScheduler.SubscribeAsync(master);
        await using TestAgent agent = await TestAgent.RegisterAsync(master);
        agent.Id.Value.ShouldNotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(CallsThatNeedTheirMessage))]
    public async Task Message_OfTheCallMissing_Is400AndNamed(string path, string type)
    {
        MessageDescriptor descriptor = DescriptorOf(path);
        string field = type.ToLowerInvariant();
        await using TestMaster master = await TestMaster.StartAsync();
        string framework = descriptor == Scheduler && type != "SUBSCRIBE" ? ",\"framework_id\":{\"value\":\"x\"}" : "";
        await ShouldBe400Async(
            master, path, MessageEncoding.Json, Encoding.UTF8.GetBytes($"{{\"type\":\"{type}\"{framework}}}"),
            $"Failed to validate {(descriptor == Scheduler ? "scheduler" : "master")}::Call: Expecting '{field}' to be present");
    }

    [Fact]
    public void FilledCall_ReachesDownToAContainersParts()
    {
        IMessage accept = FilledMessage.Plain.Call(Scheduler, TypeOf("/api/v1/scheduler", "ACCEPT"));

        FilledMessage.Places(accept).Select(static place => place.Path)
            .ShouldContain("accept.operations[0].launch.task_infos[0].container.docker.image");
    }

    private static async Task ShouldBe400Async(TestMaster master, string path, MessageEncoding encoding, byte[] body, string message)
    {
        using HttpResponseMessage response = await PostAsync(master, path, encoding, body);
        string answer = await response.Content.ReadAsStringAsync();
        (answer, (int)response.StatusCode).ShouldBe((message, 400));
    }

    private static Task<HttpResponseMessage> PostAsync(
        TestMaster master, string path, MessageEncoding encoding, byte[] body, string? streamId = null) =>
        master.PostAsync(path, MediaTypes.Of(encoding), body, MediaTypes.Of(encoding), streamId);

    private static void ShouldBeOneLine(string answer)
    {
        answer.ShouldNotContain("\n   at ");
        answer.ShouldNotContain("Exception");
    }

    private static JsonNode Json(IMessage message)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        MessageCodec.Encode(MessageEncoding.Json, message, output);
        return JsonNode.Parse(output.WrittenSpan)!;
    }

    private static string PathOf(MessageDescriptor descriptor) => descriptor == Scheduler ? "/api/v1/scheduler" : "/api/v1";

    private static MessageDescriptor DescriptorOf(string path) => path == "/api/v1/scheduler" ? Scheduler : Operator;

    private static IEnumerable<EnumValueDescriptor> Types(MessageDescriptor descriptor) =>
        descriptor.EnumTypes.Single(static type => type.Name == "Type").Values.Where(static type => type.Name != "UNKNOWN");

    private static EnumValueDescriptor TypeOf(string path, string type) => Types(DescriptorOf(path)).Single(value => value.Name == type);
}
