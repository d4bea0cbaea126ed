using System;
using System.Collections.Generic;
using Google.Protobuf;
using Mesos.V1.Scheduler;
using Tepui.Simulation.Masters;
using Tepui.Simulation.Networks;

namespace Tepui.Simulation.Frameworks;

/// <summary>The connection for a scheduler's calls: in order, and none waits for another's answer (Tepui.Client's CallChannel).</summary>
internal sealed class CallPipeline(
    SimulatedFramework process, string host, string? streamId, Action<string> broken, Action<Call, string> refused)
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly Queue<CallRequest> _gathered = new();
    private readonly Dictionary<long, Call> _unanswered = [];
    private ConnectionEnd? _end;
    private bool _isConnecting;
    private bool _isClosed;
    private long _last;

    public void Post(Call call)
    {
        var request = new CallRequest(++_last, streamId, call.ToByteArray());
        _unanswered.Add(request.Number, call);
        if (_end is not null)
        {
            _end.Send(request);
            return;
        }

        _gathered.Enqueue(request);
        if (!_isConnecting)
        {
            _isConnecting = true;
            process.World.Network.Dial(process, host, MasterServices.Scheduler, ConnectTimeout, Connected, Break);
        }
    }

    public void Close()
    {
        _isClosed = true;
        _end?.Close();
    }

    private void Connected(ConnectionEnd end)
    {
        _isConnecting = false;
        if (_isClosed)
        {
            end.Close();
            return;
        }

        _end = end;
        end.Received = received =>
        {
            var answer = (CallAnswer)received;
            if (_unanswered.Remove(answer.Number, out var call) && answer.Rejection is { } rejection)
            {
                refused(call, $"{rejection.Kind}: {rejection.Message}");
            }
        };
        end.Closed = reason =>
        {
            // One that is idle may be closed: the next call opens another.
            _end = null;
            if (_unanswered.Count > 0)
            {
                Break(reason);
            }
        };
        while (_gathered.TryDequeue(out var request))
        {
            end.Send(request);
        }
    }

    private void Break(string reason)
    {
        if (!_isClosed)
        {
            _isClosed = true;
            broken(reason);
        }
    }
}
