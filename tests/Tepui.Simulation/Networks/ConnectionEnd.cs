using System;
using System.Collections.Generic;
using Tepui.Simulation.Worlds;

namespace Tepui.Simulation.Networks;

/// <summary>
/// One end of a connection, in the hands of a process. What is sent is bytes, or records that nobody changes: the two sides share
/// nothing.
/// </summary>
public sealed class ConnectionEnd
{
    private static readonly object EndOfStream = new();

    private readonly Connection _connection;
    private readonly int _incarnation;

    /// <summary>What this end sent and the other host has not got, since the two are cut off.</summary>
    private readonly Queue<object> _held = new();

    private long _lastArrival;
    private int _epoch;
    private Scheduled? _givingUp;

    internal ConnectionEnd(Connection connection, Process owner)
    {
        _connection = connection;
        Owner = owner;
        _incarnation = owner.Incarnation;
        owner.Own(this);
    }

    public Process Owner { get; }

    public Process Peer => _connection.Other(this).Owner;

    public Connection Connection => _connection;

    /// <summary>Whether this side may send; the other may be gone already.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>Told what arrives. Set by the owner when it gets the connection.</summary>
    public Action<object> Received { get; set; } = static _ => { };

    /// <summary>Told once when the connection is gone; not when this side closed it.</summary>
    public Action<string> Closed { get; set; } = static _ => { };

    private World World => Owner.World;

    private Network Network => _connection.Network;

    public void Send(object payload)
    {
        if (IsOpen)
            Transmit(payload);
    }

    /// <summary>Ends the connection after what was sent before; this side takes nothing more.</summary>
    public void Close()
    {
        if (!IsOpen)
            return;
        Transmit(EndOfStream);
        Shut();
    }

    /// <summary>The process is gone: what it sent may still arrive, or be lost with a reset.</summary>
    internal void OwnerEnded(bool silently)
    {
        if (!IsOpen)
            return;
        if (!silently)
        {
            if (Network.Random.Next(2) == 0)
                _epoch++;
            Transmit(EndOfStream);
        }
        else
        {
            // Nobody answers there: the other side finds out when it sends, or by what it misses.
            _epoch++;
        }

        IsOpen = false;
        _givingUp?.Cancel();
        _connection.EndClosed();
    }

    /// <summary>This side hears that the connection is broken, and nothing of what it sent and is under way arrives.</summary>
    internal void Lose(string reason)
    {
        _epoch++;
        _held.Clear();
        if (!IsOpen)
            return;
        World.After(Network.Delay(), () => Drop(reason));
    }

    internal void Mended()
    {
        _givingUp?.Cancel();
        _givingUp = null;
        if (!_connection.Other(this).IsOpen && IsOpen)
        {
            // The other side's host knows nothing of this connection.
            Lose("reset by the peer");
            return;
        }

        object[] held = [.. _held];
        _held.Clear();
        foreach (object payload in held)
            Transmit(payload);
    }

    private void Transmit(object payload)
    {
        if (_held.Count > 0)
        {
            _held.Enqueue(payload);
            return;
        }

        long arrival = Math.Max(World.Elapsed.Ticks + Network.Delay().Ticks, _lastArrival);
        _lastArrival = arrival;
        int epoch = _epoch;
        World.After(new TimeSpan(arrival) - World.Elapsed, () =>
        {
            if (epoch == _epoch)
                Arrive(payload);
        });
    }

    private void Arrive(object payload)
    {
        if (_held.Count > 0 || _connection.IsCut)
        {
            _held.Enqueue(payload);
            GiveUpLater();
            return;
        }

        ConnectionEnd other = _connection.Other(this);
        if (payload == EndOfStream)
        {
            other.Drop("closed by the peer");
        }
        else if (other.IsOpen)
        {
            other.Take(payload);
        }
        else if (IsOpen)
        {
            Lose("reset by the peer");
        }
    }

    /// <summary>What is sent and never confirmed is given up in the end.</summary>
    private void GiveUpLater()
    {
        if (_givingUp is not null || !IsOpen)
            return;
        (TimeSpan shortest, TimeSpan longest) = Network.GivesUpAfter;
        _givingUp = World.After(shortest + ((longest - shortest) * Network.Random.NextDouble()), () =>
        {
            _givingUp = null;
            if (_held.Count == 0)
                return;
            _held.Clear();
            _epoch++;
            Drop("timed out");
        });
    }

    private void Take(object payload) => Owner.Deliver(() =>
    {
        if (IsOpen && Owner.Incarnation == _incarnation)
            Received(payload);
    });

    private void Drop(string reason)
    {
        if (!IsOpen)
            return;
        Owner.Deliver(() =>
        {
            if (!IsOpen || Owner.Incarnation != _incarnation)
                return;
            Shut();
            Closed(reason);
        });
    }

    private void Shut()
    {
        IsOpen = false;
        _givingUp?.Cancel();
        Owner.Disown(this);
        _connection.EndClosed();
    }
}
