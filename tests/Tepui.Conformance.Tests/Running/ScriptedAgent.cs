using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Google.Protobuf;
using Tepui.Conformance.Tests.Language;
using Tepui.Conformance.Tests.Wire;
using Tepui.Http.Links;
using Tepui.Internal.V1;
using Tepui.Kernel.Master;
using Tepui.Protocol.AgentLink;

namespace Tepui.Conformance.Tests.Running;

/// <summary>An agent that runs nothing: it speaks the agent link, and its tasks live and die as the script says.</summary>
internal sealed class ScriptedAgent(RunningMaster master, JsonObject info) : IAsyncDisposable
{
    private const uint Channel = 7;

    private readonly Dictionary<string, string> _frameworkOfTask = [];
    private readonly Queue<JsonNode> _heldBack = [];
    private Channel<JsonNode> _frames = System.Threading.Channels.Channel.CreateUnbounded<JsonNode>();
    private AgentLink? _link;
    private Task _running = Task.CompletedTask;
    private int _reported;

    public string? Id { get; private set; }

    public bool IsConnected => _link is not null && !_running.IsCompleted;

    public async Task ConnectAsync()
    {
        _frames = System.Threading.Channels.Channel.CreateUnbounded<JsonNode>();
        _heldBack.Clear();
        _link = await AgentLinkClient.ConnectAsync("127.0.0.1", master.Port, CancellationToken.None);
        _running = RunAsync(_link, _frames.Writer);
    }

    /// <summary>Registers, and learns its id.</summary>
    public async Task RegisterAsync()
    {
        SendRegistration();
        JsonNode frame = await NextAsync();
        Id = frame["agent_registered"]?["agent_id"]?["value"]?.ToString()
            ?? throw new ScriptException($"it was not registered but got {ScriptValue.Show(frame)}");
    }

    /// <summary>Comes back with its id, over a new link when it has none, with the frameworks, tasks, executors, operations and resources named.</summary>
    public async Task ReregisterAsync(JsonObject more)
    {
        if (!IsConnected)
        {
            await ConnectAsync();
        }

        Send(new JsonObject
        {
            ["reregister_agent"] = new JsonObject
            {
                ["agent"] = InfoWithId(),
                ["protocol_version"] = AgentLinkFraming.ProtocolVersion,
                ["frameworks"] = more["frameworks"]?.DeepClone(),
                ["executors"] = more["executors"]?.DeepClone(),
                ["checkpointed_resources"] = more["checkpointed_resources"]?.DeepClone(),
                ["operations"] = more["operations"]?.DeepClone(),
                ["tasks_bytes"] = new JsonArray([.. (more["tasks"]?.AsArray() ?? []).Select(EncodeTask)]),
            },
        });
    }

    /// <summary>Sends a status: what the script leaves out is as an agent says it of a command task.</summary>
    public void Report(JsonObject status)
    {
        string task = status["task_id"]!["value"]!.ToString();
        var whole = new JsonObject
        {
            ["source"] = "SOURCE_EXECUTOR",
            ["agent_id"] = new JsonObject { ["value"] = Id },
            ["executor_id"] = new JsonObject { ["value"] = task },
            ["timestamp"] = 1795254273.25 + _reported,
            ["uuid"] = Convert.ToBase64String(new Guid(++_reported, 0, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, 1).ToByteArray(bigEndian: true)),
        };
        foreach ((string name, JsonNode? value) in status)
        {
            whole[name] = value?.DeepClone();
        }

        string framework = _frameworkOfTask.GetValueOrDefault(task) ?? throw new ScriptException($"it was never told to run {task}");
        Send(new JsonObject
        {
            ["update_status"] = new JsonObject { ["framework_id"] = new JsonObject { ["value"] = framework }, ["status"] = whole },
        });
    }

