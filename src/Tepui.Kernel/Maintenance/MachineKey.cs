using System;
using Mesos.V1;

namespace Tepui.Kernel.Maintenance;

/// <summary>
/// A machine as Mesos compares them: by host name in any case and by IP address; what is left out is empty, and does not
/// match an agent that has it.
/// </summary>
public readonly record struct MachineKey : IComparable<MachineKey>
{
    public MachineKey(string hostname, string ip)
    {
        ArgumentNullException.ThrowIfNull(hostname);
        Hostname = hostname.ToLowerInvariant();
        Ip = ip;
    }

    public string Hostname { get; }

    public string Ip { get; }

    public static MachineKey Of(MachineID machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        return new MachineKey(machine.Hostname, machine.Ip);
    }

    public int CompareTo(MachineKey other)
    {
        var order = string.CompareOrdinal(Hostname, other.Hostname);
        return order != 0 ? order : string.CompareOrdinal(Ip, other.Ip);
    }

    /// <summary>For people.</summary>
    public override string ToString() => (Hostname.Length > 0, Ip.Length > 0) switch
    {
        (true, true) => $"{Hostname} ({Ip})",
        (false, true) => $"({Ip})",
        _ => Hostname,
    };

    public static bool operator <(MachineKey left, MachineKey right) => left.CompareTo(right) < 0;

    public static bool operator >(MachineKey left, MachineKey right) => left.CompareTo(right) > 0;

    public static bool operator <=(MachineKey left, MachineKey right) => left.CompareTo(right) <= 0;

    public static bool operator >=(MachineKey left, MachineKey right) => left.CompareTo(right) >= 0;
}
