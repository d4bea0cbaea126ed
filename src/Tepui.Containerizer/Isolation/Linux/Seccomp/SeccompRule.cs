using System.Collections.Generic;

namespace Tepui.Containerizer.Isolation.Linux.Seccomp;

/// <param name="Action">As the kernel takes it (SECCOMP_RET_* with its data).</param>
/// <param name="Conditions">All must hold.</param>
internal sealed record SeccompRule(IReadOnlyList<string> Names, uint Action, IReadOnlyList<SeccompCondition> Conditions)
{
    /// <summary>Architectures as Go names them, one of which it is for; empty for all.</summary>
    public IReadOnlyList<string> OnlyArchitectures { get; init; } = [];

    public IReadOnlyList<string> NotArchitectures { get; init; } = [];

    /// <summary>Capabilities that a container must all have for it.</summary>
    public IReadOnlyList<string> OnlyCapabilities { get; init; } = [];

    /// <summary>Capabilities of which a container may have none.</summary>
    public IReadOnlyList<string> NotCapabilities { get; init; } = [];
}

/// <param name="Index">Of the argument, from 0.</param>
/// <param name="Value">What it is compared with; of <see cref="Comparison.MaskedEqual"/>, the mask.</param>
/// <param name="Second">What it must be under the mask.</param>
internal sealed record SeccompCondition(int Index, Comparison Comparison, ulong Value, ulong Second)
{
    public bool Holds(ulong argument) => Comparison switch
    {
        Comparison.Equal => argument == Value,
        Comparison.NotEqual => argument != Value,
        Comparison.Less => argument < Value,
        Comparison.LessOrEqual => argument <= Value,
        Comparison.Greater => argument > Value,
        Comparison.GreaterOrEqual => argument >= Value,
        _ => (argument & Value) == Second,
    };
}

internal enum Comparison
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    MaskedEqual,
}
