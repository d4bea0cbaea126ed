using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace Tepui.Containerizer.Images.Provisioning;

/// <summary>mount(2) and its like.</summary>
internal static partial class MountCalls
{
    private const ulong ReadOnly = 1;
    private const ulong Remount = 32;
    private const ulong Bind = 4096;
    private const int Detach = 2;
    private const int NoFollow = 8;

    public static void Overlay(string target, string options)
    {
        if (Mount("overlay", target, "overlay", 0, options) != 0)
            throw Failure($"mount an overlay at {target}");
    }

    public static void BindReadOnly(string source, string target)
    {
        if (Mount(source, target, "none", Bind, null) != 0 || Mount("none", target, "none", Bind | Remount | ReadOnly, null) != 0)
            throw Failure($"bind {source} to {target}");
    }

    /// <summary>Unmounts all that is mounted at or below a folder, the last one first.</summary>
    public static void UnmountBelow(string folder)
    {
        foreach (string target in Below(folder).Reverse())
            _ = Unmount(target, Detach | NoFollow);
    }

    /// <summary>Mount points at or below a folder, in the order in which they were mounted.</summary>
    public static IReadOnlyList<string> Below(string folder)
    {
        string prefix = folder.TrimEnd('/') + "/";
        var found = new List<string>();
        foreach (string line in File.ReadLines("/proc/self/mountinfo"))
        {
            string target = Unescaped(line.Split(' ')[4]);
            if (target.StartsWith(prefix, StringComparison.Ordinal) || target == folder)
                found.Add(target);
        }

        return found;
    }

    /// <summary>Blanks and the like stand there in octal.</summary>
    private static string Unescaped(string text) => text.Contains('\\', StringComparison.Ordinal)
        ? text.Replace("\\040", " ", StringComparison.Ordinal).Replace("\\011", "\t", StringComparison.Ordinal)
            .Replace("\\012", "\n", StringComparison.Ordinal).Replace("\\134", "\\", StringComparison.Ordinal)
        : text;

    private static IOException Failure(string what) => new($"cannot {what}: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string type, ulong flags, string? options);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);
}
