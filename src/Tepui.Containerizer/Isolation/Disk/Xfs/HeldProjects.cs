using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace Tepui.Containerizer.Isolation.Disk.Xfs;

/// <summary>
/// Folders that hold projects. An id is nobody's only once all its folders are gone, for a link in a sandbox keeps its project to its
/// end: given to another container before, it would count what is not that one's.
/// </summary>
internal sealed class HeldProjects
{
    private readonly Dictionary<uint, HashSet<HeldFolder>> _folders = [];
    private readonly Lock _lock = new();

    public void Hold(uint project, HeldFolder folder)
    {
        lock (_lock)
        {
            if (!_folders.TryGetValue(project, out HashSet<HeldFolder>? folders))
                _folders.Add(project, folders = []);
            _ = folders.Add(folder);
        }
    }

    /// <summary>Projects that nobody uses and no folder holds any more, with what their quotas are on; they are forgotten.</summary>
    /// <param name="isUsed">By a container that has not ended, whatever became of its sandbox.</param>
    /// <param name="holds">Whether a folder is there and of the project still.</param>
    public IReadOnlyList<(uint Project, IReadOnlyList<string> Devices)> TakeGone(Func<uint, bool> isUsed, Func<string, uint, bool> holds)
    {
        KeyValuePair<uint, HeldFolder[]>[] held;
        lock (_lock)
            held = [.. _folders.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.ToArray()))];
        var gone = new List<(uint, IReadOnlyList<string>)>();
        foreach ((uint project, HeldFolder[] folders) in held)
        {
            if (folders.Any(folder => holds(folder.Path, project)) || isUsed(project))
                continue;
            lock (_lock)
            {
                // Somebody may have begun to hold it meanwhile.
                if (_folders[project].Count > folders.Length)
                    continue;
                _ = _folders.Remove(project);
            }

            gone.Add((project, [.. folders.Select(folder => folder.Device).Distinct()]));
        }

        return gone;
    }
}

/// <param name="Device">What its file system is on.</param>
internal sealed record HeldFolder(string Path, string Device);
