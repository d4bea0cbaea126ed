using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using Google.Protobuf;
using Tepui.Master.Options;
using Tepui.Master.Tests.Hosting;

namespace Tepui.Master.Tests.Endpoints;

/// <summary>What is wrong with a request, and what Mesos 1.12 answered to it.</summary>
public sealed class MalformedCallTests
{
    private const string Json = "application/json";
    private const string Protobuf = "application/x-protobuf";

    [Theory]
    [InlineData("/api/v1", Json, Json, "", 400, "Failed to parse body into JSON: syntax error at line 1 near: ")]
    [InlineData("/api/v1", Json, Json, "{not json", 400, "Failed to parse body into JSON: syntax error at line 1 near: not json")]
    [InlineData("/api/v1", Json, Json, "{}", 400, "Failed to validate master::Call: Expecting 'type' to be present")]
    [InlineData("/api/v1", Json, Json, """{"type":"NO_SUCH_CALL"}""", 400, "Failed to validate master::Call: Expecting 'type' to be present")]
    [InlineData("/api/v1", Json, Json, """{"type":"TEARDOWN"}""", 400, "Failed to validate master::Call: Expecting 'teardown' to be present")]
    [InlineData("/api/v1", Json, Json, """{"type":"LIST_FILES"}""", 400, "Failed to validate master::Call: Expecting 'list_files' to be present")]
    [InlineData("/api/v1", null, Json, """{"type":"GET_HEALTH"}""", 400, "Expecting 'Content-Type' to be present")]
    [InlineData("/api/v1", "text/plain", Json, """{"type":"GET_HEALTH"}""", 415, "Expecting 'Content-Type' of application/json or application/x-protobuf")]
    [InlineData("/api/v1", Json, "text/html", """{"type":"GET_HEALTH"}""", 406, "Expecting 'Accept' to allow 'application/x-protobuf' or 'application/json'")]
    [InlineData("/api/v1", Json, Json, """{"type":"TEARDOWN","teardown":{"framework_id":{"value":"nosuch"}}}""", 400, "No framework found with specified ID")]
    [InlineData("/api/v1/scheduler", Json, Json, "", 400, "Failed to parse body into JSON: syntax error at line 1 near: ")]
    [InlineData("/api/v1/scheduler", Json, Json, """{"type":"FOO"}""", 400, "Failed to validate scheduler::Call: Expecting 'type' to be present")]
    [InlineData("/api/v1/scheduler", Json, Json, """{"type":"TEARDOWN"}""", 400, "Failed to validate scheduler::Call: Expecting 'framework_id' to be present")]
    [InlineData("/api/v1/scheduler", Json, Json, """{"type":"TEARDOWN","framework_id":{"value":"nosuch"}}""", 400, "Framework cannot be found")]
    [InlineData("/api/v1/scheduler", Json, "text/html", """{"type":"SUBSCRIBE","subscribe":{"framework_info":{"user":"u","name":"n"}}}""", 406, "Expecting 'Accept' to allow 'application/x-protobuf' or 'application/json'")]
    [InlineData("/teardown", "text/plain", Json, "", 400, "Missing 'frameworkId' query parameter in the request body")]
    [InlineData("/teardown", "text/plain", Json, "frameworkId=no%3Asuch", 400, "No framework found with specified ID")]
    public async Task AMalformedCall_GetsMesossAnswer(string path, string? contentType, string accept, string body, int status, string message)
    {
        await using TestMaster master = await TestMaster.StartAsync();

        HttpResponseMessage response = await master.PostAsync(path, contentType, Encoding.UTF8.GetBytes(body), accept);

        ((int)response.StatusCode).ShouldBe(status);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; charset=utf-8");
        (await response.Content.ReadAsStringAsync()).ShouldBe(message);
    }

    [Theory]
    [InlineData("/api/v1")]
    [InlineData("/api/v1/scheduler")]
    public async Task BytesThatAreNoProtobuf_Are400(string path)
    {
        await using TestMaster master = await TestMaster.StartAsync();

        HttpResponseMessage response = await master.PostAsync(path, Protobuf, [0xff, 0xff, 0xff], Protobuf);

        ((int)response.StatusCode).ShouldBe(400);
        (await response.Content.ReadAsStringAsync()).ShouldStartWith("Failed to parse body into Call protobuf: ");
    }

    [Fact]
    public async Task AProtobufCallWithoutAFrameworkId_Is400()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        var call = new Mesos.V1.Scheduler.Call { Type = Mesos.V1.Scheduler.Call.Types.Type.Revive };

        HttpResponseMessage response = await master.PostAsync("/api/v1/scheduler", Protobuf, call.ToByteArray(), Protobuf);

        ((int)response.StatusCode).ShouldBe(400);
        (await response.Content.ReadAsStringAsync()).ShouldBe("Failed to validate scheduler::Call: Expecting 'framework_id' to be present");
    }

    [Fact]
    public async Task AReadInProtobuf_IsAnsweredInProtobuf()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        var call = new Mesos.V1.Master.Call { Type = Mesos.V1.Master.Call.Types.Type.GetHealth };

        HttpResponseMessage response = await master.PostAsync("/api/v1", Protobuf, call.ToByteArray(), Protobuf);

        response.Content.Headers.ContentType!.ToString().ShouldBe(Protobuf);
        Mesos.V1.Master.Response.Parser.ParseFrom(await response.Content.ReadAsByteArrayAsync()).GetHealth.Healthy.ShouldBeTrue();
    }

    [Fact]
    public async Task ABodyBeyondTheFlag_Is413()
    {
        await using TestMaster master = await TestMaster.StartAsync(
            new MasterOptions { Registry = RegistryKinds.InMemory, MaxRequestBodyBytes = 2000 });

        HttpResponseMessage response = await master.PostAsync("/api/v1", Json, new byte[2001], Json);

        ((int)response.StatusCode).ShouldBe(413);
        (await response.Content.ReadAsStringAsync()).ShouldContain("2000 bytes (--max_request_body_bytes)");
    }

    [Fact]
    public async Task CallsWithTheWrongStreamId_AreRefused()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        using TestScheduler scheduler = await TestScheduler.SubscribeAsync(master);
        string body = $$$"""{"type":"REVIVE","framework_id":{"value":"{{{scheduler.FrameworkId}}}"}}""";

        HttpResponseMessage without = await master.PostJsonAsync("/api/v1/scheduler", body);
        HttpResponseMessage wrong = await master.PostJsonAsync("/api/v1/scheduler", body, "00000000-0000-0000-0000-000000000000");
        HttpResponseMessage again = await master.PostJsonAsync(
            "/api/v1/scheduler", """{"type":"SUBSCRIBE","subscribe":{"framework_info":{"user":"u","name":"n"}}}""", scheduler.StreamId);

        (await without.Content.ReadAsStringAsync()).ShouldBe("All non-subscribe calls should include the 'Mesos-Stream-Id' header");
        (await wrong.Content.ReadAsStringAsync()).ShouldBe(
            "The stream ID '00000000-0000-0000-0000-000000000000' included in this request didn't match the stream ID "
            + $"currently associated with framework ID {scheduler.FrameworkId}");
        (await again.Content.ReadAsStringAsync()).ShouldBe("Subscribe calls should not include the 'Mesos-Stream-Id' header");
    }
}
