using Tepui.Supervisor.Serving;

namespace Tepui.Supervisor.Streams;

/// <summary>Someone on the attaching socket: he reads one container's output, or writes its input, or has not said yet.</summary>
internal sealed class Attachment(int fd)
{
    /// <summary>Unsent output with which the reader that a session belongs to holds it up.</summary>
    public const int PaceLimit = 256 * 1024;

    /// <summary>Unsent output with which any other reader is let go: a task is not held up by who looks at it.</summary>
    public const int UnsentLimit = 4 * 1024 * 1024;

    public AgentConnection Connection { get; } = new(fd);

    public ContainerStreams? Container { get; set; }

    public bool IsWriter { get; set; }

    /// <summary>The container belongs to it.</summary>
    public bool Owns { get; set; }

    /// <summary>Closed as soon as what waits is sent.</summary>
    public bool IsLeaving { get; set; }

    public bool IsFull => Owns && Connection.Output.Length >= PaceLimit;
}
