using System;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Tepui.Containerizer.Fetching.Sandboxes;

namespace Tepui.Containerizer.Images.Layers;

/// <summary>Calls that only layers need.</summary>
internal static unsafe partial class LayerCalls
{
    private const long OpenAt2 = 437;
    private const ulong InRoot = 0x10;
    private const ulong NoMagicLinks = 0x02;
    private const ulong NoLinks = 0x04;
    private const uint Pipe = 0x1000;
    private const uint CharacterDevice = 0x2000;

    /// <summary>An open folder: '..' and links are taken as if the root were the only one.</summary>
    public static SafeFileHandle OpenInRoot(SafeFileHandle root, string path, bool noLinks)
    {
        var how = new OpenHow
        {
            Flags = (ulong)(uint)(Libc.ReadOnly | Libc.DirectoryOnly | Libc.CloseOnExec),
            Resolve = InRoot | NoMagicLinks | (noLinks ? NoLinks : 0),
        };
        nint found = OpenAt2Call(OpenAt2, root, path.Length == 0 ? "." : path, &how, (nuint)sizeof(OpenHow));
        return new SafeFileHandle(found, ownsHandle: true);
    }

    public static bool MakePipe(SafeFileHandle folder, string name, uint mode) => MakeNode(folder, name, Pipe | mode, 0) == 0;

    /// <summary>What overlayfs takes for a removed entry.</summary>
    public static bool MakeWhiteout(SafeFileHandle folder, string name) => MakeNode(folder, name, CharacterDevice, 0) == 0;

    public static bool SetAttribute(SafeFileHandle file, string name, ReadOnlySpan<byte> value)
    {
        fixed (byte* bytes = value)
            return SetAttribute(file, name, bytes, (nuint)value.Length, 0) == 0;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint OpenAt2Call(long number, SafeFileHandle root, string path, OpenHow* how, nuint size);

    [LibraryImport("libc", EntryPoint = "mknodat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeNode(SafeFileHandle folder, string name, uint mode, ulong device);

    [LibraryImport("libc", EntryPoint = "fsetxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetAttribute(SafeFileHandle file, string name, byte* value, nuint size, int flags);
}
