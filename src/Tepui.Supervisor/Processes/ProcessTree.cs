using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using Tepui.Supervisor.Native;

namespace Tepui.Supervisor.Processes;

/// <summary>
/// Finds and kills every process of a container. The supervisor is a subreaper, so a process whose parent died becomes a
/// child of its main thread, while the containers' first processes are children of the thread that spawns them: the main
/// thread's children are exactly the orphans, and a look at them costs microseconds however many containers run.
/// </summary>
internal sealed unsafe class ProcessTree
{
    private const int MaximumPasses = 100;

    private readonly int _self = Environment.ProcessId;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly int _orphansFd;

    public ProcessTree()
    {
        const int SetChildSubreaper = 36;
        if (Libc.ProcessControl(SetChildSubreaper, 1, 0, 0, 0) != 0)
            Log.Line("this kernel has no subreapers: processes that leave their parent will outlive their task");
        _orphansFd = Libc.Open($"/proc/self/task/{_self}/children", Libc.CloseOnExec, 0);
    }

    /// <summary>Whether a process of the container is left after its first has ended.</summary>
    public bool HasMembers(Container container)
    {
        var members = new List<int>();
        Collect(container, members);
        return members.Count > 0;
    }

    /// <summary>Kills what is there now. What is born meanwhile is an orphan soon, and found by the next call.</summary>
    public void Kill(Container container)
    {
        var members = new List<int>();
        Collect(container, members);

        // A tree that keeps forking is stopped first, until a look finds nothing new, so that nobody is born behind our back.
        for (int pass = 0; members.Count > 1 && pass < MaximumPasses; pass++)
        {
            foreach (int pid in members)
                _ = Libc.SendSignal(pid, Libc.Stop);
            int before = members.Count;
            members.Clear();
            Collect(container, members);
            if (members.Count <= before)
                break;
        }

        foreach (int pid in members)
            _ = Libc.SendSignal(pid, Libc.Kill);
    }

    /// <summary>Kills processes that carry a mark of this runtime directory but belong to no container that is known.</summary>
    public static void KillStrangers(uint runtime, HashSet<ulong> known)
    {
        foreach (int pid in AllProcesses())
        {
            ulong mark = ProcessMark.Get(pid);
            if (ProcessMark.IsOf(mark, runtime) && !known.Contains(mark))
                _ = Libc.SendSignal(pid, Libc.Kill);
        }
    }

    private static bool Belongs(int pid, Container container) =>
        ProcessMark.Get(pid) == container.Mark || Libc.SessionOf(pid) == container.Pid;

    private static IEnumerable<int> AllProcesses()
    {
        foreach (string path in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(path.AsSpan()), NumberStyles.None, null, out int pid))
                yield return pid;
        }
    }

    private static bool IsZombie(int pid)
    {
        // "pid (name) state ...", where the name may hold anything.
        string stat = ReadText($"/proc/{pid}/stat");
        int end = stat.LastIndexOf(')');
        return end < 0 || end + 2 >= stat.Length || stat[end + 2] is 'Z' or 'X';
    }

    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private void Collect(Container container, List<int> members)
    {
        if (container.State == ContainerState.Running)
            members.Add(container.Pid);
        if (container.Adopted || container.IsSpread)
        {
            // Its orphans went to init with the supervisor that started it, so everyone is looked at.
            foreach (int pid in AllProcesses())
            {
                if (pid != _self && !members.Contains(pid) && Belongs(pid, container) && !IsZombie(pid))
                    members.Add(pid);
            }
        }
        else
        {
            foreach (int pid in Orphans())
            {
                if (Belongs(pid, container))
                    members.Add(pid);
            }
        }

        for (int i = 0; i < members.Count; i++)
            AddChildren(members[i], members);
    }

    private List<int> Orphans()
    {
        var orphans = new List<int>();
        if (_orphansFd < 0)
        {
            // A kernel without CONFIG_PROC_CHILDREN: our own marks among everyone.
            orphans.AddRange(AllProcesses());
            return orphans;
        }

        int start = 0;
        fixed (byte* buffer = _buffer)
        {
            long offset = 0;
            while (true)
            {
                int count = (int)Libc.ReadAt(_orphansFd, buffer + start, (nuint)(_buffer.Length - start), offset);
                if (count <= 0)
                    break;
                offset += count;
                start = Parse(_buffer.AsSpan(0, start + count), orphans);
            }

            Add(Encoding.ASCII.GetString(_buffer.AsSpan(0, start)), orphans);
        }

        return orphans;
    }

    /// <summary>Adds the whole numbers and moves an incomplete last one to the front; returns its length.</summary>
    private static int Parse(Span<byte> bytes, List<int> pids)
    {
        int end = bytes.LastIndexOf((byte)' ') + 1;
        Add(Encoding.ASCII.GetString(bytes[..end]), pids);
        bytes[end..].CopyTo(bytes);
        return bytes.Length - end;
    }

    private static void Add(string text, List<int> pids)
    {
        foreach (Range range in text.AsSpan().Split(' '))
        {
            if (int.TryParse(text.AsSpan()[range], NumberStyles.None, null, out int pid))
                pids.Add(pid);
        }
    }

    private static void AddChildren(int pid, List<int> members)
    {
        try
        {
            foreach (string thread in Directory.EnumerateDirectories($"/proc/{pid}/task"))
            {
                var children = new List<int>();
                Add(ReadText(thread + "/children"), children);
                foreach (int child in children)
                {
                    if (!members.Contains(child))
                        members.Add(child);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended in between; its children are orphans now and are found as such.
        }
    }
}
