using System;
using System.IO;
using Tepui.Containerizer.Fetching.Sandboxes;

namespace Tepui.Containerizer.Fetching.Cache;

/// <summary>Where the cache's files lie. By default that is below /tmp, where anybody may put anything: only a folder of the agent's own will do.</summary>
internal static class CacheFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Opens the folder, and makes or empties it.</summary>
    /// <returns>Null when it cannot be used.</returns>
    public static SandboxFolder? Open(string path)
    {
        try
        {
            if (Path.GetDirectoryName(path) is { } above)
                Directory.CreateDirectory(above);
            Directory.CreateDirectory(path, OwnerOnly);
            SandboxFolder folder = SandboxFolder.Open(path, owner: null);
            if (folder.TryMakeOwn())
                return folder;
            folder.Dispose();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ContainerLaunchException)
        {
            return null;
        }
    }
}
