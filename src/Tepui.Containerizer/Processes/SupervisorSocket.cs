using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;

namespace Tepui.Containerizer.Processes;

/// <summary>Where the supervisor of a runtime directory listens.</summary>
internal static class SupervisorSocket
{
    /// <summary>sockaddr_un holds 108 bytes with the closing NUL; the starter binds under a name that is longer by four.</summary>
    private const int PathLimit = 107 - 4;

    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>A path in the directory, or, when that is too long for a socket, one made of the directory's hash.</summary>
    /// <exception cref="ContainerLaunchException">No folder of our own can be had for it.</exception>
    public static string PathFor(string directory)
    {
        string path = Path.Combine(directory, "socket");
        if (Encoding.UTF8.GetByteCount(path) <= PathLimit)
            return path;
        return Path.Combine(ShortFolder(), ShortName(directory));
    }

    /// <summary>By itself, so that OpenSSL (5 MB) is only loaded where it is needed.</summary>
    private static string ShortName(string directory) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(directory)))[..24];

    private static string ShortFolder()
    {
        bool root = Environment.IsPrivilegedProcess;
        string folder = root && Directory.Exists("/run") ? "/run/tepui" : $"/tmp/tepui-{Environment.UserName}";
        try
        {
            // Created by us or refused: in /tmp anybody could have made one with room for his own socket.
            DirectoryInfo made = Directory.CreateDirectory(folder, OnlyOwner);
            File.SetUnixFileMode(folder, OnlyOwner);
            return made.LinkTarget is null ? folder : throw new IOException("it is a symbolic link");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ContainerLaunchException(
                $"the runtime directory's path is too long for a socket, and {folder} cannot be used: {e.Message}; choose a shorter one", e);
        }
    }
}
