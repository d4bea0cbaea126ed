using System.Buffers;
using System.Text;
using Mesos.V1;
using Tepui.Protocol.Json;

namespace Tepui.Protocol.Tests.Json;

public class MesosJsonTests
{
    [Fact]
    public void Write_DeclaredDefaults_AreWrittenExceptDeprecatedOnes()
    {
        Write(new FrameworkInfo { User = "root", Name = "n" })
            .ShouldBe("""{"user":"root","name":"n","failover_timeout":0.0,"checkpoint":false}""");
        Write(new CommandInfo.Types.URI { Value = "u" }).ShouldBe("""{"value":"u","extract":true}""");
        Write(new Mesos.V1.Environment.Types.Variable { Name = "A" }).ShouldBe("""{"name":"A","type":"VALUE"}""");
    }

    [Fact]
    public void Write_EveryKindOfValue_IsWrittenAsMesosDoes()
    {
        var status = new TaskStatus
        {
            TaskId = new TaskID { Value = "a:\"b\"/ü\n" },
            State = TaskState.TaskRunning,
            Data = Google.Protobuf.ByteString.CopyFrom(0xff, 0xfe),
            Timestamp = 1795254293.5,
            Healthy = true,
        };
        Write(status).ShouldBe(
            """{"task_id":{"value":"a:\"b\"/ü\n"},"state":"TASK_RUNNING","data":"//4=","timestamp":1795254293.5,"healthy":true}""");
        Write(new Value.Types.Range { Begin = 1, End = ulong.MaxValue }).ShouldBe("""{"begin":1,"end":18446744073709551615}""");
    }

    [Fact]
    public void Write_Maps_AreObjects()
    {
        var task = new TaskInfo { Name = "t", TaskId = new TaskID { Value = "1" }, AgentId = new AgentID { Value = "a" } };
        task.Limits["cpus"] = new Value.Types.Scalar { Value = 2 };
        task.Limits["mem"] = new Value.Types.Scalar { Value = double.PositiveInfinity };
        Write(task).ShouldEndWith(""","limits":{"cpus":{"value":2.0},"mem":{"value":"Infinity"}}}""");
    }

    [Fact]
    public void Parse_MapsAsObjects_AreRead()
    {
        var limits = Parse<TaskInfo>(
            """
            {"name":"t","task_id":{"value":"1"},"agent_id":{"value":"a"},
            "limits":{"cpus":{"value":2},"mem":{"value":"Infinity"}}}
            """).Limits;
        limits["cpus"].Value.ShouldBe(2);
        limits["mem"].Value.ShouldBe(double.PositiveInfinity);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("\"7\"")]
    [InlineData("7.0")]
    [InlineData("70e-1")]
    [InlineData("\"7.0\"")]
    public void Parse_WholeNumbersInAnyForm_AreRead(string number)
    {
        Parse<Value.Types.Range>($$"""{"begin":{{number}},"end":{{number}}}""").End.ShouldBe(7UL);
        Parse<TimeInfo>($$"""{"nanoseconds":{{number}}}""").Nanoseconds.ShouldBe(7L);
    }

