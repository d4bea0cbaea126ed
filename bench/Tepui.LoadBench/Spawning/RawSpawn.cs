using System;
using System.Runtime.InteropServices;
using Tepui.Supervisor.Native;

namespace Tepui.LoadBench.Spawning;

/// <summary>The peer: posix_spawn and waitpid, one process after the other, nothing else.</summary>
internal static unsafe partial class RawSpawn
{
    public static void Run(int count)
    {
        fixed (byte* path = "/bin/true\0"u8)
        {
            byte** arguments = stackalloc byte*[2] { path, null };
            byte** environment = stackalloc byte*[1] { null };
            for (int i = 0; i < count; i++)
            {
                var actions = default(PosixSpawn.Actions);
                actions.Initialize();
                int error = actions.Spawn(path, arguments, environment, out int pid);
                actions.Destroy();
                if (error != 0)
                    throw new InvalidOperationException($"posix_spawn: {Marshal.GetPInvokeErrorMessage(error)}");
                int status;
                _ = WaitPid(pid, &status, 0);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "waitpid")]
    private static partial int WaitPid(int pid, int* status, int options);
}
