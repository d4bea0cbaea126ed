using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Tepui.Containerizer.Isolation.Disk.Xfs;

/// <summary>Where folders lie that an agent's last process may have given projects to.</summary>
internal static class ProjectFolders
{
    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = false,
        RecurseSubdirectories = false,
    };

    /// <summary>Sandboxes, volumes, and what overlays keep of what was written in containers' roots.</summary>
    /// <param name="roots">Of PATH disks.</param>
    public static IEnumerable<string> Of(string workDirectory, IEnumerable<string> roots)
    {
        IEnumerable<string> sandboxes = Below(workDirectory, "slaves", "*", "frameworks", "*", "executors", "*", "runs", "*");
        IEnumerable<string> standalone = Below(workDirectory, "containers", "*");
        IEnumerable<string> scratch = Below(workDirectory, "provisioner", "containers", "*", "backends", "*", "scratch", "*");
        return sandboxes.Concat(standalone).Concat(scratch)
            .Concat(roots.Prepend(workDirectory).SelectMany(root => Below(root, "volumes", "roles", "*", "*")));
    }

    /// <summary>Folders, no links to such; a step is a name, or <c>*</c> for all there are.</summary>
    private static IEnumerable<string> Below(string root, params string[] steps)
    {
        IEnumerable<string> found = [root];
        foreach (string step in steps)
            found = found.SelectMany(folder => Step(folder, step));
        return found;
    }

    private static IEnumerable<string> Step(string folder, string step)
    {
        if (step != "*")
            return Directory.Exists(Path.Combine(folder, step)) ? [Path.Combine(folder, step)] : [];
        return Directory.EnumerateDirectories(folder, "*", Everything);
    }
}
