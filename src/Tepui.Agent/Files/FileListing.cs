using System;
using System.Collections.Generic;
using System.IO;
using Tepui.Containerizer.Files;

namespace Tepui.Agent.Files;

/// <summary>A file as <c>ls -l</c> shows it.</summary>
internal static class FileListing
{
    private const int GlobalReadableBits = 9;

    /// <summary>As in <c>-rw-r--r--</c>.</summary>
    public static string Mode(in FileStatus status)
    {
        Span<char> text = stackalloc char[1 + GlobalReadableBits];
        text[0] = status.Type switch
        {
            0x4000 => 'd',
            0xA000 => 'l',
            0x6000 => 'b',
            0x2000 => 'c',
            0x1000 => 'p',
            0xC000 => 's',
            _ => '-',
        };
        const string Letters = "rwxrwxrwx";
        for (int i = 0; i < GlobalReadableBits; i++)
            text[i + 1] = (status.Mode >> (GlobalReadableBits - 1 - i) & 1) != 0 ? Letters[i] : '-';
        if ((status.Mode & 0x800) != 0)
            text[3] = text[3] == 'x' ? 's' : 'S';
        if ((status.Mode & 0x400) != 0)
            text[6] = text[6] == 'x' ? 's' : 'S';
        if ((status.Mode & 0x200) != 0)
            text[9] = text[9] == 'x' ? 't' : 'T';
        return new string(text);
    }
}

/// <summary>Names of users and groups, as the host's files have them; a number where they do not.</summary>
internal sealed class UserNames
{
    private readonly Dictionary<uint, string> _users = Read("/etc/passwd");
    private readonly Dictionary<uint, string> _groups = Read("/etc/group");

    public string User(uint id) => _users.TryGetValue(id, out string? name) ? name : id.ToString();

    public string Group(uint id) => _groups.TryGetValue(id, out string? name) ? name : id.ToString();

    private static Dictionary<uint, string> Read(string path)
    {
        var names = new Dictionary<uint, string>();
        try
        {
            foreach (string line in File.ReadLines(path))
            {
                string[] fields = line.Split(':');
                if (fields.Length > 2 && uint.TryParse(fields[2], out uint id))
                    names.TryAdd(id, fields[0]);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Numbers, then.
        }

        return names;
    }
}
