using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Enumeration;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.GarbageCollection;

namespace Tepui.Agent.GarbageCollection;

/// <summary>
/// Looks through the sandboxes for those that are over, and keeps the names of the oldest only. Since when a sandbox is over is
/// its modification time; another agent's folder is over since it was first found to be so, which a file in it tells.
/// </summary>
internal sealed class LeftoverSearch(string workDirectory, FindPaths asked)
{
    /// <summary>In the folder of an agent that was here before.</summary>
    private const string Mark = ".over";

    private static readonly TimeSpan EmptyFor = TimeSpan.FromHours(1);

    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = true,
        RecurseSubdirectories = false,
    };

    /// <summary>The newest of the oldest comes out first.</summary>
    private readonly PriorityQueue<Leftover, DateTimeOffset> _oldest =
        new(Comparer<DateTimeOffset>.Create(static (one, other) => other.CompareTo(one)));

    private long _all;

    /// <exception cref="IOException">The disk cannot be read.</exception>
    public PathsFound Run()
    {
        foreach ((string name, _) in Folders("slaves"))
        {
            string agent = "slaves/" + name;
            if (name != asked.Agent?.Value)
                Add(agent, OverSince(Full(agent)));
            else
                Search(agent);
        }

        var found = new List<Leftover>(_oldest.Count);
        while (_oldest.TryDequeue(out Leftover leftover, out _))
            found.Add(leftover);
        found.Reverse();
        return new PathsFound(found, _all - found.Count);
    }

    private void Search(string agent)
    {
        File.Delete(Path.Combine(Full(agent), Mark));
        foreach ((string framework, DateTimeOffset frameworkChanged) in Folders(agent + "/frameworks"))
        {
            string executors = $"{agent}/frameworks/{framework}/executors";
            bool any = false;
            foreach ((string executor, DateTimeOffset executorChanged) in Folders(executors))
            {
                any = true;
                string runs = $"{executors}/{executor}/runs";
                bool anyRun = false;
                foreach ((string run, DateTimeOffset changed) in Folders(runs))
                {
                    anyRun = true;
                    if (!asked.InUse.Contains(run))
                        Add($"{runs}/{run}", changed);
                }

                if (!anyRun && DateTimeOffset.UtcNow - executorChanged > EmptyFor)
                    RemoveEmpty(runs, $"{executors}/{executor}");
            }

            if (!any && DateTimeOffset.UtcNow - frameworkChanged > EmptyFor)
                RemoveEmpty(executors, $"{agent}/frameworks/{framework}");
        }
    }

    private void Add(string path, DateTimeOffset since)
    {
        _all++;
        if (_oldest.Count < asked.Most)
            _oldest.Enqueue(new Leftover(path, since), since);
        else if (_oldest.TryPeek(out _, out DateTimeOffset newest) && since < newest)
            _oldest.EnqueueDequeue(new Leftover(path, since), since);
    }

    /// <summary>Folders only, links to folders not among them.</summary>
    private IEnumerable<(string Name, DateTimeOffset Changed)> Folders(string path)
    {
        try
        {
            return new FileSystemEnumerable<(string, DateTimeOffset)>(
                Full(path), static (ref FileSystemEntry entry) => (entry.FileName.ToString(), entry.LastWriteTimeUtc), Everything)
            {
                ShouldIncludePredicate = static (ref FileSystemEntry entry) =>
                    entry.IsDirectory && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
            };
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private string Full(string path) => Path.Combine(workDirectory, path);

    private static DateTimeOffset OverSince(string agent)
    {
        string mark = Path.Combine(agent, Mark);
        try
        {
            if (!File.Exists(mark))
                File.Create(mark).Dispose();
            return new DateTimeOffset(File.GetLastWriteTimeUtc(mark));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // On a full disk there is nothing to wait for.
            return new DateTimeOffset(Directory.GetLastWriteTimeUtc(agent));
        }
    }

    /// <summary>Only what is empty goes; a sandbox that is just being made there stays.</summary>
    private void RemoveEmpty(string inner, string outer)
    {
        foreach (string path in (string[])[inner, outer])
        {
            try
            {
                Directory.Delete(Full(path), recursive: false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It is not there, or not empty.
            }
        }
    }
}