    /// <summary>Takes the next frame, an operation, and says that it is done; the operation is returned.</summary>
    public async Task<JsonNode> ApplyAsync()
    {
        JsonNode frame = await NextAsync();
        JsonNode apply = frame["apply_operation"] ?? throw new ScriptException($"expected an operation, got {ScriptValue.Show(frame)}");
        var status = new JsonObject
        {
            ["state"] = "OPERATION_FINISHED",
            ["operation_id"] = apply["operation"]!["id"]?.DeepClone(),
            ["agent_id"] = new JsonObject { ["value"] = Id },
            ["uuid"] = new JsonObject
            {
                ["value"] = Convert.ToBase64String(new Guid(++_reported, 0, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, 2).ToByteArray(bigEndian: true)),
            },
        };
        Send(new JsonObject
        {
            ["update_operation_status"] = new JsonObject
            {
                ["framework_id"] = apply["framework_id"]?.DeepClone(),
                ["operation_uuid"] = apply["operation_uuid"]!.DeepClone(),
                ["status"] = status,
            },
        });
        await SettleAsync();
        return apply["operation"]!;
    }

    public void Send(JsonObject frame)
    {
        frame["channel"] = Channel;
        AgentLink link = _link ?? throw new ScriptException("it has no link");
        link.Send(WireMessages.Read<AgentLinkFrame>(frame));
        link.Flush();
    }

    public async Task<JsonNode> NextAsync() => _heldBack.TryDequeue(out JsonNode? frame) ? frame : await ReadAsync();

    /// <summary>Waits until the master has taken in all that this agent sent: it answers a second registration at once.</summary>
    public async Task SettleAsync()
    {
        if (!IsConnected || Id is null)
        {
            return;
        }

        SendRegistration();
        try
        {
            JsonNode frame = await ReadAsync();
            while (frame["agent_registered"] is null)
            {
                _heldBack.Enqueue(frame);
                frame = await ReadAsync();
            }
        }
        catch (ScriptException exception) when (exception.InnerException is ChannelClosedException)
        {
            // Closed meanwhile: nothing is on its way any more.
        }
    }

    /// <summary>Sees that no frame is on its way.</summary>
    public async Task ExpectNothingAsync()
    {
        await SettleAsync();
        if (_heldBack.TryDequeue(out JsonNode? frame) || _frames.Reader.TryRead(out frame))
        {
            throw new ScriptException($"expected no further frame, got {ScriptValue.Show(frame)}");
        }
    }

    public async Task ExpectClosedAsync()
    {
        try
        {
            await _running.WaitAsync(RunningMaster.Patience);
        }
        catch (TimeoutException exception)
        {
            throw new ScriptException("its link is still open", exception);
        }

        await ExpectNothingAsync();
    }

    /// <summary>Breaks the link off, and waits until the master has seen it.</summary>
    public async Task DisconnectAsync()
    {
        _ = _link ?? throw new ScriptException("it has no link");
        await master.UntilAsync<AgentDisconnected>(CloseAsync, notice => notice.Agent.Value == Id);
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task CloseAsync()
    {
        if (_link is { } link)
        {
            _link = null;
            await link.DisposeAsync();
            await _running;
        }
    }

    private void SendRegistration() => Send(new JsonObject
    {
        ["register_agent"] = new JsonObject { ["agent"] = info.DeepClone(), ["protocol_version"] = AgentLinkFraming.ProtocolVersion },
    });

    private JsonNode InfoWithId()
    {
        JsonNode whole = info.DeepClone();
        whole["id"] = new JsonObject { ["value"] = Id };
        return whole;
    }

    private static JsonNode EncodeTask(JsonNode? task) =>
        JsonValue.Create(Convert.ToBase64String(WireMessages.Read<Mesos.V1.Task>(task).ToByteArray()));

    private async Task<JsonNode> ReadAsync()
    {
        JsonNode frame;
        try
        {
            frame = await _frames.Reader.ReadAsync().AsTask().WaitAsync(RunningMaster.Patience);
        }
        catch (ChannelClosedException exception)
        {
            throw new ScriptException("its link has ended", exception);
        }
        catch (TimeoutException exception)
        {
            throw new ScriptException("no frame came", exception);
        }

        if (frame["run_task"] is { } run)
        {
            _frameworkOfTask[run["task"]!["task_id"]!["value"]!.ToString()] = run["framework"]!["id"]!["value"]!.ToString();
        }

        return frame;
    }

    private static async Task RunAsync(AgentLink link, ChannelWriter<JsonNode> frames)
    {
        await link.RunAsync(
            received =>
            {
                foreach (AgentLinkFrame frame in received)
                {
                    frames.TryWrite(WireMessages.ToJson(frame));
                }

                return ValueTask.CompletedTask;
            },
            CancellationToken.None);
        frames.TryComplete();
    }
}
