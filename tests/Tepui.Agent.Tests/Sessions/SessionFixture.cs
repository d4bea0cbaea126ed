using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Google.Protobuf;
using Mesos.V1;
using Mesos.V1.Agent;
using Tepui.Agent.Options;
using Tepui.Protocol.Codecs;
using Tepui.Protocol.Records;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.Agent.Tests.Sessions;

/// <summary>A real agent with a running task, and the calls that last, in one encoding.</summary>
internal sealed class SessionFixture : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly AgentFixture _agent;
    private readonly MessageEncoding _encoding;
    private readonly CancellationTokenSource _patience = new(Patience);

    private SessionFixture(AgentFixture agent, MessageEncoding encoding) => (_agent, _encoding) = (agent, encoding);

    public AgentFixture Agent => _agent;

    /// <summary>Of the task.</summary>
    public ContainerID Container { get; private set; } = new();

    public CancellationToken Bound => _patience.Token;

    public static async Task<SessionFixture> StartAsync(
        MessageEncoding encoding, string command = "exec sleep 1000", Action<TaskInfo>? task = null, Action<AgentOptions>? options = null)
    {
        var fixture = new SessionFixture(await AgentFixture.StartAsync(options), encoding);
        fixture._agent.Master.Run("t", command, change: task);
        TaskStatus running = await fixture._agent.Master.StatusAsync("t", TaskState.TaskRunning);
        fixture.Container = running.ContainerStatus.ContainerId;
        return fixture;
    }

    public ContainerID Nested(string name) => new() { Value = name, Parent = Container };

    public Task<HttpResponseMessage> SessionAsync(ContainerID id, string command) => PostAsync(new Call
    {
        Type = Call.Types.Type.LaunchNestedContainerSession,
        LaunchNestedContainerSession = new Call.Types.LaunchNestedContainerSession
        {
            ContainerId = id,
            Command = new CommandInfo { Value = command },
        },
    });

    public Task<HttpResponseMessage> OutputAsync(ContainerID id) => PostAsync(new Call
    {
        Type = Call.Types.Type.AttachContainerOutput,
        AttachContainerOutput = new Call.Types.AttachContainerOutput { ContainerId = id },
    });

    /// <summary>A call with an answer that goes on, as records.</summary>
    public async Task<HttpResponseMessage> PostAsync(Call call)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1") { Content = new ByteArrayContent(Encode(call)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypes.Of(_encoding));
        request.Headers.Accept.ParseAdd(MediaTypes.RecordIo);
        request.Headers.TryAddWithoutValidation("Message-Accept", MediaTypes.Of(_encoding));
        return await _agent.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Bound);
    }

    /// <summary>A call that is answered once.</summary>
    public async Task<Response> CallAsync(Call call)
    {
        using var content = new ByteArrayContent(Encode(call));
        content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypes.Protobuf);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1") { Content = new ByteArrayContent(call.ToByteArray()) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypes.Protobuf);
        request.Headers.Accept.ParseAdd(MediaTypes.Protobuf);
        using HttpResponseMessage response = await _agent.Http.SendAsync(request, Bound);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(Bound));
        return Response.Parser.ParseFrom(await response.Content.ReadAsByteArrayAsync(Bound));
    }

    public async Task<int> WaitAsync(ContainerID id) => (await CallAsync(new Call
    {
        Type = Call.Types.Type.WaitNestedContainer,
        WaitNestedContainer = new Call.Types.WaitNestedContainer { ContainerId = id },
    })).WaitNestedContainer.ExitStatus;

    /// <summary>Sends records, whole or broken, as an input's body.</summary>
    public Task<HttpResponseMessage> InputAsync(params IReadOnlyList<byte[]> records) => InputAsync(Each(records));

    public Task<HttpResponseMessage> InputAsync(IAsyncEnumerable<byte[]> records)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1") { Content = new RecordContent(records) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypes.RecordIo);
        request.Content.Headers.TryAddWithoutValidation("Message-Content-Type", MediaTypes.Of(_encoding));
        request.Headers.TransferEncodingChunked = true;
        return _agent.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Bound);
    }

    public byte[] Attach(ContainerID id) => Record(new Call.Types.AttachContainerInput
    {
        Type = Call.Types.AttachContainerInput.Types.Type.ContainerId,
        ContainerId = id,
    });

    public byte[] Data(string text) => Record(new ProcessIO
    {
        Type = ProcessIO.Types.Type.Data,
        Data = new ProcessIO.Types.Data { Type = ProcessIO.Types.Data.Types.Type.Stdin, Data_ = ByteString.CopyFromUtf8(text) },
    });

    public byte[] Size(uint rows, uint columns) => Record(new ProcessIO
    {
        Type = ProcessIO.Types.Type.Control,
        Control = new ProcessIO.Types.Control
        {
            Type = ProcessIO.Types.Control.Types.Type.TtyInfo,
            TtyInfo = new TTYInfo { WindowSize = new TTYInfo.Types.WindowSize { Rows = rows, Columns = columns } },
        },
    });

    public byte[] Record(ProcessIO message) => Record(new Call.Types.AttachContainerInput
    {
        Type = Call.Types.AttachContainerInput.Types.Type.ProcessIo,
        ProcessIo = message,
    });

    public byte[] Record(Call.Types.AttachContainerInput input) =>
        Framed(Encode(new Call { Type = Call.Types.Type.AttachContainerInput, AttachContainerInput = input }));

    public static byte[] Framed(byte[] record) => [.. Encoding.ASCII.GetBytes($"{record.Length}\n"), .. record];

    /// <summary>The messages of an answer that goes on, to its end.</summary>
    public async IAsyncEnumerable<ProcessIO> MessagesAsync(HttpResponseMessage response)
    {
        PipeReader body = PipeReader.Create(await response.Content.ReadAsStreamAsync(Bound));
        await foreach (ReadOnlySequence<byte> record in RecordReader.ReadAllAsync(body, cancellationToken: Bound))
            yield return MessageCodec.Decode<ProcessIO>(_encoding, record).Message.ShouldNotBeNull();
    }

    public async Task<(string Output, string Error)> TextAsync(HttpResponseMessage response)
    {
        var output = new StringBuilder();
        var error = new StringBuilder();
        await foreach (ProcessIO message in MessagesAsync(response))
        {
            if (message.Type == ProcessIO.Types.Type.Data)
                (message.Data.Type == ProcessIO.Types.Data.Types.Type.Stderr ? error : output).Append(message.Data.Data_.ToStringUtf8());
        }

        return (output.ToString(), error.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        _patience.Dispose();
    }

    private static async IAsyncEnumerable<byte[]> Each(IReadOnlyList<byte[]> records)
    {
        foreach (byte[] record in records)
        {
            await Task.Yield();
            yield return record;
        }
    }

    private byte[] Encode(Call call)
    {
        var body = new ArrayBufferWriter<byte>();
        MessageCodec.Encode(_encoding, call, body);
        return body.WrittenSpan.ToArray();
    }

    private sealed class RecordContent(IAsyncEnumerable<byte[]> records) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await foreach (byte[] record in records)
            {
                await stream.WriteAsync(record);
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
