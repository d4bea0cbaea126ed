using System;
using System.Security.Cryptography;
using System.Text;

namespace Tepui.Containerizer.Isolation;

/// <summary>Names of files and cgroups for containers, whose ids may hold anything.</summary>
internal static class ContainerNames
{
    private const int LongestName = 200;

    /// <summary>What no id that is taken as it is begins with.</summary>
    private const char HashMark = '~';

    /// <summary>The id itself where that can be a name, else one made of its hash.</summary>
    public static string Of(string containerId) => IsName(containerId)
        ? containerId
        : HashMark + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(containerId)));

    private static bool IsName(string id)
    {
        if (id.Length is 0 or > LongestName || id[0] is '.' or HashMark)
            return false;
        foreach (char letter in id)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_' or '.'))
                return false;
        }

        return true;
    }
}
