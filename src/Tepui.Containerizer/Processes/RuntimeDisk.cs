using System.IO;

namespace Tepui.Containerizer.Processes;

/// <summary>The disk that the supervisor's files lie on.</summary>
internal static class RuntimeDisk
{
    private const long Little = 256 * 1024;

    /// <summary>What to do about a fault there.</summary>
    /// <param name="else">Where there is room.</param>
    public static string Advice(string directory, string @else)
    {
        try
        {
            if (new DriveInfo(directory).AvailableFreeSpace < Little)
                return $"the disk with {directory} is full: make room on it, or name a folder on another one by --runtime_dir";
        }
        catch (IOException)
        {
            // It cannot be told.
        }

        return @else;
    }
}