    [Theory]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("\"-9223372036854775808\"", long.MinValue)]
    [InlineData("9007199254740993", 9007199254740993)]
    public void Parse_LargeNumbers_AreExact(string number, long expected)
    {
        Parse<TimeInfo>($$"""{"nanoseconds":{{number}}}""").Nanoseconds.ShouldBe(expected);
    }

    [Theory]
    [InlineData("10mins", 600, 0)]
    [InlineData("90s", 90, 0)]
    [InlineData("1.5hrs", 5400, 0)]
    [InlineData("-1.25secs", -1, -250_000_000)]
    [InlineData("2weeks", 1_209_600, 0)]
    [InlineData("3ns", 0, 3)]
    public void Parse_DurationsAsTexts_AreRead(string text, long seconds, int nanoseconds)
    {
        var period = Parse<Mesos.V1.Master.Call.Types.DrainAgent>($$"""{"agent_id":{"value":"a"},"max_grace_period":"{{text}}"}""").MaxGracePeriod;
        (period.Seconds, period.Nanos).ShouldBe((seconds, nanoseconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("mins")]
    [InlineData("10 mins")]
    [InlineData("10fortnights")]
    [InlineData("1e30weeks")]
    [InlineData("999999999999weeks")]
    public void Parse_TextsThatAreNoDuration_AreFaults(string text)
    {
        Faults<Mesos.V1.Master.Call.Types.DrainAgent>($$"""{"agent_id":{"value":"a"},"max_grace_period":"{{text}}"}""")
            .ShouldBe("Not expecting a JSON string for field 'max_grace_period'");
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("9223372036854775808")]
    [InlineData("\"x\"")]
    [InlineData("\"\"")]
    [InlineData("1e400")]
    public void Parse_NumbersThatDoNotFit_AreFaults(string number)
    {
        Faults<TimeInfo>($$"""{"nanoseconds":{{number}}}""")
            .ShouldBe($"Failed to parse '{number.Trim('"')}' as a JSON number for field 'nanoseconds'");
    }

    [Fact]
    public void Parse_UnknownKeysAndNulls_AreIgnored()
    {
        Parse<FrameworkInfo>("""{"user":"u","nosuch":[{"a":1}],"name":"n","id":null,"roles":[null,"a"],"capabilities":null}""")
            .ShouldBe(new FrameworkInfo { User = "u", Name = "n", Roles = { "a" } });
    }

    [Fact]
    public void Parse_UnknownEnumName_LeavesAnOptionalFieldUnset()
    {
        Parse<Mesos.V1.Scheduler.Call>("""{"type":"FOO"}""").HasType.ShouldBeFalse();
        Parse<FrameworkInfo>("""{"user":"u","name":"n","capabilities":[{"type":"FOO"},{"type":"MULTI_ROLE"},{"type":5}]}""")
            .Capabilities.Count.ShouldBe(3);
    }

    [Fact]
    public void Parse_UnknownEnumNameInRequiredField_IsAFault()
    {
        Faults<TaskStatus>("""{"task_id":{"value":"1"},"state":"FOO"}""").ShouldBe("Failed to find enum for 'FOO' in field 'state'");
    }

    [Fact]
    public void Parse_MissingRequiredFields_AreAllNamedWithTheirPaths()
    {
        Faults<Mesos.V1.Scheduler.Call>(
            """
            {"type":"ACCEPT","framework_id":{},"accept":{"offer_ids":[{"value":"1"},{}],"operations":[
            {"type":"LAUNCH","launch":{"task_infos":[{"task_id":{},"limits":{"cpus":{}}}]}}]}}
            """).ShouldBe(
            "Missing required fields: framework_id.value, accept.offer_ids[1].value, accept.operations[0].launch.task_infos[0].name, " +
            "accept.operations[0].launch.task_infos[0].task_id.value, accept.operations[0].launch.task_infos[0].agent_id, " +
            "accept.operations[0].launch.task_infos[0].limits[\"cpus\"].value");
    }

    [Fact]
    public void Parse_SeveralWrongKinds_AreAllTold()
    {
        Faults<FrameworkInfo>("""{"user":1,"name":[],"id":"x","checkpoint":0,"failover_timeout":{},"roles":true,"user":"u"}""").ShouldBe(
            "Not expecting a JSON number for field 'user'; Not expecting a JSON array for field 'name'; " +
            "Not expecting a JSON string for field 'id'; Not expecting a JSON number for field 'checkpoint'; " +
            "Not expecting a JSON object for field 'failover_timeout'; Not expecting a JSON boolean for field 'roles'; " +
            "Field 'user' is given twice");
    }

    [Theory]
    [InlineData("", "Failed to parse body into JSON: syntax error at line 1 near: ")]
    [InlineData("{not json", "Failed to parse body into JSON: syntax error at line 1 near: not json")]
    [InlineData("{\"type\":\n x}", "Failed to parse body into JSON: syntax error at line 2 near: x}")]
    [InlineData("{} {}", "Failed to parse body into JSON: Parsed JSON included non-whitespace trailing characters: {}")]
    [InlineData("[]", "Failed to convert JSON into Call protobuf: Expecting a JSON object")]
    [InlineData("\"x\"", "Failed to convert JSON into Call protobuf: Expecting a JSON object")]
    public void Parse_NoJsonObject_SaysWhatMesosSays(string json, string fault)
    {
        MesosJson.Parse<Mesos.V1.Scheduler.Call>(Encoding.UTF8.GetBytes(json)).Error.ShouldBe(fault);
    }

    [Fact]
    public void Parse_TextThatIsNotUtf8_IsAFault()
    {
        byte[] json = [.. "{\"value\":\""u8, 0xff, .. "\"}"u8];
        MesosJson.Parse<TaskID>(json).Error.ShouldBe("Failed to convert JSON into TaskID protobuf: Field 'value' is not valid UTF-8");
        Faults<TaskID>("{\"value\":\"\\ud800\"}").ShouldBe("Field 'value' is not valid UTF-8");
        Parse<TaskID>("{\"v\\u0061lue\":\"\\ud83d\\ude00\"}").Value.ShouldBe("😀");
    }

    [Theory]
    [InlineData("//4=", true)]
    [InlineData("//4", true)]
    [InlineData("", true)]
    [InlineData("//4!", false)]
    [InlineData("a", false)]
    public void Parse_Base64_IsReadWithOrWithoutPadding(string text, bool isValid)
    {
        var decoded = MesosJson.Parse<Secret.Types.Value>(Encoding.UTF8.GetBytes($$"""{"data":"{{text}}"}"""));
        decoded.Faults.Count.ShouldBe(isValid ? 0 : 1);
    }

    [Fact]
    public void Parse_TooDeep_IsAFault()
    {
        var deep = string.Concat(System.Linq.Enumerable.Repeat("{\"value\":\"x\",\"parent\":", 150)) + "{}" + new string('}', 150);
        Faults<ContainerID>(deep).ShouldContain("deep");
        var arrays = new string('[', 5000);
        Faults<FrameworkInfo>("{\"roles\":" + arrays).ShouldNotBeEmpty();
        Faults<FrameworkInfo>("{\"nosuch\":" + arrays).ShouldNotBeEmpty();
    }

    [Fact]
    public void Write_AfterAnError_StartsAfresh()
    {
        var output = new ArrayBufferWriter<byte>();
        Should.Throw<Tepui.Protocol.Codecs.MalformedMessageException>(() => MesosJson.Write(TaskID.Descriptor, [0x0a, 0x05], output));
        Write(new TaskID { Value = "x" }).ShouldBe("""{"value":"x"}""");
    }

    private static string Write(Google.Protobuf.IMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        MesosJson.Write(message, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static T Parse<T>(string json)
        where T : class, Google.Protobuf.IMessage<T>, new()
    {
        var decoded = MesosJson.Parse<T>(Encoding.UTF8.GetBytes(json));
        decoded.Error.ShouldBe("");
        return decoded.Message!;
    }

    private static string Faults<T>(string json)
        where T : class, Google.Protobuf.IMessage<T>, new()
    {
        var decoded = MesosJson.Parse<T>(Encoding.UTF8.GetBytes(json));
        decoded.Message.ShouldBeNull();
        return string.Join("; ", decoded.Faults);
    }
}
