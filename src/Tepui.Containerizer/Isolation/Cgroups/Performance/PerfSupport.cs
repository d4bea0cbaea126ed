using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tepui.Containerizer.Isolation.Cgroups.Performance;

/// <summary>What this machine can count, found by trying.</summary>
internal static class PerfSupport
{
    /// <summary>Why it counts nothing at all for this agent; null when it does.</summary>
    public static string? Refusal()
    {
        PerfEvent everywhere = PerfEvents.All.First(known => known.Kind == PerfEventKind.Software);
        using SafeFileHandle tried = PerfCalls.Open(everywhere, null, OnlineProcessors.Read()[0], out int error);
        return error is PerfCalls.NotPermitted or PerfCalls.AccessDenied or PerfCalls.NoSuchCall ? Marshal.GetPInvokeErrorMessage(error) : null;
    }

    /// <summary>Those that a processor of this machine counts, and those that none does.</summary>
    public static (IReadOnlyList<PerfEvent> Counted, IReadOnlyList<PerfEvent> NotCounted) Split(IReadOnlyList<PerfEvent> events)
    {
        IReadOnlyList<int> processors = events.Count > 0 ? OnlineProcessors.Read() : [];
        ILookup<bool, PerfEvent> counted = events.ToLookup(asked => processors.Any(processor => IsCounted(asked, processor)));
        return ([.. counted[true]], [.. counted[false]]);
    }

    private static bool IsCounted(PerfEvent asked, int processor)
    {
        using SafeFileHandle tried = PerfCalls.Open(asked, null, processor, out int error);
        return error == 0;
    }
}
