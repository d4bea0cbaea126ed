using System;
using System.Collections.Generic;

namespace Tepui.Kernel.Constraints.Patterns;

/// <summary>
/// A regular expression of RE2's syntax that texts are matched with as a whole, in time linear in the text whatever the pattern.
/// .NET's own expressions have another syntax and other classes (\d and \b know all of Unicode), and no limits in RE2's terms.
/// </summary>
public sealed class Pattern
{
    // What RE2 spends besides instructions of 8 bytes each, of which it allows itself a quarter (re2/compile.cc).
    private const int FixedBytes = 432;
    private const int BytesPerInstruction = 4 * 8;
    private const int UnlimitedInstructions = 100_000;

    private readonly PatternProgram _program;

    private Pattern(PatternProgram program) => _program = program;

    /// <exception cref="PatternException">It is none, or beyond the limits; the message is Mesos's.</exception>
    public static Pattern Parse(string pattern, PatternLimits limits)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(limits);
        var (node, size) = Read(pattern, limits);
        return size <= limits.MaxProgramSize
            ? new Pattern(PatternProgram.Compile(node))
            : throw new PatternException(
                $"Regex '{pattern}' is too complex: program size of {size} is larger than maximum of {limits.MaxProgramSize} allowed");
    }

    /// <summary>Whether the whole text is one that the pattern describes.</summary>
    public bool IsMatch(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var now = new States(_program.Instructions.Count);
        var next = new States(_program.Instructions.Count);
        var before = -1;
        var entries = new List<int> { _program.Entry };
        foreach (var rune in text.EnumerateRunes())
        {
            Follow(entries, now, before, rune.Value);
            entries.Clear();
            foreach (var state in now.List)
            {
                var instruction = _program.Instructions[state];
                if (instruction.Kind == InstructionKind.One && instruction.Set!.Contains(rune.Value))
                {
                    entries.Add(instruction.Next);
                }
            }

            before = rune.Value;
            now.Clear();
            if (entries.Count == 0)
            {
                return false;
            }

            (now, next) = (next, now);
        }

        Follow(entries, now, before, -1);
        return now.Has(PatternProgram.Matched);
    }

    private static (PatternNode Node, long Size) Read(string pattern, PatternLimits limits)
    {
        try
        {
            var node = PatternParser.Parse(pattern);
            var size = PatternProgram.SizeOf(node);
            return size <= MaxInstructions(limits) ? (node, size) : throw new PatternException("pattern too large - compile failed");
        }
        catch (PatternException exception)
        {
            throw new PatternException($"Failed to construct regex from pattern '{pattern}': {exception.Message}", exception);
        }
    }

    private static long MaxInstructions(PatternLimits limits) => limits.MaxMemoryBytes > 0
        ? ((limits.MaxMemoryBytes * 2 / 3) - FixedBytes) / BytesPerInstruction
        : UnlimitedInstructions;

    /// <summary>All states that are reached from the entries without taking a code point.</summary>
    private void Follow(List<int> entries, States states, int before, int after)
    {
        var pending = new Stack<int>(entries);
        while (pending.TryPop(out var state))
        {
            if (!states.Add(state))
            {
                continue;
            }

            var instruction = _program.Instructions[state];
            if (instruction.Kind == InstructionKind.Split)
            {
                pending.Push(instruction.Other);
                pending.Push(instruction.Next);
            }
            else if (instruction.Kind == InstructionKind.Anchor && Holds(instruction.Anchor, before, after))
            {
                pending.Push(instruction.Next);
            }
        }
    }

    private static bool Holds(PatternAnchor anchor, int before, int after) => anchor switch
    {
        PatternAnchor.TextBegin => before < 0,
        PatternAnchor.TextEnd => after < 0,
        PatternAnchor.LineBegin => before is < 0 or '\n',
        PatternAnchor.LineEnd => after is < 0 or '\n',
        PatternAnchor.WordBoundary => PatternClasses.Word.Contains(before) != PatternClasses.Word.Contains(after),
        _ => PatternClasses.Word.Contains(before) == PatternClasses.Word.Contains(after),
    };

    private sealed class States(int count)
    {
        private readonly bool[] _has = new bool[count];

        public List<int> List { get; } = [];

        public bool Has(int state) => _has[state];

        public bool Add(int state)
        {
            if (_has[state])
            {
                return false;
            }

            _has[state] = true;
            List.Add(state);
            return true;
        }

        public void Clear()
        {
            foreach (var state in List)
            {
                _has[state] = false;
            }

            List.Clear();
        }
    }
}
