using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using Google.Protobuf;
using Mesos.V1;
using Mesos.V1.Agent;
using Tepui.Protocol.Codecs;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Agent.Tests.Sessions;

/// <summary>LAUNCH_NESTED_CONTAINER_SESSION, ATTACH_CONTAINER_INPUT and ATTACH_CONTAINER_OUTPUT over a real agent's API.</summary>
public sealed class SessionCallsTests
{
    private const int Killed = 9;

    private static readonly Action<TaskInfo> WithTerminal = task => task.Container = new ContainerInfo
    {
        Type = ContainerInfo.Types.Type.Mesos,
        TtyInfo = new TTYInfo { WindowSize = new TTYInfo.Types.WindowSize { Rows = 30, Columns = 100 } },
    };

    [Theory]
    [InlineData(MessageEncoding.Json)]
    [InlineData(MessageEncoding.Protobuf)]
    public async Task A_session_takes_input_sends_both_outputs_and_has_an_exit_status(MessageEncoding encoding)
    {
        await using SessionFixture agent = await SessionFixture.StartAsync(encoding);
        ContainerID id = agent.Nested("session");
        using HttpResponseMessage output = await agent.SessionAsync(id, "cat; echo oops >&2; test \"$(pwd)\" = \"$MESOS_SANDBOX\" || echo elsewhere; exit 3");
        output.StatusCode.ShouldBe(HttpStatusCode.OK);
        output.Content.Headers.ContentType!.MediaType.ShouldBe(MediaTypes.RecordIo);
        output.Content.Headers.NonValidated.Concat(output.Headers.NonValidated)
            .Single(header => header.Key == "Message-Content-Type").Value.ToString().ShouldBe(MediaTypes.Of(encoding));

        using HttpResponseMessage input = await agent.InputAsync(agent.Attach(id), agent.Data("hello "), agent.Data("there\n"), agent.Data(""));

        input.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await agent.TextAsync(output)).ShouldBe(("hello there\n", "oops\n"));
        (await agent.WaitAsync(id)).ShouldBe(3 << 8);
    }

    [Fact]
    public async Task A_session_whose_connection_ends_ends_too()
    {
        await using SessionFixture agent = await SessionFixture.StartAsync(MessageEncoding.Protobuf);
        ContainerID id = agent.Nested("session");
        HttpResponseMessage output = await agent.SessionAsync(id, "echo here; exec sleep 1000");
        await foreach (ProcessIO message in agent.MessagesAsync(output))
        {
            message.Data.Data_.ToStringUtf8().ShouldBe("here\n");
            break;
        }

        output.Dispose();

        (await agent.WaitAsync(id)).ShouldBe(Killed);
    }

    [Fact]
    public async Task A_task_with_a_terminal_is_attached_to_and_resized()
    {
        await using SessionFixture agent = await SessionFixture.StartAsync(
            MessageEncoding.Json,
            "read x; stty size; while [ \"$(stty size)\" != \"50 132\" ]; do sleep 0.05; done; echo resized $x",
            WithTerminal);
        using HttpResponseMessage output = await agent.OutputAsync(agent.Container);

        using HttpResponseMessage input = await agent.InputAsync(agent.Attach(agent.Container), agent.Data("word\n"), agent.Size(50, 132));

        input.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await agent.TextAsync(output)).Output.ShouldMatch("word\r\n(30 100|50 132)\r\nresized word\r\n");
        _ = await agent.Agent.Master.StatusAsync("t", TaskState.TaskFinished);
    }

    [Theory]
    [InlineData(MessageEncoding.Json)]
    [InlineData(MessageEncoding.Protobuf)]
    public async Task Who_waits_for_output_gets_heartbeats(MessageEncoding encoding)
    {
        await using SessionFixture agent = await SessionFixture.StartAsync(
            encoding, task: WithTerminal, options: options => options.HttpHeartbeatInterval = TimeSpan.FromMilliseconds(20));
        using HttpResponseMessage output = await agent.OutputAsync(agent.Container);
        await foreach (ProcessIO message in agent.MessagesAsync(output))
        {
            message.Control.Type.ShouldBe(ProcessIO.Types.Control.Types.Type.Heartbeat);
            message.Control.Heartbeat.Interval.Nanoseconds.ShouldBe(20_000_000);
            break;
        }
    }

    [Fact]
    public async Task An_input_that_is_attached_keeps_others_out_until_it_goes_or_the_container_ends()
    {
        await using SessionFixture agent = await SessionFixture.StartAsync(MessageEncoding.Protobuf, task: WithTerminal);
        ContainerID id = agent.Nested("session");
        using HttpResponseMessage output = await agent.SessionAsync(id, "read x; echo got it; read y; exit 4");
        var typed = new TaskCompletionSource();
        Task<HttpResponseMessage> first = agent.InputAsync(Typing());
        await foreach (ProcessIO message in agent.MessagesAsync(output))
        {
            message.Data.Data_.ToStringUtf8().ShouldBe("got it\n");
            break;
        }

        using HttpResponseMessage second = await agent.InputAsync(agent.Attach(id));

        second.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await second.Content.ReadAsStringAsync()).ShouldBe("Multiple input connections are not allowed");
        typed.SetResult();
        (await first).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await agent.WaitAsync(id)).ShouldBe(4 << 8);

        async IAsyncEnumerable<byte[]> Typing()
        {
            yield return agent.Attach(id);
            yield return agent.Data("\n");
            await typed.Task;
            yield return agent.Data("\n");
        }
    }

    [Fact]
    public async Task What_cannot_be_attached_to_is_told_as_Mesos_tells_it()
    {
        await using SessionFixture agent = await SessionFixture.StartAsync(MessageEncoding.Json);
        var unknown = new ContainerID { Value = "unknown" };

        await AnswersAsync(agent.OutputAsync(unknown), 404, "Container unknown cannot be found");
        await AnswersAsync(agent.InputAsync(agent.Attach(unknown)), 404, "Container unknown cannot be found");
        await AnswersAsync(agent.OutputAsync(agent.Container), 500, "I/O switchboard server was disabled for this container");
        await AnswersAsync(agent.InputAsync(agent.Attach(agent.Container)), 500, "I/O switchboard server was disabled for this container");
        await AnswersAsync(agent.SessionAsync(unknown, "true"), 400, "container_id.parent' to be present");
        await AnswersAsync(agent.SessionAsync(new ContainerID { Value = "s", Parent = unknown }, "true"), 400, "Root container unknown not found");
    }

    [Fact]
    public async Task Records_of_input_that_are_none_are_refused()
    {
        await using SessionFixture agent = await SessionFixture.StartAsync(MessageEncoding.Json, task: WithTerminal);
        byte[] attach = agent.Attach(agent.Container);

        await AnswersAsync(agent.InputAsync([]), 400, "Received EOF while reading request body");
        await AnswersAsync(agent.InputAsync("x\n"u8.ToArray()), 400, "Failed to decode length");
        await AnswersAsync(agent.InputAsync(SessionFixture.Framed("{"u8.ToArray())), 400, "");
        await AnswersAsync(agent.InputAsync(agent.Data("x")), 400, "Expecting 'attach_container_input.type' to be CONTAINER_ID");
        await AnswersAsync(
            agent.InputAsync(attach, attach), 400, "Expecting 'attach_container_input.type' to be 'PROCESS_IO' instead of: 'CONTAINER_ID'");
        await AnswersAsync(
            agent.InputAsync(attach, agent.Record(new ProcessIO { Type = ProcessIO.Types.Type.Data })),
            400,
            "Expecting 'process_io.data' to be present");
        await AnswersAsync(
            agent.InputAsync(attach, agent.Record(new ProcessIO
            {
                Type = ProcessIO.Types.Type.Data,
                Data = new ProcessIO.Types.Data { Type = ProcessIO.Types.Data.Types.Type.Stdout, Data_ = ByteString.CopyFromUtf8("x") },
            })),
            400,
            "Expecting 'process_io.data.type' to be 'STDIN'");
        await AnswersAsync(agent.InputAsync(attach, "5\n{}"u8.ToArray()), 400, "Received EOF in the middle of a record");
    }

    [Theory]
    [InlineData("application/recordio", null, null, null, 400, "Expecting 'Message-Content-Type' to be set for streaming requests")]
    [InlineData("application/recordio", "text/plain", null, null, 415, "Expecting 'Message-Content-Type' of application/json or application/x-protobuf")]
    [InlineData("application/json", "application/json", null, null, 415, "Expecting 'Message-Content-Type' to be not set for non-streaming requests")]
    [InlineData("application/json", null, "application/json", "application/json", 406, "Expecting 'Message-Accept' to be not set for non-streaming responses")]
    [InlineData("application/json", null, "application/recordio", "text/plain", 406, "Expecting 'Message-Accept' to allow application/json or application/x-protobuf")]
    [InlineData("application/json", null, "application/recordio", null, 406, "Streaming response is not supported for GET_HEALTH call")]
    [InlineData("application/recordio", "application/json", null, null, 415, "Streaming 'Content-Type' application/recordio is not supported for GET_HEALTH call")]
    [InlineData("text/plain", null, null, null, 415, "Expecting 'Content-Type' of application/json or application/x-protobuf or application/recordio")]
    [InlineData("application/json", null, "text/html", null, 406, "Expecting 'Accept' to allow application/json or application/x-protobuf or application/recordio")]
    public async Task Headers_that_do_not_fit_are_told(
        string contentType, string? messageType, string? accept, string? messageAccept, int status, string text)
    {
        await using AgentFixture agent = await AgentFixture.StartAsync();
        byte[] call = Encoding.UTF8.GetBytes("""{"type":"GET_HEALTH"}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1")
        {
            Content = new ByteArrayContent(contentType == MediaTypes.RecordIo ? SessionFixture.Framed(call) : call),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        if (messageType is not null)
            request.Content.Headers.TryAddWithoutValidation("Message-Content-Type", messageType);
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        if (messageAccept is not null)
            request.Headers.TryAddWithoutValidation("Message-Accept", messageAccept);

        await AnswersAsync(agent.Http.SendAsync(request), status, text);
    }

    private static async Task AnswersAsync(Task<HttpResponseMessage> answering, int status, string text)
    {
        using HttpResponseMessage answer = await answering;
        string body = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(status, body);
        body.ShouldContain(text);
    }
}
