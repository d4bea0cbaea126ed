using System;
using System.Collections.Generic;
using System.IO;
using Tepui.Simulation.Checkers;
using Tepui.Simulation.Networks;

namespace Tepui.Simulation.Worlds;

/// <summary>
/// A world of its own: a clock that goes to the next thing that happens, one queue of those, and chance that is the same
/// for the same seed. One thread.
/// </summary>
public sealed class World
{
    private static readonly DateTimeOffset Beginning = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly EventQueue _queue = new();
    private readonly List<Checker> _checkers = [];
    private long _ticks;

    /// <param name="log">Told every line of the transcript as it happens; null for nobody.</param>
    public World(long seed, TextWriter? log = null)
    {
        Seed = seed;
        Transcript = new Transcript(log);
        Network = new Network(this);
    }

    public long Seed { get; }

    public Transcript Transcript { get; }

    public Network Network { get; }

    public DateTimeOffset Now => Beginning.AddTicks(_ticks);

    /// <summary>Since the beginning.</summary>
    public TimeSpan Elapsed => new(_ticks);

    /// <summary>Things that have happened.</summary>
    public long Steps { get; private set; }

    public IReadOnlyList<Checker> Checkers => _checkers;

    /// <summary>
    /// Chance of its own for each purpose: what one part draws more or less of does not change what befalls the others.
    /// </summary>
    public Random RandomFor(string purpose)
    {
        ulong hash = (ulong)Seed ^ 14695981039346656037;
        foreach (char character in purpose)
            hash = (hash ^ character) * 1099511628211;
        hash ^= hash >> 32;
        return new Random((int)(hash & int.MaxValue));
    }

    public void Add(Checker checker)
    {
        checker.Attach(this);
        _checkers.Add(checker);
    }

    public Scheduled After(TimeSpan delay, Action run) => _queue.Add(_ticks + Math.Max(0, delay.Ticks), run);

    public void Tell(string who, string verb, object? what = null) => Transcript.Add(Elapsed, who, verb, what);

    /// <exception cref="SimulationViolation">Always.</exception>
    public void Violate(string rule, string what) => throw new SimulationViolation(rule, what, Seed, Elapsed, Transcript.Last(80));

    /// <summary>Lets happen what happens within this time.</summary>
    public void Run(TimeSpan time)
    {
        long end = _ticks + time.Ticks;
        while (RunNext(end))
        {
        }

        _ticks = end;
    }

    /// <summary>Lets things happen until something is so; false when it is not after this time.</summary>
    public bool RunUntil(Func<bool> condition, TimeSpan within)
    {
        long end = _ticks + within.Ticks;
        while (!condition())
        {
            if (!RunNext(end))
            {
                _ticks = end;
                return condition();
            }
        }

        return true;
    }

    private bool RunNext(long end)
    {
        if (_queue.Take(end) is not { Run: { } run } next)
            return false;
        _ticks = next.Ticks;
        Steps++;
        try
        {
            run();
        }
        catch (Exception exception) when (exception is not SimulationViolation)
        {
            // A broken invariant of the product's own, or a fault of the simulation.
            throw new SimulationViolation(
                "nothing throws", $"{exception.GetType().Name}: {exception.Message}", Seed, Elapsed, Transcript.Last(80), exception);
        }

        return true;
    }
}
