using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace Tepui.Containerizer.Mounts;

/// <summary>The mounts that the agent sees (proc_pid_mountinfo(5)).</summary>
public static class MountTable
{
    private const string Path = "/proc/self/mountinfo";

    /// <summary>Every mount point once, in the order in which they were mounted.</summary>
    public static IEnumerable<string> Targets() => File.ReadLines(Path).Select(line => Unescape(line.Split(' ')[4])).Distinct();

    /// <summary>Mount points at or below a folder, the innermost first; one that was mounted over comes as often as it was mounted.</summary>
    public static IReadOnlyList<string> Below(string folder)
    {
        string prefix = folder.TrimEnd('/') + "/";
        return
        [
            .. File.ReadLines(Path)
                .Select(line => Unescape(line.Split(' ')[4]))
                .Where(target => target == folder || target.StartsWith(prefix, StringComparison.Ordinal))
                .Reverse(),
        ];
    }

    /// <summary>What bars something (as read-only or nosuid) of the mount that a path lies on.</summary>
    public static ulong FlagsOf(string path)
    {
        string[]? mount = Holding(path);
        return mount is null ? 0 : MountOptions.Parse(mount[5].Split(',')).Flags & 0x42F;
    }

    /// <summary>The mount that a path lies on, and whether its changes go both ways.</summary>
    public static (string Target, bool IsShared)? MountOf(string path)
    {
        string[]? mount = Holding(path);
        return mount is null ? null : (Unescape(mount[4]), mount.Skip(6).TakeWhile(field => field != "-").Any(IsShared));

        static bool IsShared(string field) => field.StartsWith("shared:", StringComparison.Ordinal);
    }

    /// <summary>Of the file system whose files tell this device: its type, and what it is on.</summary>
    public static (string Type, string Source)? FileSystemOn((uint Major, uint Minor) device)
    {
        string name = $"{device.Major}:{device.Minor}";
        foreach (string line in File.ReadLines(Path))
        {
            string[] fields = line.Split(' ');
            if (fields[2] == name && Array.IndexOf(fields, "-") is var end and > 0)
                return (fields[end + 1], Unescape(fields[end + 2]));
        }

        return null;
    }

    private static string[]? Holding(string path)
    {
        string[]? best = null;
        int length = -1;
        foreach (string line in File.ReadLines(Path))
        {
            string[] fields = line.Split(' ');
            string target = Unescape(fields[4]);
            bool holds = target == "/" || path == target || path.StartsWith(target + "/", StringComparison.Ordinal);
            if (holds && target.Length >= length)
                (best, length) = (fields, target.Length);
        }

        return best;
    }

    /// <summary>Blanks and backslashes stand as octal numbers.</summary>
    internal static string Unescape(string text)
    {
        if (!text.Contains('\\'))
            return text;
        var bytes = new List<byte>();
        byte[] raw = Encoding.UTF8.GetBytes(text);
        for (int i = 0; i < raw.Length; i++)
        {
            if (raw[i] == '\\' && i + 3 < raw.Length && IsOctal(raw[i + 1]) && IsOctal(raw[i + 2]) && IsOctal(raw[i + 3]))
            {
                bytes.Add((byte)(((raw[i + 1] - '0') << 6) | ((raw[i + 2] - '0') << 3) | (raw[i + 3] - '0')));
                i += 3;
            }
            else
            {
                bytes.Add(raw[i]);
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);

        static bool IsOctal(byte letter) => letter is >= (byte)'0' and <= (byte)'7';
    }
}
