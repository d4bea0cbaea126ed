using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Enumeration;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Agent.Hosting;
using Tepui.Agent.Native;
using Tepui.Containerizer.Volumes;
using Tepui.Kernel.Agent;

namespace Tepui.Agent.GarbageCollection;

/// <summary>
/// Looks through the disk and removes from it, one thing after the other, on a thread of its own that gives way to all others and
/// is there only while there is something to do.
/// </summary>
/// <param name="patterns">Of names that are removed from sandboxes at their containers' end.</param>
/// <param name="post">Where the answers go.</param>
internal sealed class Janitor(
    string workDirectory, string[] patterns, Action<AgentInput> post, ILogger logger, CancellationToken stopping)
{
    private readonly Lock _gate = new();
    private readonly Queue<Action> _waiting = new();
    private bool _working;

    public void Find(FindPaths effect) => Do(() => post(Found(effect)));

    public void Remove(RemovePaths effect) => Do(() => post(Removed(effect)));

    public void Clean(CleanSandbox effect) => Do(() => Cleaned(effect.Directory));

    /// <summary>A disk that does not answer holds up nobody.</summary>
    public void Measure() => _ = Task.Run(() =>
    {
        try
        {
            post(new DiskMeasured(DiskUsage.Of(workDirectory)));
        }
        catch (IOException e)
        {
            post(new DiskMeasured(0, e.Message));
        }
    });

    /// <summary>What is not there any more need not be touched.</summary>
    public static void Touch(TouchPath effect) => _ = Libc.TouchNow(effect.Path);

    private PathsFound Found(FindPaths effect)
    {
        try
        {
            return new LeftoverSearch(workDirectory, effect).Run();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.SearchFailed(logger, workDirectory, e.Message);
            return new PathsFound([]);
        }
    }

    private void Cleaned(string sandbox)
    {
        try
        {
            foreach (string entry in Directory.GetFileSystemEntries(sandbox))
            {
                if (Array.Exists(patterns, pattern => FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(entry), ignoreCase: false)))
                    VolumeDirectories.Remove(workDirectory, entry);
            }
        }
        catch (DirectoryNotFoundException)
        {
            // It never had one.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.RemovalFailed(logger, sandbox, e.Message);
        }
    }

    private PathsRemoved Removed(RemovePaths effect)
    {
        (int succeeded, int failed) = (0, 0);
        foreach (string path in effect.Paths)
        {
            if (stopping.IsCancellationRequested)
                break;
            try
            {
                succeeded += LeftoverDirectories.Remove(workDirectory, path) ? 1 : 0;
                Log.PathRemoved(logger, path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                failed++;
                Log.RemovalFailed(logger, path, e.Message);
            }
        }

        return new PathsRemoved(succeeded, failed);
    }

    private void Do(Action action)
    {
        lock (_gate)
        {
            _waiting.Enqueue(action);
            if (_working)
                return;
            _working = true;
        }

        new Thread(Work) { IsBackground = true, Name = "janitor" }.Start();
    }

    private void Work()
    {
        Libc.MakeThreadNice();
        while (true)
        {
            Action? next;
            lock (_gate)
            {
                if (stopping.IsCancellationRequested || !_waiting.TryDequeue(out next))
                {
                    _working = false;
                    return;
                }
            }

            next();
        }
    }
}
