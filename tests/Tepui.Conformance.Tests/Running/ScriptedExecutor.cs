using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Mesos.V1.Executor;
using Tepui.Conformance.Tests.Language;
using Tepui.Conformance.Tests.Wire;
using Tepui.Protocol.Codecs;

namespace Tepui.Conformance.Tests.Running;

/// <summary>An executor as a script moves it: its calls as written, with the ids that its environment holds filled in.</summary>
internal sealed class ScriptedExecutor(RunningAgent agent, PlayedContainer container, MessageEncoding encoding) : IDisposable
{
    public const string Path = "/api/v1/executor";

    // Sent to see that nothing came before its acknowledgement: an update of a task that is no more needs no sending again.
    private const string Marker = "nothing came before this";

    private HttpConnection? _connection;
    private EventReader<Event>? _stream;

    /// <summary>What the next SUBSCRIBE asks its events to be in; null for what its calls are in.</summary>
    public MessageEncoding? Accepts { get; set; }

    public bool IsSubscribed => _stream is { Ended.IsCompleted: false };

    public JsonObject Environment => new(
        container.Launch.Environment.Select(variable => new KeyValuePair<string, JsonNode?>(variable.Key, JsonValue.Create(variable.Value))));

    public JsonNode Command => new JsonObject
    {
        ["executable"] = container.Launch.Executable,
        ["argv"] = new JsonArray([.. container.Launch.Argv.Select(argument => JsonValue.Create(argument))]),
        ["directory"] = container.Launch.WorkingDirectory,
    };

    /// <summary>Makes a call; a SUBSCRIBE that is taken opens the stream. Its ids are added unless the call has some.</summary>
    public async Task<HttpAnswer> CallAsync(JsonObject call)
    {
        Own(call, "framework_id", "MESOS_FRAMEWORK_ID");
        Own(call, "executor_id", "MESOS_EXECUTOR_ID");
        byte[] body = WireMessages.Encode<Call>(encoding, call);
        return call["type"]?.ToString() == "SUBSCRIBE"
            ? await SubscribeAsync(body)
            : await agent.RequestAsync("POST", Path, Headers(), body);
    }

    public async Task<JsonNode> NextAsync()
    {
        EventReader<Event> stream = _stream ?? throw new ScriptException("it has never subscribed");
        try
        {
            return await stream.Events.ReadAsync().AsTask().WaitAsync(RunningMaster.Patience);
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
        HttpAnswer answer = await CallAsync(new JsonObject
        {
            ["type"] = "UPDATE",
            ["update"] = new JsonObject
            {
                ["status"] = new JsonObject
                {
                    ["task_id"] = new JsonObject { ["value"] = Marker },
                    ["state"] = "TASK_RUNNING",
                    ["source"] = "SOURCE_EXECUTOR",
                    ["uuid"] = Convert.ToBase64String(new byte[16]),
                },
            },
        });
        JsonNode? next = answer.Head.StatusCode == 202 ? await NextAsync() : JsonValue.Create(answer.Text);
        if (next is not JsonObject || next["acknowledged"]?["task_id"]?["value"]?.ToString() != Marker)
        {
            throw new ScriptException($"expected no further event, got {ScriptValue.Show(next)}");
        }
    }

    public async Task ExpectClosedAsync()
    {
        EventReader<Event> stream = _stream ?? throw new ScriptException("it has never subscribed");
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

    public async Task ExpectDestroyedAsync()
    {
        try
        {
            await container.Destroyed.Task.WaitAsync(RunningMaster.Patience);
        }
        catch (TimeoutException exception)
        {
            throw new ScriptException("its container still runs", exception);
        }
    }

    public async Task ExpectSignalAsync(int signal)
    {
        int sent;
        try
        {
            sent = await container.Signals.Reader.ReadAsync().AsTask().WaitAsync(RunningMaster.Patience);
        }
        catch (TimeoutException exception)
        {
            throw new ScriptException("it got no signal", exception);
        }

        if (sent != signal)
        {
            throw new ScriptException($"it got signal {sent}");
        }
    }

    public void ExpectRemoved()
    {
        // What removes it runs beside the agent's loop.
        if (!SpinWait.SpinUntil(() => !Directory.Exists(container.Launch.WorkingDirectory), RunningMaster.Patience))
        {
            throw new ScriptException($"{container.Launch.WorkingDirectory} is still there");
        }
    }

    /// <summary>Its process ends.</summary>
    public void End(int waitStatus) => agent.Containers.End(container, waitStatus);

    /// <summary>What commands inside its container come to from now on.</summary>
    public void Answer(int waitStatus) => container.Answer = waitStatus;

    /// <summary>Breaks the connection off, and waits until the agent has seen it.</summary>
    public Task DisconnectAsync() => agent.Log.UntilAsync("ExecutorDisconnected", Dispose);

    public void Dispose() => _connection?.Dispose();

    private void Own(JsonObject call, string member, string variable)
    {
        if (!call.ContainsKey(member))
        {
            call[member] = new JsonObject { ["value"] = container.Variable(variable) };
        }
        else if (call[member] is null)
        {
            // Left out on purpose.
            call.Remove(member);
        }
    }

    private async Task<HttpAnswer> SubscribeAsync(byte[] body)
    {
        HttpConnection connection = await HttpConnection.OpenAsync(agent.Port);
        await connection.SendAsync("POST", Path, Headers(), body);
        HttpHead head = await connection.ReadHeadAsync().WaitAsync(RunningMaster.Patience);
        if (head.StatusCode != 200)
        {
            using (connection)
            {
                return new HttpAnswer(head, await connection.ReadBodyAsync(head).WaitAsync(RunningMaster.Patience));
            }
        }

        // The one before stays open: it is the agent that closes it.
        _connection = connection;
        _stream = new EventReader<Event>(connection, Accepts ?? encoding);
        return new HttpAnswer(head, []);
    }

    private Dictionary<string, string> Headers() => new()
    {
        ["Content-Type"] = MediaTypes.Of(encoding),
        ["Accept"] = MediaTypes.Of(Accepts ?? encoding),
        ["Connection"] = "close",
    };
}
