using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Simulation.Worlds;

namespace Tepui.Simulation.Frameworks;

/// <summary>What befalls frameworks: schedulers die and come back soon, late or too late, stand still, or are taken over by their standby.</summary>
public sealed class FrameworkFaults(World world, IReadOnlyList<FrameworkGroup> groups)
{
    private readonly Random _random = world.RandomFor("faults of frameworks");
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private bool _ended;

    /// <summary>How often each kind befell somebody.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    /// <summary>Between two of them, on average.</summary>
    public TimeSpan Between { get; init; } = TimeSpan.FromMinutes(2);

    public void Begin() => world.After(Between * 2 * _random.NextDouble(), () =>
    {
        if (!_ended)
        {
            Befall(groups[_random.Next(groups.Count)]);
            Begin();
        }
    });

    /// <summary>No more of it: one scheduler of each framework runs.</summary>
    public void End()
    {
        _ended = true;
        foreach (var group in groups)
        {
            group.Schedulers[0].Resume();
            group.Schedulers[0].Start();
            foreach (var standby in group.Schedulers.Skip(1))
            {
                standby.Crash();
            }
        }
    }

    private void Befall(FrameworkGroup group)
    {
        var running = group.Schedulers.Where(scheduler => scheduler.IsRunning).ToList();
        if (running.Count == 0)
        {
            Count("scheduler started again");
            group.Schedulers[_random.Next(group.Schedulers.Count)].Start();
            return;
        }

        var scheduler = running[_random.Next(running.Count)];
        switch (_random.Next(6))
        {
            case 0 when group.Schedulers.FirstOrDefault(other => !other.IsRunning) is { } standby:
                Count("standby takes over");
                standby.Start();
                break;
            case 1:
                Count("scheduler stopped for a while");
                scheduler.Pause(TimeSpan.FromSeconds(Math.Pow(10, 2.5 * _random.NextDouble())));
                break;
            case 2:
                Count("scheduler killed, and away for long");
                scheduler.Crash();
                world.After(TimeSpan.FromMinutes(20 * _random.NextDouble()), () => Revive(group));
                break;
            default:
                Count("scheduler killed");
                scheduler.Crash();
                world.After(TimeSpan.FromSeconds(20 * _random.NextDouble()), () => Revive(group));
                break;
        }
    }

    private static void Revive(FrameworkGroup group)
    {
        if (!group.Schedulers.Any(scheduler => scheduler.IsRunning))
        {
            group.Schedulers[0].Start();
        }
    }

    private void Count(string kind) => _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
}
