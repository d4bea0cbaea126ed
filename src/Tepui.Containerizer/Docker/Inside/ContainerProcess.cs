using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;

namespace Tepui.Containerizer.Docker.Inside;

/// <summary>Processes of containers as this agent sees them.</summary>
internal static partial class ContainerProcess
{
    private const int Kill = 9;
    private const int Stop = 19;

    /// <summary>
    /// Whether a pid that dockerd tells is that container's here too: dockerd may live in another pid namespace, and a pid may have been
    /// given to another process. Whatever runs in a container is in cgroups that bear its id.
    /// </summary>
    public static bool IsOf(string? engineId, int pid)
    {
        try
        {
            return engineId is { Length: > 0 } && pid > 0
                && File.ReadAllText($"/proc/{pid}/cgroup").Contains(engineId, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The path of its network namespace; null when it is the agent's own, or the process has ended.</summary>
    public static string? OwnNetwork(int pid)
    {
        string path = $"/proc/{pid}/ns/net";
        try
        {
            string? there = new FileInfo(path).LinkTarget;
            return there is null || there == new FileInfo("/proc/self/ns/net").LinkTarget ? null : path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// Kills the leader of a session (the runtime makes what it starts inside a container one), all that is in the session, and all that
    /// descends from them. They are stopped first, so that none can be missed for being forked meanwhile.
    /// </summary>
    public static void KillSession(int leader)
    {
        var stopped = new HashSet<int>();
        bool more = true;
        while (more)
        {
            more = false;
            foreach ((int pid, int parent, int session) in All())
            {
                if ((pid != leader && session != leader && !stopped.Contains(parent)) || !stopped.Add(pid))
                    continue;
                _ = Signal(pid, Stop);
                more = true;
            }
        }

        foreach (int pid in stopped)
            _ = Signal(pid, Kill);
    }

    private static IEnumerable<(int Pid, int Parent, int Session)> All()
    {
        foreach (string path in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(path.AsSpan()), out int pid))
                continue;
            string stat;
            try
            {
                stat = File.ReadAllText(path + "/stat");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                continue;
            }

            // State, parent, process group, session; the name before them may hold anything.
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ', 5);
            yield return (pid, int.Parse(fields[1]), int.Parse(fields[3]));
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int pid, int signal);
}
