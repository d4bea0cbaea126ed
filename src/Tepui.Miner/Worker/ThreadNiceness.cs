using System;
using System.Runtime.InteropServices;

namespace Tepui.Miner.Worker;

/// <summary>
/// Hashing threads step back a little for everything else on the machine; alone they lose nothing by it. Not as far as cpuminer's do:
/// at 19 they would stand still on a busy machine, and a cluster's tasks have a right to their cpus.
/// </summary>
internal static partial class ThreadNiceness
{
    private const int Niceness = 5;

    /// <summary>For the calling thread only. Where it is not allowed, nothing changes.</summary>
    public static void MakeNice()
    {
        // On Linux, PRIO_PROCESS with 0 is the calling thread (setpriority(2), "C library/kernel differences").
        if (OperatingSystem.IsLinux())
            _ = SetPriority(which: 0, who: 0, Niceness);
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);
}
