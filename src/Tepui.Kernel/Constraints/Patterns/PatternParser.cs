using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Tepui.Kernel.Constraints.Patterns;

/// <summary>
/// Reads RE2's syntax (https://github.com/google/re2/wiki/Syntax) as its Perl-like default has it. What a match captures and
/// whether it is greedy makes no difference here, where only whole matches are asked for.
/// </summary>
internal sealed partial class PatternParser
{
    private const int MaximumRepeats = 1000;
    private const int MaximumDepth = 250;

    private readonly string _pattern;
    private readonly int[] _codePoints;
    private readonly int[] _offsets;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private int _at;
    private int _depth;
    private PatternFlags _flags;

    private PatternParser(string pattern)
    {
        _pattern = pattern;
        _codePoints = pattern.EnumerateRunes().Select(static rune => rune.Value).ToArray();
        _offsets = new int[_codePoints.Length + 1];
        for (var index = 0; index < _codePoints.Length; index++)
        {
            _offsets[index + 1] = _offsets[index] + new Rune(_codePoints[index]).Utf16SequenceLength;
        }
    }

    [Flags]
    private enum PatternFlags
    {
        None = 0,
        FoldCase = 1,
        MultiLine = 2,
        DotMatchesNewline = 4,
    }

    private bool AtEnd => _at == _codePoints.Length;

    private int Next => AtEnd ? -1 : _codePoints[_at];

    /// <exception cref="PatternException">It is no pattern; the message is RE2's.</exception>
    public static PatternNode Parse(string pattern)
    {
        var parser = new PatternParser(pattern);
        var node = parser.ParseAlternatives();
        return parser.AtEnd ? node : throw new PatternException($"missing ): {pattern}");
    }

    private PatternNode ParseAlternatives()
    {
        if (++_depth > MaximumDepth)
        {
            throw new PatternException("pattern too large - compile failed");
        }

        var alternatives = new List<PatternNode> { ParseSequence() };
        while (Take('|'))
        {
            alternatives.Add(ParseSequence());
        }

        _depth--;
        return alternatives.Count == 1 ? alternatives[0] : new PatternNode.Either(alternatives);
    }

    private PatternNode ParseSequence()
    {
        var parts = new List<PatternNode>();
        while (!AtEnd && Next is not ('|' or ')'))
        {
            var begin = _at;
            if (TakeQuoted(parts) || TakeFlags())
            {
                continue;
            }

            if (Next is '*' or '+' or '?')
            {
                _at++;
                Take('?');
                throw Fault("no argument for repetition operator", begin);
            }

            if (Next == '{' && TryReadRepeat(out _, out _))
            {
                throw Fault("no argument for repetition operator", begin);
            }

            parts.Add(ParseRepeats(ParseAtom()));
        }

        return parts.Count == 1 ? parts[0] : new PatternNode.Sequence(parts);
    }

    private PatternNode ParseRepeats(PatternNode atom)
    {
        var before = -1;
        while (!AtEnd)
        {
            var begin = _at;
            var (least, most) = (0, (int?)null);
            switch (Next)
            {
                case '*':
                    _at++;
                    break;
                case '+':
                    _at++;
                    least = 1;
                    break;
                case '?':
                    _at++;
                    most = 1;
                    break;
                case '{' when TryReadRepeat(out least, out most):
                    break;
                default:
                    return atom;
            }

            Take('?');
            if (before >= 0)
            {
                throw Fault("bad repetition operator", before);
            }

            if (least > MaximumRepeats || most > MaximumRepeats || most < least)
            {
                throw Fault("invalid repetition size", begin);
            }

            before = begin;
            atom = new PatternNode.Repeated(atom, least, most);
        }

        return atom;
    }

    /// <summary><c>{2}</c>, <c>{2,}</c> or <c>{2,3}</c>; anything else that begins with a brace is a plain brace.</summary>
    private bool TryReadRepeat(out int least, out int? most)
    {
        var begin = _at++;
        most = null;
        if (TryReadNumber(out least))
        {
            if (Take('}'))
            {
                most = least;
                return true;
            }

            if (Take(','))
            {
                if (Take('}'))
                {
                    return true;
                }

                if (TryReadNumber(out var limit) && Take('}'))
                {
                    most = limit;
                    return true;
                }
            }
        }

        _at = begin;
        return false;
    }

    private bool TryReadNumber(out int number)
    {
        var begin = _at;
        number = 0;
        while (Next is >= '0' and <= '9')
        {
            number = Math.Min((number * 10) + (Next - '0'), MaximumRepeats + 1);
            _at++;
        }

        // A number of several digits does not begin with a nought.
        return _at > begin && !(_at - begin > 1 && _codePoints[begin] == '0');
    }

    private PatternNode ParseAtom()
    {
        var begin = _at;
        var codePoint = _codePoints[_at++];
        switch (codePoint)
        {
            case '(':
                return ParseGroup(begin);
            case '[':
                return new PatternNode.One(ParseClass(begin));
            case '.':
                return new PatternNode.One(_flags.HasFlag(PatternFlags.DotMatchesNewline) ? CodePointSet.All : CodePointSet.AllButNewline);
            case '^':
                return new PatternNode.Anchored(_flags.HasFlag(PatternFlags.MultiLine) ? PatternAnchor.LineBegin : PatternAnchor.TextBegin);
            case '$':
                return new PatternNode.Anchored(_flags.HasFlag(PatternFlags.MultiLine) ? PatternAnchor.LineEnd : PatternAnchor.TextEnd);
            case '\\':
                return ParseEscape(begin);
            default:
                return Literal(codePoint);
        }
    }

    private PatternNode ParseGroup(int begin)
    {
        var outer = _flags;
        var captures = true;
        if (Next == '?')
        {
            captures = TakeName();
            if (!captures)
            {
                ReadFlags(begin);
                _at++;
            }
        }

        var inner = ParseAlternatives();
        if (!Take(')'))
        {
            throw new PatternException($"missing ): {_pattern}");
        }

        _flags = outer;
        return captures ? new PatternNode.Captured(inner) : inner;
    }

    private PatternNode.One Literal(int codePoint)
    {
        var set = CodePointSet.Of(codePoint);
        return new PatternNode.One(_flags.HasFlag(PatternFlags.FoldCase) ? set.FoldCase() : set);
    }

    private bool Take(char expected)
    {
        if (Next != expected)
        {
            return false;
        }

        _at++;
        return true;
    }

    private string Text(int begin) => _pattern[_offsets[begin].._offsets[_at]];

    private PatternException Fault(string what, int begin) => new($"{what}: {Text(begin)}");
}
