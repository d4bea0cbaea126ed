using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Tepui.Containerizer.Launching.Starting;

/// <summary>Children of processes, in the order in which they were started.</summary>
internal static class ChildProcesses
{
    /// <summary>The child that was started last; null when there is none any more.</summary>
    public static int? LastOf(int pid)
    {
        List<int> children = Of(pid);
        return children.Count == 0 ? null : children[^1];
    }

    private static List<int> Of(int pid)
    {
        try
        {
            string listed = File.ReadAllText($"/proc/{pid}/task/{pid}/children");
            return [.. listed.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
        }
        catch (FileNotFoundException)
        {
            // A kernel without CONFIG_PROC_CHILDREN, or it is gone.
            return [.. All().Where(other => ParentOf(other) == pid).Order()];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static IEnumerable<int> All() =>
        Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) ? pid : 0)
            .Where(pid => pid > 0);

    private static int ParentOf(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return int.Parse(fields[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
