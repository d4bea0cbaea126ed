using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Mesos.V1;
using Mesos.V1.Maintenance;
using Tepui.Kernel.Registry;

namespace Tepui.Kernel.Maintenance;

/// <summary>
/// What operators do to the maintenance schedule, as changes of the registry. A machine is UP (not named), DRAINING once it is
/// in the schedule, and DOWN from the start of its maintenance to the end (docs/maintenance.md).
/// </summary>
internal static class ScheduleChanges
{
    /// <summary>With another schedule: new machines in it are DRAINING, those no longer in it UP; the others stay what they are.</summary>
    public static RegistryState Replace(RegistryState registry, Schedule schedule)
    {
        var machines = ImmutableSortedDictionary.CreateBuilder<MachineKey, MachineInfo>();
        foreach (var window in schedule.Windows)
        {
            foreach (var id in window.MachineIds)
            {
                var key = MachineKey.Of(id);
                machines[key] = new MachineInfo
                {
                    Id = id,
                    Mode = registry.Machines.TryGetValue(key, out var known) ? known.Mode : MachineInfo.Types.Mode.Draining,
                    Unavailability = window.Unavailability,
                };
            }
        }

        return registry with { Machines = machines.ToImmutable(), Schedule = schedule.Windows.Count > 0 ? schedule : null };
    }

    /// <summary>With these machines, where they are in the schedule, DOWN.</summary>
    public static RegistryState Start(RegistryState registry, IEnumerable<MachineKey> keys)
    {
        var machines = registry.Machines;
        foreach (var key in keys)
        {
            if (machines.TryGetValue(key, out var machine))
            {
                machine = machine.Clone();
                machine.Mode = MachineInfo.Types.Mode.Down;
                machines = machines.SetItem(key, machine);
            }
        }

        return registry with { Machines = machines };
    }

    /// <summary>With these machines UP and out of the schedule.</summary>
    public static RegistryState Stop(RegistryState registry, IReadOnlySet<MachineKey> keys)
    {
        var schedule = registry.Schedule?.Clone();
        foreach (var window in schedule?.Windows.ToList() ?? [])
        {
            var left = window.MachineIds.Where(machine => !keys.Contains(MachineKey.Of(machine))).ToList();
            window.MachineIds.Clear();
            window.MachineIds.AddRange(left);
            if (left.Count == 0)
            {
                schedule!.Windows.Remove(window);
            }
        }

        return registry with
        {
            Machines = registry.Machines.RemoveRange(keys),
            Schedule = schedule is { Windows.Count: > 0 } ? schedule : null,
        };
    }
}
