using System;
using System.Collections.Generic;

namespace Tepui.Kernel.Constraints.Patterns;

/// <summary>A pattern as instructions of a machine that follows all ways at once, so that a match takes time linear in the text.</summary>
internal sealed class PatternProgram
{
    /// <summary>Where a match has come to its end.</summary>
    public const int Matched = 0;

    private readonly List<Instruction> _instructions = [];

    private PatternProgram()
    {
    }

    /// <summary>Where a match begins.</summary>
    public int Entry { get; private set; }

    public IReadOnlyList<Instruction> Instructions => _instructions;

    /// <summary>How many instructions RE2 makes of a pattern, roughly; long.MaxValue for more than can be counted.</summary>
    public static long SizeOf(PatternNode node) => Add(Cost(node), 2);

    public static PatternProgram Compile(PatternNode node)
    {
        var program = new PatternProgram();
        program.Emit(new Instruction { Kind = InstructionKind.Match });
        program.Entry = program.Compile(node, Matched);
        return program;
    }

    private static long Cost(PatternNode node)
    {
        switch (node)
        {
            case PatternNode.One one:
                return one.Set.Cost();
            case PatternNode.Sequence sequence:
                return Sum(sequence.Parts);
            case PatternNode.Either either:
                return Add(Sum(either.Parts), either.Parts.Count - 1);
            case PatternNode.Captured captured:
                return Add(Cost(captured.Part), 2);
            case PatternNode.Repeated { Most: null } any:
                return Add(Times(Cost(any.Part), Math.Max(1, any.Least)), 1);
            case PatternNode.Repeated some:
                return Add(Times(Cost(some.Part), some.Most!.Value), some.Most.Value - some.Least);
            default:
                return 1;
        }
    }

    private static long Sum(IReadOnlyList<PatternNode> parts)
    {
        long sum = 0;
        foreach (var part in parts)
        {
            sum = Add(sum, Cost(part));
        }

        return sum;
    }

    private static long Add(long left, long right) => left > long.MaxValue - right ? long.MaxValue : left + right;

    private static long Times(long cost, int times) => times > 0 && cost > long.MaxValue / times ? long.MaxValue : cost * times;

    /// <summary>Puts a node's instructions before those that follow it; gives where they begin.</summary>
    private int Compile(PatternNode node, int next) => node switch
    {
        PatternNode.One one => Emit(new Instruction { Kind = InstructionKind.One, Set = one.Set, Next = next }),
        PatternNode.Anchored anchored => Emit(new Instruction { Kind = InstructionKind.Anchor, Anchor = anchored.Anchor, Next = next }),
        PatternNode.Captured captured => Compile(captured.Part, next),
        PatternNode.Sequence sequence => CompileSequence(sequence.Parts, next),
        PatternNode.Either either => CompileEither(either.Parts, next),
        PatternNode.Repeated repeated => CompileRepeated(repeated, next),
        _ => throw new InvalidOperationException($"a pattern has no instruction for {node.GetType().Name}"),
    };

    private int CompileSequence(IReadOnlyList<PatternNode> parts, int next)
    {
        for (var index = parts.Count - 1; index >= 0; index--)
        {
            next = Compile(parts[index], next);
        }

        return next;
    }

    private int CompileEither(IReadOnlyList<PatternNode> parts, int next)
    {
        var entry = Compile(parts[^1], next);
        for (var index = parts.Count - 2; index >= 0; index--)
        {
            entry = Split(Compile(parts[index], next), entry);
        }

        return entry;
    }

    private int CompileRepeated(PatternNode.Repeated repeated, int next)
    {
        var entry = next;
        if (repeated.Most is { } most)
        {
            for (var count = repeated.Least; count < most; count++)
            {
                entry = Split(Compile(repeated.Part, entry), next);
            }
        }
        else
        {
            entry = Split(next, next);
            _instructions[entry] = _instructions[entry] with { Next = Compile(repeated.Part, entry) };
        }

        for (var count = 0; count < repeated.Least; count++)
        {
            entry = Compile(repeated.Part, entry);
        }

        return entry;
    }

    private int Split(int next, int other) => Emit(new Instruction { Kind = InstructionKind.Split, Next = next, Other = other });

    private int Emit(Instruction instruction)
    {
        _instructions.Add(instruction);
        return _instructions.Count - 1;
    }
}

internal enum InstructionKind
{
    Match,
    One,
    Split,
    Anchor,
}

internal readonly record struct Instruction
{
    public required InstructionKind Kind { get; init; }

    public CodePointSet? Set { get; init; }

    public PatternAnchor Anchor { get; init; }

    public int Next { get; init; }

    public int Other { get; init; }
}
