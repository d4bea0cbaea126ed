using System.Collections.Generic;
using System.Globalization;
using Mesos.V1;
using Mesos.V1.Maintenance;
using Tepui.Kernel.Registry;

namespace Tepui.Kernel.Maintenance;

/// <summary>What must hold of schedules and lists of machines (src/master/maintenance.cpp); the first fault is told, as there.</summary>
internal static class MaintenanceValidation
{
    /// <summary>Why a schedule cannot replace the present one, or null.</summary>
    public static string? Validate(Schedule schedule, RegistryState registry)
    {
        var scheduled = new HashSet<MachineKey>();
        foreach (var window in schedule.Windows)
        {
            if (window.MachineIds.Count == 0)
            {
                return "List of machines in the maintenance window is empty";
            }

            if (window.Unavailability.Duration is { Nanoseconds: < 0 })
            {
                return "Unavailability 'duration' is negative";
            }

            if (Validate(window.MachineIds, scheduled) is { } fault)
            {
                return fault;
            }
        }

        foreach (var (key, machine) in registry.Machines)
        {
            if (machine.Mode == MachineInfo.Types.Mode.Down && !scheduled.Contains(key))
            {
                return $"Machine '{MachineText.AsJson(machine.Id)}' is deactivated and cannot be removed from the schedule";
            }
        }

        return null;
    }

    /// <summary>Why a list of machines is none to start or stop maintenance on, or null.</summary>
    public static string? Validate(IReadOnlyCollection<MachineID> machines) =>
        machines.Count == 0 ? "List of machines is empty" : Validate(machines, []);

    private static string? Validate(IEnumerable<MachineID> machines, HashSet<MachineKey> seen)
    {
        foreach (var machine in machines)
        {
            if (machine.Hostname.Length == 0 && machine.Ip.Length == 0)
            {
                return "Both 'hostname' and 'ip' for a machine are empty";
            }

            if (machine.Ip.Length > 0 && !IsAddress(machine.Ip))
            {
                return $"Failed to parse IPv4: {machine.Ip}";
            }

            if (!seen.Add(MachineKey.Of(machine)))
            {
                return $"Machine '{MachineText.AsJson(machine)}' appears more than once in the schedule";
            }
        }

        return null;
    }

    /// <summary>Four numbers with dots between, as inet_pton takes them.</summary>
    private static bool IsAddress(string text)
    {
        var parts = text.Split('.');
        if (parts.Length != 4)
        {
            return false;
        }

        foreach (var part in parts)
        {
            if (part.Length is 0 or > 3 || (part.Length > 1 && part[0] == '0') ||
                !byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                return false;
            }
        }

        return true;
    }
}
