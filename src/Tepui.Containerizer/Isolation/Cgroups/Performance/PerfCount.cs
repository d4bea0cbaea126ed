using System.Runtime.InteropServices;

namespace Tepui.Containerizer.Isolation.Cgroups.Performance;

/// <summary>What the kernel says of one event on one processor.</summary>
/// <param name="Enabled">Nanoseconds in which it was to be counted: those in which the container ran there.</param>
/// <param name="Running">Nanoseconds in which it was: less, where more events than counters take turns.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct PerfCount(ulong Value, ulong Enabled, ulong Running)
{
    /// <summary>As much as it were had it been counted all the time, which is what perf tells; 0 where it never was.</summary>
    public ulong Scaled => Running == 0 ? 0 : Running >= Enabled ? Value : (ulong)((double)Value * Enabled / Running);
}
