using System;
using System.IO;
using System.Threading;
using Tepui.Containerizer.Fetching;

namespace Tepui.Containerizer.Images.Layers;

/// <summary>Counts what one layer has unpacked to so far.</summary>
internal sealed class LayerBudget(
    LayerLimits limits, LayerKind kind, long packedBytes, string disk, CancellationToken cancellation)
{
    private readonly long _mostBytes = Math.Max(limits.BytesAlwaysAllowed, packedBytes > long.MaxValue / limits.MaxExpansion ? long.MaxValue : packedBytes * limits.MaxExpansion);
    private readonly SpaceGuard _space = new(disk, limits.FreeBytesKept);
    private long _bytes;
    private int _entries;

    /// <exception cref="ImageException">It is too much.</exception>
    public void Take(int bytes)
    {
        cancellation.ThrowIfCancellationRequested();
        _bytes += bytes;
        if (_bytes > _mostBytes)
            throw new ImageException($"a layer unpacks to more than {_mostBytes >> 20} MB, {limits.MaxExpansion} times its own size: it looks like a bomb; make the image anew");
        try
        {
            _space.Written(bytes);
        }
        catch (FetchException e)
        {
            throw new ImageException($"the disk under {disk} is full but for {new DriveInfo(disk).AvailableFreeSpace >> 20} MB: make room under {kind.StoreFlag}, or prune images", e);
        }
    }

    public void TakeEntry()
    {
        cancellation.ThrowIfCancellationRequested();
        if (++_entries > limits.MaxEntries)
            throw new ImageException($"a layer holds more than {limits.MaxEntries} files: make the image anew with fewer");
    }
}
