using System;
using System.Collections.Generic;

namespace Tepui.Kernel.Constraints.Patterns;

/// <content>Flags, names and quoted text.</content>
internal sealed partial class PatternParser
{
    /// <summary><c>\Q...\E</c>: letters that mean themselves.</summary>
    private bool TakeQuoted(List<PatternNode> parts)
    {
        if (!IsNext("\\Q"))
        {
            return false;
        }

        _at += 2;
        while (!AtEnd && !IsNext("\\E"))
        {
            parts.Add(Literal(_codePoints[_at++]));
        }

        _at += AtEnd ? 0 : 2;
        if (parts.Count > 0 && !AtEnd)
        {
            parts[^1] = ParseRepeats(parts[^1]);
        }

        return true;
    }

    /// <summary><c>(?i)</c>: flags for what follows in the same group.</summary>
    private bool TakeFlags()
    {
        if (!IsNext("(?") || IsNext("(?P"))
        {
            return false;
        }

        var (begin, before) = (_at, _flags);
        _at++;
        ReadFlags(begin);
        if (Take(')'))
        {
            return true;
        }

        (_at, _flags) = (begin, before);
        return false;
    }

    /// <summary>Reads <c>?flags</c> up to the colon or parenthesis after them.</summary>
    private void ReadFlags(int begin)
    {
        _at++;
        var (negative, any) = (false, false);
        while (true)
        {
            if (AtEnd)
            {
                throw new PatternException($"missing ): {_pattern}");
            }

            var flag = _codePoints[_at] switch
            {
                'i' => PatternFlags.FoldCase,
                'm' => PatternFlags.MultiLine,
                's' => PatternFlags.DotMatchesNewline,
                'U' => PatternFlags.None,
                _ => (PatternFlags?)null,
            };
            if (flag is { } known)
            {
                _flags = negative ? _flags & ~known : _flags | known;
                any = true;
                _at++;
            }
            else if (Next == '-' && !negative)
            {
                (negative, any) = (true, false);
                _at++;
            }
            else if (Next is ':' or ')' && (any || !negative))
            {
                return;
            }
            else
            {
                _at++;
                throw Fault("invalid perl operator", begin);
            }
        }
    }

    /// <summary><c>?P&lt;name&gt;</c>.</summary>
    private bool TakeName()
    {
        if (!IsNext("?P"))
        {
            return false;
        }

        var begin = _at - 1;
        if (!IsNext("?P<"))
        {
            _at = Math.Min(_at + 3, _codePoints.Length);
            throw Fault("invalid named capture group", begin);
        }

        _at += 3;
        var nameBegin = _at;
        while (Next is >= 0 and not '>')
        {
            _at++;
        }

        if (AtEnd)
        {
            throw Fault("invalid named capture group", begin);
        }

        var name = Text(nameBegin);
        _at++;
        foreach (var letter in name)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter != '_')
            {
                throw Fault("invalid named capture group", begin);
            }
        }

        if (name.Length == 0 || !_names.Add(name))
        {
            throw Fault("invalid named capture group", begin);
        }

        return true;
    }

    private bool IsNext(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (_at + index >= _codePoints.Length || _codePoints[_at + index] != text[index])
            {
                return false;
            }
        }

        return true;
    }
}
