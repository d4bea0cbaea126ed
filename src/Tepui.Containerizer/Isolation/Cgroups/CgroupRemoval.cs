using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Containerizer.Isolation.Cgroups;

/// <summary>Removes cgroups with all below them; whoever is still in one is killed.</summary>
internal static partial class CgroupRemoval
{
    private const int Kill = 9;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Nothing happens when it is gone already. A pause is made only when a process takes its time to die, and it is short at first.</summary>
    /// <exception cref="IOException">It could not be removed in time.</exception>
    public static async ValueTask RemoveAsync(CgroupDirectory cgroup, CgroupOptions options, TimeProvider time, CancellationToken cancellation)
    {
        long began = time.GetTimestamp();
        TimeSpan pause = FirstPause;
        while (TryRemove(cgroup, options.Kernel) is { } fault)
        {
            if (time.GetElapsedTime(began) > options.DestroyTimeout)
                throw new IOException($"the cgroup {cgroup.Path} cannot be removed within {options.DestroyTimeout.TotalSeconds} s: {fault}");
            KillAll(cgroup);
            await Task.Delay(pause, time, cancellation);
            pause = pause + pause < LongestPause ? pause + pause : LongestPause;
        }
    }

    /// <summary>What is in the way, or null when it is gone.</summary>
    private static string? TryRemove(CgroupDirectory cgroup, CgroupKernel kernel)
    {
        try
        {
            foreach (CgroupDirectory below in cgroup.Descendants().ToList())
                RemoveDirectory(below, kernel);
            RemoveDirectory(cgroup, kernel);
            return null;
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }

    private static void KillAll(CgroupDirectory cgroup)
    {
        foreach (CgroupDirectory part in cgroup.Descendants().Append(cgroup).ToList())
        {
            if (part.Has("cgroup.kill"))
            {
                part.Write("cgroup.kill", 1);
                continue;
            }

            IReadOnlyList<int> processes = part.Processes();
            foreach (int process in processes.Where(process => process > 0 && process != Environment.ProcessId))
                _ = Signal(process, Kill);
        }
    }

    private static void RemoveDirectory(CgroupDirectory cgroup, CgroupKernel kernel)
    {
        const int NoSuchEntry = 2;
        if (kernel.Remove(cgroup.Path) is var error and not (0 or NoSuchEntry))
            throw new IOException($"{cgroup.Path}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Signal(int process, int signal);
}
