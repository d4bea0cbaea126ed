using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace Tepui.Containerizer.Volumes;

/// <summary>What is mounted on this machine, as this process sees it.</summary>
public static partial class Mounts
{
    private const int Detach = 2;
    private const int NoFollow = 8;

    /// <summary>Mount points at or below a folder, the innermost first.</summary>
    public static IReadOnlyList<string> Below(string directory)
    {
        var found = new List<string>();
        foreach (string line in File.ReadLines("/proc/self/mountinfo"))
        {
            // 36 35 98:0 /root /target options ... (proc(5))
            string[] fields = line.Split(' ', 6);
            if (fields.Length < 6)
                continue;
            string target = Unescape(fields[4]);
            if (target == directory || target.StartsWith(directory + "/", StringComparison.Ordinal))
                found.Add(target);
        }

        found.Reverse();
        return found;
    }

    /// <summary>Takes a mount away now, and what it shows when nobody uses it any more.</summary>
    public static bool TryDetach(string target) => Unmount(target, Detach | NoFollow) == 0;

    /// <exception cref="IOException">One stays; the message says which and why.</exception>
    public static void DetachBelow(string directory)
    {
        foreach (string target in Below(directory))
        {
            if (!TryDetach(target))
                throw new IOException($"cannot unmount {target}: {Marshal.GetLastPInvokeErrorMessage()}; unmount it, and what is there can be removed");
        }
    }

    /// <summary>Blanks, tabs, line ends and backslashes are written as three octal digits.</summary>
    private static string Unescape(string path)
    {
        if (!path.Contains('\\', StringComparison.Ordinal))
            return path;
        var text = new StringBuilder();
        for (int i = 0; i < path.Length; i++)
        {
            if (path[i] == '\\' && i + 3 < path.Length)
            {
                text.Append((char)(((path[i + 1] - '0') << 6) | ((path[i + 2] - '0') << 3) | (path[i + 3] - '0')));
                i += 3;
            }
            else
            {
                text.Append(path[i]);
            }
        }

        return text.ToString();
    }

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);
}
