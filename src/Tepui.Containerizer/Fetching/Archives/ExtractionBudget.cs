using System;
using System.Threading;

namespace Tepui.Containerizer.Fetching.Archives;

/// <summary>What one archive may still unpack to, so that a small one cannot fill a disk, an inode table or years.</summary>
internal sealed class ExtractionBudget(FetcherOptions options, long packedBytes, SpaceGuard space, CancellationToken cancellation)
{
    private readonly long _mostBytes = Math.Max(options.UnpackedBytesAlwaysAllowed, Saturated(packedBytes, options.MaxExpansion));
    private long _bytes;
    private int _entries;

    /// <exception cref="FetchException">It is too much.</exception>
    public void Take(int bytes)
    {
        cancellation.ThrowIfCancellationRequested();
        _bytes += bytes;
        if (_bytes > _mostBytes)
        {
            throw new FetchException(
                $"it unpacks to more than {_mostBytes >> 20} MB, {options.MaxExpansion} times its own size: unpack it in the task itself, with extract false");
        }

        space.Written(bytes);
    }

    /// <exception cref="FetchException">There are too many.</exception>
    public void TakeEntry()
    {
        cancellation.ThrowIfCancellationRequested();
        if (++_entries > options.MaxEntries)
            throw new FetchException($"it holds more than {options.MaxEntries} files: unpack it in the task itself, with extract false");
    }

    private static long Saturated(long packed, int times) => packed > long.MaxValue / times ? long.MaxValue : packed * times;
}
