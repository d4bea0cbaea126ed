using System.IO;
using System.Threading;

namespace Tepui.Containerizer.Fetching;

/// <summary>Keeps what one launch fetches and unpacks from filling the disk; looks once for every so many bytes written.</summary>
internal sealed class SpaceGuard(
    string path, long freeBytesKept, string place = "the sandbox", string advice = "make room under --work_dir, or fetch less")
{
    private const long Step = 16 << 20;

    private long _written;

    /// <exception cref="FetchException">The disk would be full.</exception>
    public void Written(int bytes)
    {
        long before = Interlocked.Add(ref _written, bytes) - bytes;
        if (before / Step == (before + bytes) / Step)
            return;
        long free = new DriveInfo(path).AvailableFreeSpace;
        if (free < freeBytesKept)
        {
            throw new FetchException(
                $"the disk under {place} is full but for {free >> 20} MB: {advice}");
        }
    }
}
