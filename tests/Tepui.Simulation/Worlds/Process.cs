using System;
using System.Collections.Generic;
using Tepui.Simulation.Networks;

namespace Tepui.Simulation.Worlds;

/// <summary>
/// A process on a host: it starts, may be killed at any moment, stopped for a while (SIGSTOP), and started again as another run of
/// the same program. What was to reach a run that is over reaches nobody; what reaches one that is stopped waits.
/// </summary>
public abstract class Process
{
    private readonly Queue<Action> _waiting = new();
    private readonly List<ConnectionEnd> _connections = [];
    private Scheduled? _resuming;

    protected Process(World world, string host, string name)
    {
        World = world;
        Host = host;
        Name = name;
    }

    public World World { get; }

    /// <summary>Where it runs; the network knows hosts by their names.</summary>
    public string Host { get; }

    public string Name { get; }

    public bool IsRunning { get; private set; }

    public bool IsPaused { get; private set; }

    /// <summary>Which run this is, from 1.</summary>
    public int Incarnation { get; private set; }

    /// <summary>How long after its own end somebody starts it again; null for nobody.</summary>
    public TimeSpan? RestartsAfter { get; set; }

    public void Start()
    {
        if (IsRunning)
            return;
        IsRunning = true;
        Incarnation++;
        World.Tell(Name, "starts");
        OnStart();
    }

    /// <summary>kill -9.</summary>
    public void Crash(string why = "killed")
    {
        if (!IsRunning)
            return;
        World.Tell(Name, "crashes", why);
        End(silently: false);
    }

    /// <summary>The host has lost its power: nobody is told.</summary>
    public void Vanish()
    {
        if (!IsRunning)
            return;
        World.Tell(Name, "vanishes");
        End(silently: true);
    }

    /// <summary>The program ends by itself; whoever supervises it starts it again.</summary>
    protected void Exit(string why)
    {
        if (!IsRunning)
            return;
        World.Tell(Name, "ends", why);
        End(silently: false);
        if (RestartsAfter is { } delay)
            World.After(delay, Start);
    }

    public void Pause(TimeSpan time)
    {
        if (!IsRunning || IsPaused)
            return;
        IsPaused = true;
        World.Tell(Name, "is stopped", time);
        _resuming = World.After(time, Resume);
    }

    public void Resume()
    {
        if (!IsPaused)
            return;
        IsPaused = false;
        _resuming?.Cancel();
        _resuming = null;
        World.Tell(Name, "goes on");
        int incarnation = Incarnation;
        while (!IsPaused && Incarnation == incarnation && _waiting.TryDequeue(out Action? action))
            action();
    }

    /// <summary>Has the present run do something: now, or once it goes on; never when it ends before.</summary>
    public void Deliver(Action action)
    {
        if (!IsRunning)
            return;
        if (IsPaused)
            _waiting.Enqueue(action);
        else
            action();
    }

    /// <summary>The same after a while.</summary>
    public Scheduled After(TimeSpan delay, Action action)
    {
        int incarnation = Incarnation;
        return World.After(delay, () =>
        {
            if (Incarnation == incarnation)
                Deliver(action);
        });
    }

    internal void Own(ConnectionEnd end) => _connections.Add(end);

    internal void Disown(ConnectionEnd end) => _connections.Remove(end);

    internal IReadOnlyList<ConnectionEnd> Connections => _connections;

    protected abstract void OnStart();

    /// <summary>The run is over; all it held in memory is gone.</summary>
    protected abstract void OnEnd();

    private void End(bool silently)
    {
        IsRunning = false;
        IsPaused = false;
        _resuming?.Cancel();
        _resuming = null;
        _waiting.Clear();
        OnEnd();
        foreach (ConnectionEnd end in _connections.ToArray())
            end.OwnerEnded(silently);
        _connections.Clear();
        World.Network.StopListening(this);
    }
}
