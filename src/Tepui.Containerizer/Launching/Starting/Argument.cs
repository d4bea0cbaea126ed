namespace Tepui.Containerizer.Launching.Starting;

/// <summary>An argument of a system call in a <see cref="StartScript"/>.</summary>
internal readonly record struct Argument(long Value, ArgumentKind Kind = ArgumentKind.Number)
{
    /// <summary>What the last call that kept its result gave.</summary>
    public static Argument Kept { get; } = new(0, ArgumentKind.Kept);

    public static implicit operator Argument(long value) => new(value);
}

internal enum ArgumentKind
{
    Number,

    /// <summary>Of data in the script.</summary>
    Address,

    Kept,
}
