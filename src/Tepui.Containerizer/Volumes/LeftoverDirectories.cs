using System;
using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Tepui.Containerizer.Fetching.Sandboxes;
using Tepui.Containerizer.Mounts;

namespace Tepui.Containerizer.Volumes;

/// <summary>Removes sandboxes that nobody uses any more, and what was above them alone.</summary>
public static class LeftoverDirectories
{
    private const string Latest = "latest";

    /// <summary>
    /// Removes a folder with all that is in it. No link is followed; what a dead process left mounted there is unmounted, as Mesos
    /// does (MESOS-8830), and what cannot be unmounted stays with all that is in it. The folders above go when they are empty.
    /// </summary>
    /// <param name="path">Below the root, without a slash before it.</param>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="IOException">Something stays; the message says where and why.</exception>
    public static bool Remove(string root, string path)
    {
        string directory = root.TrimEnd('/') + "/" + path;
        bool there = Directory.Exists(directory);
        if (there)
        {
            HostMounts.DetachBelow(directory);
            VolumeDirectories.Remove(root, directory);
        }

        // What is above a nested container's sandbox is another one's.
        string[] parts = path.Split('/');
        if (parts is [.., "runs", _])
            RemoveEmptyAbove(root, parts);
        return there;
    }

    /// <summary>The root and the folder right below it stay.</summary>
    private static void RemoveEmptyAbove(string root, string[] parts)
    {
        for (int count = parts.Length - 1; count > 1; count--)
        {
            using SafeFileHandle? above = Open(root, parts.AsSpan(0, count - 1));
            if (above is null)
                continue;
            if (parts[count - 1] == "runs")
                RemoveDanglingLatest(above, root, parts, count);
            if (Libc.RemoveAt(above, parts[count - 1], Libc.RemoveDirectory) != 0 && Marshal.GetLastPInvokeError() != Libc.NoSuchEntry)
                return;
        }
    }

    private static void RemoveDanglingLatest(SafeFileHandle executor, string root, string[] parts, int count)
    {
        using SafeFileHandle runs = Step(executor, "runs");
        if (!runs.IsInvalid && Libc.TargetOfLinkAt(runs, Latest) == root.TrimEnd('/') + "/" + string.Join('/', parts.AsSpan(0, count + 1)!))
            _ = Libc.RemoveAt(runs, Latest, 0);
    }

    private static SafeFileHandle? Open(string root, ReadOnlySpan<string> parts)
    {
        SafeFileHandle current = Libc.Open(root, Libc.ReadOnly | Libc.DirectoryOnly | Libc.CloseOnExec, 0);
        foreach (string part in parts)
        {
            if (current.IsInvalid)
                break;
            SafeFileHandle next = Step(current, part);
            current.Dispose();
            current = next;
        }

        if (!current.IsInvalid)
            return current;
        current.Dispose();
        return null;
    }

    private static SafeFileHandle Step(SafeFileHandle above, string name) =>
        Libc.OpenAt(above, name, Libc.ReadOnly | Libc.DirectoryOnly | Libc.NoFollow | Libc.CloseOnExec, 0);
}
