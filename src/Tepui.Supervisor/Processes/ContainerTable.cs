using System;
using System.Collections.Generic;
using System.IO;
using Tepui.Supervisor.Journal;
using Tepui.Supervisor.Native;
using Tepui.Supervisor.Streams;
using Tepui.Supervisor.Wire;

namespace Tepui.Supervisor.Processes;

/// <summary>All containers of the agent: what is done to them, what happens to them, and the journal of both.</summary>
internal sealed class ContainerTable : IDisposable
{
    private const int DrainMilliseconds = 10_000;
    private const int OpenPidFd = 434;

    /// <summary>The journal writes an id's length in two bytes.</summary>
    private const int MaximumIdLength = 16 * 1024;

    private readonly Dictionary<string, Container> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Container> _byPid = [];
    private readonly List<Container> _draining = [];
    private readonly List<Container> _adopted = [];
    private readonly List<Container> _fresh = [];
    private readonly ProcessTree _tree = new();
    private readonly Spawner _spawner = new();
    private readonly Reaper _reaper;
    private readonly ContainerJournal _journal;
    private List<(int Pid, int Status)> _spare = [];
    private readonly FifoFolder _fifos;
    private uint _lastMark;

    /// <param name="directory">Holds the journal, and pipes with names.</param>
    public ContainerTable(string directory, string bootId, Reaper reaper, StreamLoop streams)
    {
        _reaper = reaper;
        Streams = streams;
        _fifos = new FifoFolder(Path.Combine(directory, "streams"));
        _journal = ContainerJournal.Open(Path.Combine(directory, "journal"), bootId, out List<JournalEntry> entries, out bool sameBoot);
        TakeOver(entries, sameBoot);
        Rewrite();
    }

    public StreamLoop Streams { get; }

    public IReadOnlyCollection<Container> All => _byId.Values;

    /// <summary>First processes of adopted containers, to be polled.</summary>
    public IReadOnlyList<Container> Adopted => _adopted;

    /// <summary>Containers that run or whose processes are not all gone.</summary>
    public int Active { get; private set; }

    public bool IsDraining => _draining.Count > 0;

    /// <summary>Starts a process off a Launch or LaunchWithStreams frame.</summary>
    /// <returns>0 or an errno.</returns>
    public int Launch(ref FrameReader frame, out int pid)
    {
        string id = frame.Text();
        pid = 0;
        if (_byId.ContainsKey(id))
            return Libc.Exists;
        if (id.Length > MaximumIdLength)
            return Libc.NameTooLong;
        var container = new Container(id, ProcessMark.Of(_journal.Runtime, ++_lastMark));
        ChildStreams child = ChildStreams.Plain;
        if (frame.Kind == MessageKind.LaunchWithStreams && !TryOpenStreams(container, ref frame, out child))
            return Libc.InputOutput;
        int error = _spawner.Spawn(ref frame, container.Mark, child, out pid);
        if (error != 0)
        {
            container.Streams?.Dispose();
            return error;
        }

        _reaper.ChildStarted();
        container.Pid = pid;
        _byId.Add(id, container);
        _byPid[pid] = container;
        Active++;
        _journal.Append(JournalEntry.Launched(id, pid, container.Mark));
        if (container.Streams is { } streams)
            Streams.Add(streams);
        return 0;
    }

    public void Signal(string id, int signal)
    {
        if (_byId.TryGetValue(id, out Container? container) && container.State == ContainerState.Running)
            _ = Libc.SendSignal(-container.Pid, signal);
    }

    public void Destroy(string id)
    {
        if (_byId.TryGetValue(id, out Container? container) && container.State != ContainerState.Ended)
            _tree.Kill(container);
    }

    public void Spread(string id)
    {
        if (_byId.TryGetValue(id, out Container? container))
            container.IsSpread = true;
    }

    public void DestroyAll()
    {
        foreach (Container container in _byId.Values)
        {
            if (container.State != ContainerState.Ended)
                _tree.Kill(container);
        }
    }

    public void Forget(string id)
    {
        if (_byId.TryGetValue(id, out Container? container) && container.State == ContainerState.Ended)
        {
            _ = _byId.Remove(id);
            _journal.Append(JournalEntry.Forgotten(id));
        }
    }

    /// <summary>Takes note of every process that ended, and kills what they left behind.</summary>
    public void Reap()
    {
        List<(int Pid, int Status)> ended = _reaper.Take(_spare);
        if (ended.Count == 0)
            return;
        foreach ((int pid, int status) in ended)
        {
            if (_byPid.Remove(pid, out Container? container))
                FirstProcessEnded(container, status);
        }

        ended.Clear();
        _spare = ended;
        Drain();
    }

    /// <summary>The first process of an adopted container is gone.</summary>
    public void AdoptedEnded(Container container)
    {
        _ = Libc.Close(container.PidFd);
        container.PidFd = -1;
        _ = _adopted.Remove(container);
        FirstProcessEnded(container, null);
    }

