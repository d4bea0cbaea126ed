using System;
using System.IO;

namespace Tepui.Agent.Hosting;

/// <summary>The agent's folder, held by one agent at a time.</summary>
internal sealed class WorkDirectory : IDisposable
{
    private const string BootIdPath = "/proc/sys/kernel/random/boot_id";

    private readonly FileStream _lock;

    private WorkDirectory(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>Absolute, with no link in it: what is served from it is held against it.</summary>
    public string Path { get; }

    public string LogPath => System.IO.Path.Combine(Path, "agent.log");

    /// <summary>Changes with every start of the host.</summary>
    public string BootId { get; } = File.Exists(BootIdPath) ? File.ReadAllText(BootIdPath).Trim() : "";

    /// <exception cref="AgentStartException">It cannot be made or written, or another agent has it.</exception>
    public static WorkDirectory Open(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full);
            Directory.CreateDirectory(System.IO.Path.Combine(full, "slaves"));
            full = RealPath(full);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AgentStartException($"--work_dir: cannot use {full}: {e.Message}", e);
        }

        try
        {
            return new WorkDirectory(full, new FileStream(
                System.IO.Path.Combine(full, "agent.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e)
        {
            throw new AgentStartException($"--work_dir: another agent runs in {full}: give this one a folder of its own", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new AgentStartException($"--work_dir: cannot write in {full}: {e.Message}", e);
        }
    }

    public void Dispose() => _lock.Dispose();

    private static string RealPath(string path)
    {
        var real = new DirectoryInfo(System.IO.Path.GetPathRoot(path)!);
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = new DirectoryInfo(System.IO.Path.Combine(real.FullName, part));
            real = next.ResolveLinkTarget(returnFinalTarget: true) is { } target ? new DirectoryInfo(RealPath(target.FullName)) : next;
        }

        return real.FullName;
    }
}
