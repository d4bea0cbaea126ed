using System;
using Microsoft.Win32.SafeHandles;

namespace Tepui.Containerizer.Fetching.Cache;

/// <summary>A file of the cache that stays there until this is disposed.</summary>
internal sealed class CacheLease(FetcherCache cache, CacheEntry entry) : IDisposable
{
    private bool _disposed;

    public SafeFileHandle OpenToRead() => cache.OpenToRead(entry);

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        cache.Release(entry);
    }
}
