using System;
using System.Security.Cryptography;
using System.Text;

namespace Tepui.Containerizer.Docker.Life;

/// <summary>
/// What dockerd and the file system call a container: <c>mesos-</c> and its id, as in Mesos. An id that holds what dockerd does not
/// take in a name, or too much, is named by what is left of it and a hash; the id itself is in a label.
/// </summary>
internal static class ContainerName
{
    private const string Prefix = "mesos-";
    private const int LongestId = 128;

    public static string For(string id)
    {
        if (id.Length is > 0 and <= LongestId && Array.TrueForAll(id.ToCharArray(), IsPlain))
            return Prefix + id;
        var name = new StringBuilder(Prefix);
        foreach (char letter in id.AsSpan(0, Math.Min(id.Length, 64)))
            _ = name.Append(IsPlain(letter) ? letter : '_');
        return name.Append('-').Append(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 16))).ToString();
    }

    private static bool IsPlain(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '-';
}
