using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using Tepui.Supervisor.Native;

namespace Tepui.Supervisor.Streams;

/// <summary>A pseudo terminal: the side that is ours, and the path of the container's.</summary>
internal static unsafe class Terminal
{
    private const int NameSize = 64;
    private const int SetWindowSize = 0x5414; // TIOCSWINSZ

    /// <exception cref="IOException">There is none to be had.</exception>
    public static int Open(out string path)
    {
        path = "";
        int fd = Libc.OpenTerminal(Libc.ReadWrite | Libc.NoTerminal | Libc.CloseOnExec | Libc.NonBlocking);
        byte* name = stackalloc byte[NameSize];
        if (fd >= 0 && Libc.GrantTerminal(fd) == 0 && Libc.UnlockTerminal(fd) == 0 && Libc.TerminalName(fd, name, NameSize) == 0)
        {
            path = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name));
            return fd;
        }

        string problem = Marshal.GetLastPInvokeErrorMessage();
        if (fd >= 0)
            _ = Libc.Close(fd);
        throw new IOException($"no pseudo terminal: {problem}");
    }

    /// <summary>Says how large it is; the kernel tells its processes by SIGWINCH.</summary>
    public static void Resize(int fd, ushort rows, ushort columns)
    {
        ushort* size = stackalloc ushort[4] { rows, columns, 0, 0 };
        _ = Libc.Control(fd, SetWindowSize, size);
    }
}
