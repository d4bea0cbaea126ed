using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using System.Threading.Tasks;
using Mesos.V1.Scheduler;
using Tepui.Conformance.Tests.Language;
using Tepui.Conformance.Tests.Wire;
using Tepui.Kernel.Master;
using Tepui.Protocol.Codecs;

namespace Tepui.Conformance.Tests.Running;

/// <summary>A scheduler as a script moves it: its calls as written, with the ids that it has learned filled in.</summary>
internal sealed class ScriptedScheduler(RunningMaster master, MessageEncoding encoding) : IDisposable
{
    public const string Path = "/api/v1/scheduler";

    // Sent to see that nothing came before its answer. It names an agent, or a master that still awaits agents would not answer.
    private const string Marker = "nothing came before this";

    private HttpConnection? _connection;
    private EventReader<Event>? _stream;
    private string? _streamId;
    private JsonNode? _frameworkId;

    /// <summary>What the next SUBSCRIBE asks its events to be in; null for what its calls are in.</summary>
    public MessageEncoding? Accepts { get; set; }

    public bool IsSubscribed => _stream is { Ended.IsCompleted: false };

    /// <summary>Makes a call; a SUBSCRIBE that is taken opens the stream. The framework's id is added unless the call has one.</summary>
    /// <param name="streamId">Sent in place of the stream's own; empty for none.</param>
    public async Task<HttpAnswer> CallAsync(JsonObject call, string? streamId)
    {
        bool subscribes = call["type"]?.ToString() == "SUBSCRIBE";
        if (!subscribes && _frameworkId is not null && !call.ContainsKey("framework_id"))
        {
            call["framework_id"] = _frameworkId.DeepClone();
        }

        byte[] body = WireMessages.Encode<Call>(encoding, call);
        string? id = streamId ?? (subscribes ? null : _streamId);
        return subscribes
            ? await SubscribeAsync(Headers(id), body)
            : await master.RequestAsync("POST", Path, Headers(id), body);
    }

    public async Task<JsonNode> NextAsync()
    {
        EventReader<Event> stream = _stream ?? throw new ScriptException("it has never subscribed");
        try
        {
            JsonNode next = await stream.Events.ReadAsync().AsTask().WaitAsync(RunningMaster.Patience);
            _frameworkId = next["subscribed"]?["framework_id"]?.DeepClone() ?? _frameworkId;
            return next;
        }
        catch (ChannelClosedException closed) when (closed.InnerException is null)
        {
            throw new ScriptException("the stream has ended", closed);
        }
        catch (TimeoutException exception)
        {
            throw new ScriptException("no event came", exception);
        }
    }

    /// <summary>Sees that no event is on its way: what is asked now must be answered next.</summary>
    public async Task ExpectNothingAsync()
    {
        var call = new JsonObject
        {
            ["type"] = "RECONCILE",
            ["reconcile"] = new JsonObject
            {
                ["tasks"] = new JsonArray(new JsonObject
                {
                    ["task_id"] = new JsonObject { ["value"] = Marker },
                    ["agent_id"] = new JsonObject { ["value"] = Marker },
                }),
            },
        };
        HttpAnswer answer = await CallAsync(call, null);
        JsonNode? next = answer.Head.StatusCode == 202 ? await NextAsync() : JsonValue.Create(answer.Text);
        if (next is not JsonObject || next["update"]?["status"]?["task_id"]?["value"]?.ToString() != Marker)
        {
            throw new ScriptException($"expected no further event, got {ScriptValue.Show(next)}");
        }
    }

    public async Task ExpectClosedAsync()
    {
        if (_stream is not { } stream)
        {
            throw new ScriptException("it has never subscribed");
        }

        try
        {
            await stream.Ended.WaitAsync(RunningMaster.Patience);
        }
        catch (TimeoutException exception)
        {
            throw new ScriptException("its stream is still open", exception);
        }

        if (stream.Events.TryRead(out JsonNode? left))
        {
            throw new ScriptException($"before its end the stream had {ScriptValue.Show(left)}");
        }
    }

    /// <summary>All events that are left, once the master has ended the stream.</summary>
    public IAsyncEnumerable<JsonNode> ReadToEndAsync() =>
        _stream?.Events.ReadAllAsync() ?? throw new ScriptException("it has never subscribed");

    /// <summary>Breaks the connection off, and waits until the master has seen it.</summary>
    public async Task DisconnectAsync()
    {
        string id = _frameworkId?["value"]?.ToString() ?? throw new ScriptException("it is not subscribed");
        await master.UntilAsync<FrameworkDisconnected>(BreakOff, notice => notice.Framework.Value == id);
        await _stream!.Ended;
    }

    public void Dispose() => _connection?.Dispose();

    private Task BreakOff()
    {
        Dispose();
        return Task.CompletedTask;
    }

    private async Task<HttpAnswer> SubscribeAsync(Dictionary<string, string> headers, byte[] body)
    {
        HttpConnection connection = await HttpConnection.OpenAsync(master.Port);
        await connection.SendAsync("POST", Path, headers, body);
        HttpHead head = await connection.ReadHeadAsync().WaitAsync(RunningMaster.Patience);
        if (head.StatusCode != 200)
        {
            using (connection)
            {
                return new HttpAnswer(head, await connection.ReadBodyAsync(head).WaitAsync(RunningMaster.Patience));
            }
        }

        Dispose();
        _connection = connection;
        _streamId = head.Headers["Mesos-Stream-Id"];
        _stream = new EventReader<Event>(connection, Accepts ?? encoding);
        return new HttpAnswer(head, []);
    }

    private Dictionary<string, string> Headers(string? streamId)
    {
        var headers = new Dictionary<string, string>
        {
            ["Content-Type"] = MediaTypes.Of(encoding),
            ["Accept"] = MediaTypes.Of(Accepts ?? encoding),
            // A client that asks to close the connection gets its whole stream all the same.
            ["Connection"] = "close",
        };
        if (!string.IsNullOrEmpty(streamId))
        {
            headers["Mesos-Stream-Id"] = streamId;
        }

        return headers;
    }
}
