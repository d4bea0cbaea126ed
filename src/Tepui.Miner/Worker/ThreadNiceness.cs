using System;
using System.Runtime.InteropServices;

namespace Tepui.Miner.Worker;

/// <summary>Hashing threads step back for everything else on the machine, as cpuminer's do; alone they lose nothing by it.</summary>
internal static partial class ThreadNiceness
{
    private const int Lowest = 19;

    /// <summary>For the calling thread only. Where it is not allowed, nothing changes.</summary>
    public static void MakeNice()
    {
        // On Linux, PRIO_PROCESS with 0 is the calling thread (setpriority(2), "C library/kernel differences").
        if (OperatingSystem.IsLinux())
            _ = SetPriority(which: 0, who: 0, Lowest);
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);
}
