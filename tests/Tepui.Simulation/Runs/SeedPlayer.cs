using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;

namespace Tepui.Simulation.Runs;

/// <summary>Plays one seed after the other on each of several threads. A seed does not notice: it has a world of its own, and one thread.</summary>
public sealed class SeedPlayer(RunSettings settings, int threads, TextWriter? log = null)
{
    private readonly Lock _gate = new();

    /// <summary>Completes when <paramref name="goesOn"/> has said no and the seeds begun by then are played.</summary>
    /// <param name="first">The first seed; the others follow it.</param>
    /// <param name="goesOn">Asked with the number of seeds begun so far before each; never twice at a time, nor beside <paramref name="done"/>.</param>
    /// <param name="done">Told how each ended, in whatever order they end.</param>
    /// <exception cref="AggregateException">The simulation itself is broken.</exception>
    public void Play(long first, Func<int, bool> goesOn, Action<RunReport> done)
    {
        int begun = 0;
        var faults = new List<Exception>();
        bool TryNext(out long seed)
        {
            lock (_gate)
            {
                seed = first + begun;
                if (faults.Count > 0 || !goesOn(begun))
                    return false;
                begun++;
                return true;
            }
        }

        void PlayOn()
        {
            try
            {
                // Continuations of the real schedulers must run on this one thread, where they are awaited.
                SynchronizationContext.SetSynchronizationContext(null);
                while (TryNext(out long seed))
                {
                    RunReport report = new SimulationRun(seed, settings, log).Run();
                    lock (_gate)
                        done(report);
                }
            }
            catch (Exception fault)
            {
                lock (_gate)
                    faults.Add(fault);
            }
        }

        var players = new List<Thread>();
        for (int i = 0; i < threads; i++)
            players.Add(new Thread(PlayOn) { Name = "seeds" });
        players.ForEach(static player => player.Start());
        players.ForEach(static player => player.Join());
        if (faults.Count > 0)
            throw new AggregateException(faults);
    }
}
