using System;
using System.Collections.Generic;

namespace Tepui.Kernel.Constraints.Patterns;

/// <content>Escapes, and classes in brackets.</content>
internal sealed partial class PatternParser
{
    private PatternNode ParseEscape(int begin)
    {
        switch (Next)
        {
            case -1:
                throw new PatternException("trailing \\");
            case 'A':
                _at++;
                return new PatternNode.Anchored(PatternAnchor.TextBegin);
            case 'z':
                _at++;
                return new PatternNode.Anchored(PatternAnchor.TextEnd);
            case 'b':
                _at++;
                return new PatternNode.Anchored(PatternAnchor.WordBoundary);
            case 'B':
                _at++;
                return new PatternNode.Anchored(PatternAnchor.NoWordBoundary);
            default:
                return TryReadNamedSet(begin) is { } set ? new PatternNode.One(set) : Literal(ReadEscaped(begin));
        }
    }

    /// <summary>What follows a backslash and stands for many: \d, \pL, \p{Lu}.</summary>
    private CodePointSet? TryReadNamedSet(int begin)
    {
        if (PatternClasses.OfPerl(Next) is { } perl)
        {
            _at++;
            return perl;
        }

        if (Next is not ('p' or 'P'))
        {
            return null;
        }

        var negated = _codePoints[_at++] == 'P';
        if (AtEnd)
        {
            throw Fault("invalid character class range", begin);
        }

        var name = Take('{') ? ReadBraced(begin) : char.ConvertFromUtf32(_codePoints[_at++]);
        if (name.StartsWith('^'))
        {
            (negated, name) = (!negated, name[1..]);
        }

        var set = PatternClasses.OfUnicode(name) ?? throw Fault("invalid character class range", begin);
        set = _flags.HasFlag(PatternFlags.FoldCase) ? set.FoldCase() : set;
        return negated ? set.Negate() : set;
    }

    private string ReadBraced(int begin)
    {
        var from = _at;
        while (!AtEnd && Next != '}')
        {
            _at++;
        }

        if (AtEnd)
        {
            throw Fault("invalid character class range", begin);
        }

        var name = Text(from);
        _at++;
        return name;
    }

    /// <summary>What follows a backslash and stands for one code point.</summary>
    private int ReadEscaped(int begin)
    {
        if (AtEnd)
        {
            throw new PatternException("trailing \\");
        }

        var letter = _codePoints[_at++];
        switch (letter)
        {
            case 'a':
                return '\a';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'v':
                return '\v';
            case 'x':
                return ReadHexadecimal(begin);
            case '0':
            case >= '1' and <= '7' when Next is >= '0' and <= '7':
                return ReadOctal(letter - '0');
            case < 0x80 when !char.IsAsciiLetterOrDigit((char)letter) && letter != '_':
                return letter;
            default:
                throw Fault("invalid escape sequence", begin);
        }
    }

    private int ReadOctal(int value)
    {
        for (var digits = 1; digits < 3 && Next is >= '0' and <= '7'; digits++)
        {
            value = (value * 8) + (_codePoints[_at++] - '0');
        }

        return value;
    }

    private int ReadHexadecimal(int begin)
    {
        var braced = Take('{');
        var (value, digits) = (0, 0);
        while (!AtEnd && Next < 0x80 && char.IsAsciiHexDigit((char)Next) && (braced || digits < 2))
        {
            value = (value * 16) + Convert.ToInt32(((char)_codePoints[_at++]).ToString(), 16);
            digits++;
            if (value > 0x10FFFF)
            {
                throw Fault("invalid escape sequence", begin);
            }
        }

        if (digits == 0 || (braced ? !Take('}') : digits < 2))
        {
            _at += AtEnd ? 0 : 1;
            throw Fault("invalid escape sequence", begin);
        }

        return value;
    }

    private CodePointSet ParseClass(int begin)
    {
        var negated = Take('^');
        var ranges = new List<(int First, int Last)>();
        for (var isFirst = true; isFirst || Next != ']'; isFirst = false)
        {
            if (AtEnd)
            {
                throw Fault("missing ]", begin);
            }

            if (TryReadPosix() is { } posix)
            {
                ranges.AddRange(posix.Ranges);
                continue;
            }

            var from = _at;
            if (Next == '\\')
            {
                _at++;
                if (TryReadNamedSet(from) is { } set)
                {
                    ranges.AddRange(set.Ranges);
                    continue;
                }

                _at = from;
            }

            ranges.Add(ReadRange(begin));
        }

        _at++;
        var result = CodePointSet.Of(ranges);
        result = _flags.HasFlag(PatternFlags.FoldCase) ? result.FoldCase() : result;
        return negated ? result.Negate() : result;
    }

    private (int First, int Last) ReadRange(int classBegin)
    {
        var begin = _at;
        var first = ReadClassMember(classBegin);
        if (Next != '-' || _at + 1 >= _codePoints.Length || _codePoints[_at + 1] == ']')
        {
            return (first, first);
        }

        _at++;
        var last = ReadClassMember(classBegin);
        return first <= last ? (first, last) : throw Fault("invalid character class range", begin);
    }

    private int ReadClassMember(int classBegin)
    {
        if (AtEnd)
        {
            throw Fault("missing ]", classBegin);
        }

        var begin = _at;
        var codePoint = _codePoints[_at++];
        return codePoint == '\\' ? ReadEscaped(begin) : codePoint;
    }

    /// <summary><c>[:alpha:]</c> within a class.</summary>
    private CodePointSet? TryReadPosix()
    {
        if (!IsNext("[:"))
        {
            return null;
        }

        var begin = _at;
        for (var end = _at + 2; end + 1 < _codePoints.Length; end++)
        {
            if (_codePoints[end] == ':' && _codePoints[end + 1] == ']')
            {
                var name = _pattern[_offsets[begin + 2].._offsets[end]];
                _at = end + 2;
                return PatternClasses.OfPosix(name) ?? throw Fault("invalid character class range", begin);
            }
        }

        return null;
    }
}
