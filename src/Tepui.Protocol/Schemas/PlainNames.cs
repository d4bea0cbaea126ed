using System.Collections.Generic;

namespace Tepui.Protocol.Schemas;

/// <summary>Compares by what protoc keeps of a name when it makes a C# name of it: its letters and digits, their case aside.</summary>
internal sealed class PlainNames : IEqualityComparer<string>
{
    public static readonly PlainNames Instance = new();

    public bool Equals(string? x, string? y)
    {
        int left = 0, right = 0;
        while (true)
        {
            var one = Next(x, ref left);
            if (one != Next(y, ref right))
                return false;
            if (one == 0)
                return true;
        }
    }

    public int GetHashCode(string obj)
    {
        var hash = 0;
        for (var index = 0; Next(obj, ref index) is var letter and not '\0';)
            hash = (hash * 31) + letter;
        return hash;
    }

    /// <summary>The next letter or digit; 0 at the end.</summary>
    private static char Next(string? name, ref int index)
    {
        while (index < name?.Length)
        {
            var letter = name[index++];
            if (char.IsAsciiLetterOrDigit(letter))
                return char.ToUpperInvariant(letter);
        }

        return '\0';
    }
}
