using System;
using System.Collections.Generic;
using System.Globalization;
using Tepui.Internal.V1;
using Tepui.Kernel;
using Tepui.Kernel.Master;
using Tepui.Simulation.Checkers;
using Tepui.Simulation.Networks;

namespace Tepui.Simulation.Masters;

/// <summary>What a run of a master has open, by the numbers its machine knows it by; what comes in becomes inputs.</summary>
internal sealed class MasterConnections
{
    private readonly SimulatedMaster _master;
    private readonly Dictionary<ConnectionId, ConnectionEnd> _open = [];
    private readonly Dictionary<RequestId, Action<Rejection?>> _replies = [];
    private long _lastConnection;
    private long _lastRequest;

    public MasterConnections(SimulatedMaster master)
    {
        _master = master;
        Network network = master.World.Network;
        network.Listen(master, MasterServices.AgentLink, AcceptAgent);
        network.Listen(master, MasterServices.Scheduler, AcceptScheduler);
        network.Listen(master, MasterServices.Operator, AcceptOperator);
    }

    public ConnectionId Add(ConnectionEnd end)
    {
        var id = new ConnectionId(++_lastConnection);
        _open.Add(id, end);
        return id;
    }

    public void Send(ConnectionId id, object payload)
    {
        if (_open.TryGetValue(id, out ConnectionEnd? end))
            end.Send(payload);
    }

    public void Close(ConnectionId id)
    {
        if (_open.Remove(id, out ConnectionEnd? end))
            end.Close();
    }

    public void Reply(RequestId request, Rejection? rejection)
    {
        if (_replies.Remove(request, out Action<Rejection?>? reply))
            reply(rejection);
    }

    private RequestId Expect(Action<Rejection?> reply)
    {
        var request = new RequestId(++_lastRequest);
        _replies.Add(request, reply);
        return request;
    }

    /// <summary>Only a registration makes a connection known to the machine, as at the real endpoint.</summary>
    private void AcceptAgent(ConnectionEnd end)
    {
        ConnectionId? id = null;
        end.Received = payload =>
        {
            var frame = SimulatedMaster.Decode<AgentLinkFrame>(((LinkBytes)payload).Bytes);
            if (id is null)
            {
                if (frame.MessageCase is not (AgentLinkFrame.MessageOneofCase.RegisterAgent or AgentLinkFrame.MessageOneofCase.ReregisterAgent))
                    return;
                id = Add(end);
            }

            if (_open.ContainsKey(id.Value))
                _master.Post(new AgentSends(id.Value, HostAddress.Of(end.Peer.Host), frame));
        };
        end.Closed = _ => Closed(id);
    }

    private void Closed(ConnectionId? id)
    {
        if (id is { } known && _open.Remove(known))
            _master.Post(new ConnectionClosed(known));
    }

    /// <summary>A connection is a subscription, or one for calls: what comes first tells.</summary>
    private void AcceptScheduler(ConnectionEnd end)
    {
        ConnectionId? id = null;
        end.Received = payload =>
        {
            switch (payload)
            {
                case SubscribeRequest subscribe:
                    id = Subscribe(end, subscribe);
                    break;
                case CallRequest call:
                    _master.Post(new SchedulerCalls(
                        Expect(rejection => end.Send(new CallAnswer(call.Number, rejection))),
                        call.StreamId,
                        Principal: null,
                        SimulatedMaster.Decode<Mesos.V1.Scheduler.Call>(call.Call)));
                    break;
            }
        };
        end.Closed = _ => Closed(id);
    }

    private ConnectionId Subscribe(ConnectionEnd end, SubscribeRequest subscribe)
    {
        ConnectionId id = Add(end);
        string stream = string.Create(CultureInfo.InvariantCulture, $"{_master.Id}-stream-{id.Value}");
        RequestId request = Expect(rejection =>
        {
            end.Send(new SubscribeAnswer(rejection is null ? stream : null, rejection));
            if (rejection is not null)
                Close(id);
        });
        _master.Post(new SchedulerSubscribes(
            request, id, stream, Principal: null, SimulatedMaster.Decode<Mesos.V1.Scheduler.Call>(subscribe.Call)));
        return id;
    }

    private void AcceptOperator(ConnectionEnd end) => end.Received = payload =>
    {
        var request = (CallRequest)payload;
        var call = SimulatedMaster.Decode<Mesos.V1.Master.Call>(request.Call);
        _master.Post(new OperatorCalls(
            Expect(rejection =>
            {
                if (rejection is null)
                {
                    foreach (Checker checker in _master.World.Checkers)
                        checker.OperatorTold(call);
                }

                end.Send(new CallAnswer(request.Number, rejection));
            }),
            Principal: null,
            call));
    };
}
