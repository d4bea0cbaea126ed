namespace Tepui.Containerizer;

/// <summary>What a container's standard streams are, where they are more than an empty input and two files of its sandbox.</summary>
public sealed record ContainerIo
{
    public ContainerInput Input { get; init; }

    /// <summary>Of the terminal; 0 when nothing is said.</summary>
    public ushort Rows { get; init; }

    /// <summary>Of the terminal; 0 when nothing is said.</summary>
    public ushort Columns { get; init; }

    /// <summary>It belongs to whoever attaches to its output as its owner: it waits for him, and it ends when he goes.</summary>
    public bool IsSession { get; init; }

    /// <summary>Where stdout and stderr are, if not in the working directory.</summary>
    public string? Directory { get; init; }

    /// <summary>How stdout is kept small; null for a file that grows. A terminal has only this one.</summary>
    public LogLimit? Output { get; init; }

    /// <summary>How stderr is kept small; null for a file that grows.</summary>
    public LogLimit? Error { get; init; }

    /// <summary>Whether one can attach to it.</summary>
    public bool HasSwitchboard => Input != ContainerInput.None;
}

public enum ContainerInput
{
    None,

    /// <summary>A pipe; stdout and stderr are pipes too, and one can attach to them.</summary>
    Pipe,

    /// <summary>A pseudo terminal, which is its stdout and stderr too and controls it.</summary>
    Terminal,
}

/// <param name="Bytes">That one file may hold; positive.</param>
/// <param name="Kept">Older files beside it, as <c>stdout.1</c>, the youngest, and so on.</param>
public sealed record LogLimit(long Bytes, int Kept);
