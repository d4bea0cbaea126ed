using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;
using Tepui.Containerizer.Fetching.Sandboxes;

namespace Tepui.Containerizer.Fetching.Cache;

/// <summary>
/// Keeps what was fetched, for each user, so that it is downloaded once for all who want it (docs/fetcher-cache-internals.md). Room
/// is reserved before a download, by taking out what was used longest ago; what finds none is fetched past the cache. Empty at the
/// agent's start.
/// </summary>
/// <param name="folder">The agent's own; made when it is first needed.</param>
/// <param name="freeBytesKept">Nothing is kept on a disk that has less left.</param>
internal sealed class FetcherCache(string folder, long capacity, long freeBytesKept) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, CacheEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>Used last first.</summary>
    private readonly LinkedList<CacheEntry> _byUse = new();
    private readonly Lazy<SandboxFolder?> _folder = new(() => CacheFolder.Open(folder));
    private long _used;
    private long _names;

    public long Capacity => capacity;

    public long Used
    {
        get
        {
            lock (_gate)
                return _used;
        }
    }

    /// <summary>Removes what an agent before has left.</summary>
    public void Empty()
    {
        if (Directory.Exists(folder))
            _ = _folder.Value;
    }

    /// <summary>The file of a key; it is downloaded when it is not there, and waited for while another downloads it.</summary>
    /// <param name="download">Fills the file; asks for room before.</param>
    /// <returns>Null when it is to be fetched past the cache.</returns>
    /// <exception cref="FetchException">This call's own download failed. Those that waited for it are told to fetch past the cache.</exception>
    public async Task<CacheLease?> TakeAsync(
        string key, Func<SafeFileHandle, Action<long?>, Task> download, CancellationToken cancellation)
    {
        if (_folder.Value is not { } place)
            return null;
        bool first;
        CacheEntry? entry;
        lock (_gate)
        {
            first = !_entries.TryGetValue(key, out entry);
            if (first)
            {
                entry = new CacheEntry(key, EntryPath.Of((++_names).ToString(CultureInfo.InvariantCulture)));
                _entries.Add(key, entry);
                entry.Node = _byUse.AddFirst(entry);
            }
            else
            {
                _byUse.Remove(entry!.Node!);
                _byUse.AddFirst(entry.Node!);
            }

            entry.Users++;
        }

        if (first)
            return await FillAsync(place, entry, download) ? new CacheLease(this, entry) : null;
        try
        {
            if (await entry.Filled.Task.WaitAsync(cancellation))
                return new CacheLease(this, entry);
        }
        catch
        {
            Release(entry);
            throw;
        }

        Release(entry);
        return null;
    }

    public SafeFileHandle OpenToRead(CacheEntry entry) => _folder.Value!.OpenToRead(entry.Path);

    public void Release(CacheEntry entry)
    {
        lock (_gate)
            entry.Users--;
    }

    public void Dispose()
    {
        if (_folder.IsValueCreated)
            _folder.Value?.Dispose();
    }

    private async Task<bool> FillAsync(SandboxFolder place, CacheEntry entry, Func<SafeFileHandle, Action<long?>, Task> download)
    {
        bool filled = false;
        try
        {
            using SafeFileHandle? file = TryCreate(place, entry);
            if (file is null)
                return false;
            await download(file, bytes => Reserve(place, entry, bytes));
            filled = true;
        }
        catch (Exception e) when (e is CacheRefusedException or IOException)
        {
            // The cache's disk may be full where the sandbox's is not.
        }
        finally
        {
            if (!filled)
                Drop(place, entry);
            entry.Filled.SetResult(filled);
        }

        return filled;
    }

    private static SafeFileHandle? TryCreate(SandboxFolder place, CacheEntry entry)
    {
        try
        {
            return place.CreateFile(entry.Path);
        }
        catch (FetchException)
        {
            return null;
        }
    }

    private void Reserve(SandboxFolder place, CacheEntry entry, long? bytes)
    {
        if (bytes is not { } wanted || wanted > capacity || wanted < 0)
            throw new CacheRefusedException();
        lock (_gate)
        {
            // A download that begins anew has room already.
            long more = wanted - entry.Bytes;
            for (LinkedListNode<CacheEntry>? node = _byUse.Last; node is not null && _used + more > capacity;)
            {
                CacheEntry oldest = node.Value;
                node = node.Previous;
                if (oldest.Users == 0)
                    Remove(place, oldest);
            }

            if (_used + more > capacity || new DriveInfo(place.Path).AvailableFreeSpace - more < freeBytesKept)
                throw new CacheRefusedException();
            _used += more;
            entry.Bytes = wanted;
        }
    }

    private void Drop(SandboxFolder place, CacheEntry entry)
    {
        lock (_gate)
        {
            Remove(place, entry);
            entry.Users--;
        }
    }

    /// <summary>Under the gate.</summary>
    private void Remove(SandboxFolder place, CacheEntry entry)
    {
        _entries.Remove(entry.Key);
        _byUse.Remove(entry.Node!);
        _used -= entry.Bytes;
        entry.Bytes = 0;
        place.RemoveFile(entry.Path);
    }
}
