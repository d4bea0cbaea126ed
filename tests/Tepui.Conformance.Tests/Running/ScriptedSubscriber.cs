using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using System.Threading.Tasks;
using Mesos.V1.Master;
using Tepui.Conformance.Tests.Language;
using Tepui.Conformance.Tests.Wire;
using Tepui.Kernel.Master;
using Tepui.Protocol.Codecs;

namespace Tepui.Conformance.Tests.Running;

/// <summary>An operator who reads the event stream.</summary>
internal sealed class ScriptedSubscriber : IDisposable
{
    private readonly RunningMaster _master;
    private readonly HttpConnection _connection;
    private readonly EventReader<Event> _stream;

    private ScriptedSubscriber(RunningMaster master, HttpConnection connection, MessageEncoding encoding)
    {
        _master = master;
        _connection = connection;
        _stream = new EventReader<Event>(connection, encoding);
    }

    public bool IsOpen => !_stream.Ended.IsCompleted;

    public static async Task<ScriptedSubscriber> SubscribeAsync(RunningMaster master, MessageEncoding encoding)
    {
        HttpConnection connection = await HttpConnection.OpenAsync(master.Port);
        var headers = new Dictionary<string, string>
        {
            ["Content-Type"] = MediaTypes.Of(encoding),
            ["Accept"] = MediaTypes.Of(encoding),
            ["Connection"] = "close",
        };
        var call = new JsonObject { ["type"] = "SUBSCRIBE" };
        await connection.SendAsync("POST", "/api/v1", headers, WireMessages.Encode<Call>(encoding, call));
        HttpHead head = await connection.ReadHeadAsync().WaitAsync(RunningMaster.Patience);
        return head.StatusCode == 200
            ? new ScriptedSubscriber(master, connection, encoding)
            : throw new ScriptException($"the subscription was answered {head.StatusCode}");
    }

    public async Task<JsonNode> NextAsync()
    {
        try
        {
            return await _stream.Events.ReadAsync().AsTask().WaitAsync(RunningMaster.Patience);
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

    public async Task ExpectClosedAsync()
    {
        try
        {
            await _stream.Ended.WaitAsync(RunningMaster.Patience);
        }
        catch (TimeoutException exception)
        {
            throw new ScriptException("its stream is still open", exception);
        }

        if (_stream.Events.TryRead(out JsonNode? left))
        {
            throw new ScriptException($"before its end the stream had {ScriptValue.Show(left)}");
        }
    }

    /// <summary>Breaks the connection off, and waits until the master has seen it.</summary>
    public async Task DisconnectAsync()
    {
        await _master.UntilAsync<SubscriberRemoved>(BreakOff, static _ => true);
        await _stream.Ended;
    }

    public void Dispose() => _connection.Dispose();

    private Task BreakOff()
    {
        Dispose();
        return Task.CompletedTask;
    }
}
