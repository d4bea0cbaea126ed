using System;
using System.Runtime.InteropServices;

namespace Tepui.Cli.Tasks;

/// <summary>
/// The terminal this program runs on. In raw mode every key goes to the task, ctrl-c too; whatever happens, the mode is put back when
/// the program ends.
/// </summary>
internal sealed unsafe partial class LocalTerminal : IDisposable
{
    private const int Input = 0;
    private const int SetNow = 0;
    private const nuint GetWindowSize = 0x5413; // TIOCGWINSZ

    // struct termios is 60 bytes with glibc, less with others.
    private const int ModeSize = 128;

    private readonly byte[] _before = new byte[ModeSize];
    private bool _isRaw;

    private LocalTerminal()
    {
    }

    /// <summary>Whether somebody sits there.</summary>
    public static bool IsThere => IsTerminal(Input) == 1;

    /// <summary>How large it is; null where there is none.</summary>
    public static (ushort Rows, ushort Columns)? Size
    {
        get
        {
            ushort* size = stackalloc ushort[4];
            return Control(Input, GetWindowSize, size) == 0 && size[0] > 0 ? (size[0], size[1]) : null;
        }
    }

    /// <summary>Takes every key as it comes, until it is disposed of or the program ends.</summary>
    public static LocalTerminal EnterRaw()
    {
        var terminal = new LocalTerminal();
        fixed (byte* before = terminal._before)
        {
            byte* mode = stackalloc byte[ModeSize];
            if (GetMode(Input, before) != 0)
                return terminal;
            terminal._before.CopyTo(new Span<byte>(mode, ModeSize));
            MakeRaw(mode);
            terminal._isRaw = SetMode(Input, SetNow, mode) == 0;
        }

        AppDomain.CurrentDomain.ProcessExit += terminal.Restore;
        return terminal;
    }

    /// <summary>Waits for input and reads it; 0 at its end.</summary>
    public static int Read(Span<byte> buffer)
    {
        const int Interrupted = 4;
        fixed (byte* bytes = buffer)
        {
            while (true)
            {
                var count = (int)ReadInput(Input, bytes, (nuint)buffer.Length);
                if (count >= 0 || Marshal.GetLastPInvokeError() != Interrupted)
                    return Math.Max(0, count);
            }
        }
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= Restore;
        Restore(null, EventArgs.Empty);
    }

    private void Restore(object? sender, EventArgs e)
    {
        if (!_isRaw)
            return;
        _isRaw = false;
        fixed (byte* before = _before)
            _ = SetMode(Input, SetNow, before);
    }

    [LibraryImport("libc", EntryPoint = "isatty")]
    private static partial int IsTerminal(int fd);

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int GetMode(int fd, byte* mode);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int SetMode(int fd, int when, byte* mode);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void MakeRaw(byte* mode);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int fd, nuint request, void* argument);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadInput(int fd, byte* buffer, nuint length);
}
