using System.Globalization;
using System.IO;
using System.Linq;
using Tepui.Containerizer.Isolation.Cgroups;

namespace Tepui.Containerizer.Tests.Isolation.Cgroups;

/// <summary>Plain folders in the place of a hierarchy of version 2: each has the kernel's files, and none goes while somebody is in it.</summary>
internal sealed class FolderKernel(string root) : CgroupKernel
{
    private static readonly string[] Files =
    [
        "cgroup.subtree_control", "cgroup.procs", "cgroup.threads", "cpu.weight", "cpu.max", "cpu.stat", "io.stat", "memory.low",
        "memory.max", "memory.current", "memory.stat", "memory.events", "memory.peak", "pids.max",
    ];

    public override void Make(string path)
    {
        if (Directory.Exists(path))
            return;
        if (path.Length > root.Length)
            Make(Path.GetDirectoryName(path)!);
        Directory.CreateDirectory(path);
        foreach (string file in Files)
            File.WriteAllText(Path.Combine(path, file), "");
    }

    public override int Remove(string path)
    {
        const int NoSuchEntry = 2;
        const int Busy = 16;
        const int NotEmpty = 39;
        if (!Directory.Exists(path))
            return NoSuchEntry;
        if (Directory.EnumerateDirectories(path).Any())
            return NotEmpty;
        if (File.ReadLines(Path.Combine(path, "cgroup.procs")).Any(line => IsAlive(int.Parse(line, CultureInfo.InvariantCulture))))
            return Busy;
        Directory.Delete(path, recursive: true);
        return 0;
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
