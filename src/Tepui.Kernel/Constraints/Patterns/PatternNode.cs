using System.Collections.Generic;

namespace Tepui.Kernel.Constraints.Patterns;

/// <summary>A part of a pattern.</summary>
internal abstract record PatternNode
{
    public static readonly PatternNode Empty = new Sequence([]);

    /// <summary>One code point of a set.</summary>
    public sealed record One(CodePointSet Set) : PatternNode;

    public sealed record Sequence(IReadOnlyList<PatternNode> Parts) : PatternNode;

    public sealed record Either(IReadOnlyList<PatternNode> Parts) : PatternNode;

    /// <param name="Most">Null: any number.</param>
    public sealed record Repeated(PatternNode Part, int Least, int? Most) : PatternNode;

    /// <summary>A group whose text could be asked for; here it only costs what RE2 spends on it.</summary>
    public sealed record Captured(PatternNode Part) : PatternNode;

    public sealed record Anchored(PatternAnchor Anchor) : PatternNode;
}

/// <summary>Conditions between two code points.</summary>
internal enum PatternAnchor
{
    TextBegin,
    TextEnd,
    LineBegin,
    LineEnd,
    WordBoundary,
    NoWordBoundary,
}
