using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Tepui.Containerizer.Isolation.Posix;

/// <summary>All processes of the machine at one moment.</summary>
internal sealed class ProcessTable(IReadOnlyList<ProcessStat> processes)
{
    private readonly ILookup<int, ProcessStat> _children = processes.ToLookup(process => process.Parent);
    private readonly ILookup<int, ProcessStat> _sessions = processes.ToLookup(process => process.Session);

    public static ProcessTable Read()
    {
        var found = new List<ProcessStat>();
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!char.IsAsciiDigit(Path.GetFileName(directory)[0]))
                continue;
            try
            {
                if (ProcessStat.Parse(File.ReadAllText(directory + "/stat")) is { } process)
                    found.Add(process);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended.
            }
        }

        return new ProcessTable(found);
    }

    /// <summary>A process, all that descend from it, and all of its session: whoever lost its parent is still in that.</summary>
    public IReadOnlyCollection<ProcessStat> Tree(int root)
    {
        var members = new Dictionary<int, ProcessStat>();
        var waiting = new Queue<ProcessStat>(_sessions[root].Concat(_children[root]));
        foreach (ProcessStat process in _children.SelectMany(siblings => siblings).Where(process => process.Pid == root))
            waiting.Enqueue(process);
        while (waiting.TryDequeue(out ProcessStat process))
        {
            if (!members.TryAdd(process.Pid, process))
                continue;
            foreach (ProcessStat child in _children[process.Pid])
                waiting.Enqueue(child);
        }

        return members.Values;
    }
}
