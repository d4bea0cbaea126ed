using System.Collections.Generic;
using System.IO;
using System.Linq;
using Tepui.Containerizer.Isolation;

namespace Tepui.Containerizer.Launching.Starting;

/// <summary>Kinds of namespaces as the kernel has them (namespaces(7)).</summary>
internal static class NamespaceFiles
{
    /// <summary>Mounts come last: after them no path is what it was.</summary>
    private static readonly (Namespaces Which, string File, int Flag)[] Kinds =
    [
        (Namespaces.Network, "net", 0x40000000),
        (Namespaces.Ipc, "ipc", 0x08000000),
        (Namespaces.Uts, "uts", 0x04000000),
        (Namespaces.Process, "pid", 0x20000000),
        (Namespaces.Cgroup, "cgroup", 0x02000000),
        (Namespaces.Mount, "mnt", 0x00020000),
    ];

    /// <summary>Flags of unshare(2).</summary>
    public static long Flags(Namespaces which) =>
        Kinds.Where(kind => (which & kind.Which) != Namespaces.None).Aggregate(0L, (flags, kind) => flags | (uint)kind.Flag);

    public static int Order(Namespaces which)
    {
        for (int i = 0; i < Kinds.Length; i++)
        {
            if (Kinds[i].Which == which)
                return i;
        }

        return Kinds.Length;
    }

    /// <summary>The namespaces in which a process is and the agent is not, in the order in which they can be entered.</summary>
    public static IEnumerable<JoinedNamespace> Foreign(int pid)
    {
        foreach ((Namespaces which, string file, _) in Kinds)
        {
            string path = $"/proc/{pid}/ns/{file}";
            string? there = new FileInfo(path).LinkTarget;
            if (there is not null && there != new FileInfo($"/proc/self/ns/{file}").LinkTarget)
                yield return new JoinedNamespace(which, path);
        }
    }
}
