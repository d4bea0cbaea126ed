using Tepui.Supervisor.Streams;

namespace Tepui.Supervisor.Processes;

internal enum ContainerState
{
    Running,

    /// <summary>The first process has ended; others of it are being killed.</summary>
    Draining,

    Ended,
}

/// <summary>One container: its first process and what became of it.</summary>
internal sealed class Container(string id, ulong mark)
{
    public string Id { get; } = id;

    public ulong Mark { get; } = mark;

    public int Pid { get; set; }

    /// <summary>An earlier supervisor started it, so it is nobody's child here and its status cannot be known.</summary>
    public bool Adopted { get; init; }

    /// <summary>Its orphans may not come to this process.</summary>
    public bool IsSpread { get; set; }

    /// <summary>Of an adopted process: tells when it ends. -1 when there is none.</summary>
    public int PidFd { get; set; } = -1;

    public ContainerState State { get; set; }

    /// <summary>As wait(2) gives it, null when unknown.</summary>
    public int? WaitStatus { get; set; }

    /// <summary>Null for one with plain files.</summary>
    public ContainerStreams? Streams { get; set; }

    /// <summary>Its processes are gone, and the loop of streams knows.</summary>
    public bool StreamsEnd { get; set; }

    /// <summary>When a container that does not die is reported all the same.</summary>
    public long DrainDeadline { get; set; }
}
