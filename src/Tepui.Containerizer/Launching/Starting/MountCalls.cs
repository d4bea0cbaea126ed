using System.Collections.Generic;
using System.IO;
using System.Linq;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Mounts;

namespace Tepui.Containerizer.Launching.Starting;

/// <summary>Mounts of a plan, in a mount namespace of the container's own.</summary>
internal static class MountCalls
{
    private const int WorkingDirectory = -100;
    private const uint DirectoryMode = 0x1ED; // rwxr-xr-x

    /// <summary>The whole tree goes on to learn of the host's mounts, and hands none back, but for what a plan keeps shared.</summary>
    public static void Detach(StartScript script, ContainerPlan plan)
    {
        SystemCalls calls = SystemCalls.Current;
        HashSet<string> shared = [.. plan.Mounts.Where(KeepsShared).Select(mount => mount.Target)];
        if (shared.Count == 0)
        {
            Propagate(script, "/", MountOptions.Slave | MountOptions.Recursive);
            return;
        }

        foreach (string target in MountTable.Targets().Where(target => !shared.Contains(target)))
            script.Try(calls.Mount, 0, script.Text(target), 0, (long)MountOptions.Slave, 0);
    }

    public static void Add(StartScript script, ContainerPlan plan)
    {
        foreach (PlannedMount mount in plan.Mounts)
        {
            if (!KeepsShared(mount))
                Add(script, mount);
        }
    }

    /// <summary>Without a type and with nothing but <c>shared</c> it is a mount of the host's whose changes go both ways.</summary>
    private static bool KeepsShared(PlannedMount mount) => mount is { Type: "none", Options: ["shared"] };

    private static void Add(StartScript script, PlannedMount mount)
    {
        SystemCalls calls = SystemCalls.Current;
        MountOptions options = MountOptions.Parse(mount.Options);
        ulong flags = options.Flags;
        bool isBind = mount.Type == "bind" || (flags & MountOptions.Bind) != 0;
        if (isBind && (flags & MountOptions.Bind) == 0)
            flags |= MountOptions.Bind;
        Argument target = script.Text(mount.Target);
        string what = $"mount {mount.Source} at {mount.Target}";

        // A file that is missing was made before; a folder may lie below a mount that this script makes.
        foreach (string folder in Above(mount.Target))
            script.Try(calls.MakeDirectoryAt, WorkingDirectory, script.Text(folder), DirectoryMode);
        Argument data = options.Data.Length > 0 ? script.Text(options.Data) : 0;
        script.Call(
            what,
            calls.Mount,
            script.Text(mount.Source),
            target,
            isBind ? 0 : script.Text(mount.Type),
            (long)(isBind ? flags & (MountOptions.Bind | MountOptions.Recursive) : flags),
            data);

        // The kernel heeds no other flag while it binds.
        if (isBind && (flags & ~(MountOptions.Bind | MountOptions.Recursive)) != 0)
        {
            ulong again = (flags & ~MountOptions.Recursive) | MountOptions.Bind | MountOptions.Remount | KeptFlags(mount.Source);
            script.Call(what, calls.Mount, 0, target, 0, (long)again, 0);
        }

        if (options.Propagation != 0)
            script.Call($"set the propagation of {mount.Target}", calls.Mount, 0, target, 0, (long)options.Propagation, 0);
    }

    /// <summary>A bind mount has its source's flags, which a change of them must name again.</summary>
    private static ulong KeptFlags(string source) => MountTable.FlagsOf(source);

    private static void Propagate(StartScript script, string target, ulong how) =>
        script.Call("make mounts the container's own", SystemCalls.Current.Mount, 0, script.Text(target), 0, (long)how, 0);

    private static IEnumerable<string> Above(string path)
    {
        if (Directory.Exists(path) || File.Exists(path))
            yield break;
        for (int at = path.IndexOf('/', 1); at > 0; at = path.IndexOf('/', at + 1))
            yield return path[..at];
        yield return path;
    }
}
