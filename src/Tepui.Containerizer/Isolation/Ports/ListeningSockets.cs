using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;

namespace Tepui.Containerizer.Isolation.Ports;

/// <summary>TCP sockets of this machine that wait for connections (proc_net(5)), and processes that hold them.</summary>
internal static class ListeningSockets
{
    private const string Listening = "0A";
    private const string SocketPrefix = "socket:[";

    /// <summary>The ports by the sockets' inodes.</summary>
    public static Dictionary<ulong, int> Find()
    {
        var found = new Dictionary<ulong, int>();
        foreach (string path in (string[])["/proc/net/tcp", "/proc/net/tcp6"])
        {
            if (!File.Exists(path))
                continue;
            foreach (string line in File.ReadLines(path))
                Parse(line, found);
        }

        return found;
    }

    /// <summary>Adds what a line tells, unless it is of another state, or the heading.</summary>
    internal static void Parse(string line, Dictionary<ulong, int> found)
    {
        string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 10 || fields[3] != Listening)
            return;
        string address = fields[1];
        bool isPort = int.TryParse(
            address.AsSpan(address.LastIndexOf(':') + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int port);
        if (isPort && ulong.TryParse(fields[9], NumberStyles.None, CultureInfo.InvariantCulture, out ulong inode) && inode != 0)
            found[inode] = port;
    }

    /// <summary>The inodes of sockets that a process has open; none when it is gone.</summary>
    public static IEnumerable<ulong> Of(int pid)
    {
        var inodes = new List<ulong>();
        try
        {
            foreach (string path in Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd"))
            {
                string? target = new FileInfo(path).LinkTarget;
                if (target is not null
                    && target.StartsWith(SocketPrefix, StringComparison.Ordinal)
                    && ulong.TryParse(target.AsSpan(SocketPrefix.Length).TrimEnd(']'), NumberStyles.None, null, out ulong inode))
                {
                    inodes.Add(inode);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended.
        }

        return inodes;
    }
}