    /// <summary>Looks again at containers whose first process has ended.</summary>
    public void Drain()
    {
        for (int i = _draining.Count - 1; i >= 0; i--)
        {
            Container container = _draining[i];
            if (_tree.HasMembers(container))
            {
                _tree.Kill(container);
                if (Environment.TickCount64 < container.DrainDeadline)
                    continue;
                Log.Line($"processes of container {container.Id} do not die; its end is reported without them");
            }

            if (container.Streams is { } streams)
            {
                if (!container.StreamsEnd)
                    Streams.End(streams);
                container.StreamsEnd = true;
                if (!streams.Finished && Environment.TickCount64 < container.DrainDeadline)
                    continue;
            }

            _draining.RemoveAt(i);
            End(container);
        }
    }

    /// <summary>Writes the journal; then hands over what ended since the last call, which may now be told.</summary>
    public void Commit(List<Container> ended)
    {
        try
        {
            if (_journal.WantsCompaction)
                Rewrite();
            else
                _journal.Write();
        }
        catch (IOException e)
        {
            // Told all the same: the agent keeps a log of its own.
            Log.Line($"the journal cannot be written: {e.Message}");
        }

        ended.AddRange(_fresh);
        _fresh.Clear();
    }

    public void Dispose() => _journal.Dispose();

    private void FirstProcessEnded(Container container, int? status)
    {
        container.State = ContainerState.Draining;
        container.WaitStatus = status;
        bool members = _tree.HasMembers(container);
        if (members)
            _tree.Kill(container);
        if (members || container.Streams is not null)
        {
            container.DrainDeadline = Environment.TickCount64 + DrainMilliseconds;
            _draining.Add(container);
        }
        else
        {
            End(container);
        }
    }

    private bool TryOpenStreams(Container container, ref FrameReader frame, out ChildStreams child)
    {
        StreamSettings settings = StreamSettings.Read(ref frame);
        FrameReader ahead = frame;
        _ = ahead.TerminatedBytes();
        string sandbox = settings.Directory.Length > 0 ? settings.Directory : ahead.Text();
        try
        {
            Streams.Start();
            container.Streams = StreamOpening.Open(container.Id, settings, sandbox, _fifos, container.Mark, out child);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.Line($"the streams of container {container.Id} cannot be opened: {e.Message}");
            child = default;
            return false;
        }
    }

    /// <summary>Goes on with what an earlier supervisor left of its output; of what has ended as well.</summary>
    private void TakeOverStreams(Container container)
    {
        if (_fifos.Reopen(container.Id, container.Mark) is not { } streams)
            return;
        try
        {
            Streams.Start();
            Streams.Add(streams);
            container.Streams = streams;
        }
        catch (IOException e)
        {
            Log.Line($"the output of container {container.Id} cannot be taken up again: {e.Message}");
        }
    }

    private void End(Container container)
    {
        container.State = ContainerState.Ended;
        Active--;
        _journal.Append(JournalEntry.Exited(container.Id, container.WaitStatus));
        _fresh.Add(container);
    }

    private void TakeOver(List<JournalEntry> entries, bool sameBoot)
    {
        var known = new HashSet<ulong>();
        foreach (JournalEntry entry in entries)
        {
            switch (entry.Kind)
            {
                case JournalKind.Launched:
                    _byId[entry.ContainerId] = new Container(entry.ContainerId, entry.Mark) { Pid = entry.Pid, Adopted = true };
                    _lastMark = uint.Max(_lastMark, (uint)entry.Mark);
                    break;
                case JournalKind.Exited when _byId.TryGetValue(entry.ContainerId, out Container? container):
                    container.State = ContainerState.Ended;
                    container.WaitStatus = entry.WaitStatus;
                    break;
                case JournalKind.Forgotten:
                    _ = _byId.Remove(entry.ContainerId);
                    break;
            }
        }

        foreach (Container container in _byId.Values)
        {
            if (container.State == ContainerState.Ended)
                continue;
            _ = known.Add(container.Mark);
            if (sameBoot)
            {
                TakeOverStreams(container);
                Adopt(container);
            }
            else
            {
                container.State = ContainerState.Ended;
            }
        }

        _fifos.RemoveOthers(Running());

        if (entries.Count > 0 && sameBoot)
            ProcessTree.KillStrangers(_journal.Runtime, known);
    }

    private IEnumerable<Container> Running()
    {
        foreach (Container container in _byId.Values)
        {
            if (container.State != ContainerState.Ended)
                yield return container;
        }
    }

    private void Adopt(Container container)
    {
        Active++;
        int fd = (int)Libc.SystemCall(OpenPidFd, container.Pid, 0);

        // The number may be another process's by now.
        if (fd >= 0 && ProcessMark.Get(container.Pid) != container.Mark && Libc.SessionOf(container.Pid) != container.Pid)
        {
            _ = Libc.Close(fd);
            fd = -1;
        }

        container.PidFd = fd;
        if (fd >= 0)
            _adopted.Add(container);
        else
            FirstProcessEnded(container, null);
    }

    private void Rewrite() => _journal.Rewrite(Entries());

    private IEnumerable<JournalEntry> Entries()
    {
        foreach (Container container in _byId.Values)
        {
            yield return JournalEntry.Launched(container.Id, container.Pid, container.Mark);
            if (container.State == ContainerState.Ended)
                yield return JournalEntry.Exited(container.Id, container.WaitStatus);
        }
    }
}
