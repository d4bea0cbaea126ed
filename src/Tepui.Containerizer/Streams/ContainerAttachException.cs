using System;

namespace Tepui.Containerizer.Streams;

/// <summary>Why one cannot attach to a container.</summary>
public enum AttachProblem
{
    /// <summary>It was started without streams that one could attach to, or has ended.</summary>
    NoSwitchboard,

    /// <summary>Somebody else writes its input.</summary>
    InputTaken,

    /// <summary>Whoever holds its streams does not answer.</summary>
    Unreachable,
}

/// <summary>One cannot attach to a container.</summary>
public sealed class ContainerAttachException(AttachProblem problem, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    public AttachProblem Problem { get; } = problem;
}
