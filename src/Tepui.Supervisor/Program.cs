using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using Tepui.Supervisor.Native;
using Tepui.Supervisor.Processes;
using Tepui.Supervisor.Serving;
using Tepui.Supervisor.Streams;

namespace Tepui.Supervisor;

/// <summary>
/// Starts an agent's tasks and outlives the agent. Its arguments are its directory and its socket, on which the agent that
/// starts it listens already (descriptor 3), so that nobody waits for a path to appear.
/// </summary>
public static class Program
{
    private const int Listener = 3;

    public static int Main(string[] args)
    {
        if (args.Length != 2)
        {
            Log.Line("usage: Tepui.Supervisor DIRECTORY SOCKET, which listens already as descriptor 3; agents start this program themselves");
            return 64;
        }

        int result = 0;

        // Not in the main thread: its children are then orphans only, see ProcessTree.
        var loop = new Thread(() => result = Run(args[0], args[1]), 256 * 1024) { Name = "loop" };
        loop.Start();
        loop.Join();
        return result;
    }

    private static int Run(string directory, string socket)
    {
        const int SetDescriptorFlags = 2;
        const int CreateReadWrite = 0x40 | 0x2;
        const int Exclusive = 2;
        try
        {
            if (Libc.Fcntl(Listener, SetDescriptorFlags, 1) != 0)
            {
                Log.Line("descriptor 3 is no socket; agents start this program themselves");
                return 64;
            }

            // An earlier supervisor may still be ending.
            int held = Libc.Open(Path.Combine(directory, "lock"), CreateReadWrite | Libc.CloseOnExec, 0x180);
            while (held >= 0 && Libc.Lock(held, Exclusive) != 0 && Marshal.GetLastPInvokeError() == Libc.Interrupted)
            {
            }

            int wake = Libc.EventFd(0, Libc.CloseOnExec | Libc.NonBlocking);
            string bootId = File.ReadAllText("/proc/sys/kernel/random/boot_id");
            using var streams = new StreamLoop(socket + ".io");
            using var containers = new ContainerTable(directory, bootId, new Reaper(wake), streams);
            using var server = new Server(Listener, containers, wake);
            server.Run();

            // Still ours: nobody replaces the path while this process listens.
            File.Delete(socket);
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.Line($"the supervisor ends: {e.Message}");
            return 1;
        }
    }
}
