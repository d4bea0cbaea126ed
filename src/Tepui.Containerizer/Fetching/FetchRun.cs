using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;
using Tepui.Containerizer.Fetching.Archives;
using Tepui.Containerizer.Fetching.Cache;
using Tepui.Containerizer.Fetching.Sandboxes;
using Tepui.Containerizer.Fetching.Sources;
using Tepui.Containerizer.Users;

namespace Tepui.Containerizer.Fetching;

/// <summary>The fetching of one launch's URIs.</summary>
internal sealed class FetchRun : IDisposable
{
    private const uint PlainMode = 0x1A4; // rw-r--r--
    private const uint ExecutableMode = 0x1ED; // rwxr-xr-x

    private readonly FetcherOptions _options;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<FetchItem> _items;
    private readonly UserAccount? _owner;
    private readonly CancellationToken _cancellation;
    private readonly SandboxFolder _sandbox;
    private readonly SpaceGuard _space;
    private readonly SemaphoreSlim _places;
    private readonly Lazy<HttpDownloader> _http;
    private readonly FetcherCache? _cache;

    /// <summary>Archives in the cache, which are unpacked from there.</summary>
    private readonly CacheLease?[] _leases;

    /// <summary>Where downloads lie until they are whole; no archive can guess its name.</summary>
    private readonly string _staging = ".fetch-" + Guid.NewGuid().ToString("N");

    public FetchRun(
        FetcherOptions options,
        TimeProvider time,
        IReadOnlyList<FetchItem> items,
        string sandbox,
        UserAccount? owner,
        FetcherCache? cache,
        CancellationToken cancellation)
    {
        _cache = cache;
        _leases = new CacheLease?[items.Count];
        _options = options;
        _time = time;
        _items = items;
        _owner = owner;
        _cancellation = cancellation;
        _sandbox = SandboxFolder.Open(sandbox, owner);
        _space = new SpaceGuard(sandbox, options.FreeBytesKept);
        _places = new SemaphoreSlim(options.Concurrency);
        _http = new Lazy<HttpDownloader>(() => new HttpDownloader(options, time));
    }

    public static string Fault(string shown, string reason) => $"'{shown}': {reason}";

    /// <summary>Completes when nothing of it goes on any more.</summary>
    /// <returns>What went wrong, one line for each URI that could not be had.</returns>
    public async Task<List<string>> RunAsync()
    {
        var faults = new List<string>();
        Task[] downloads = [.. _items.Select((_, index) => DownloadAsync(index))];
        try
        {
            for (int i = 0; i < downloads.Length; i++)
            {
                FetchItem item = _items[i];
                try
                {
                    await downloads[i];

                    // Unpacking is work for a processor, not for the thread that takes what a server sends.
                    string done = await Task.Run(() => PlaceAsync(i), _cancellation);
                    Tell(done);
                }
                catch (Exception e) when (e is FetchException or IOException or UnauthorizedAccessException)
                {
                    faults.Add(Fault(item.Shown, e.Message));
                    Tell($"Failed to fetch '{item.Shown}': {e.Message}");
                }
            }
        }
        finally
        {
            await Task.WhenAll(downloads).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _sandbox.RemoveFolder(EntryPath.Of(_staging), Enumerable.Range(0, _items.Count).Select(Staged));
        }

        return faults;
    }

    public void Dispose()
    {
        foreach (CacheLease? lease in _leases)
            lease?.Dispose();
        if (_http.IsValueCreated)
            _http.Value.Dispose();
        _places.Dispose();
        _sandbox.Dispose();
    }

    private static string Staged(int index) => index.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private async Task DownloadAsync(int index)
    {
        FetchItem item = _items[index];
        await _places.WaitAsync(_cancellation);
        try
        {
            CacheLease? lease = _leases[index] = await FromCacheAsync(item);
            if (lease is not null && item.Kind != ArchiveKind.None)
                return;
            var path = EntryPath.Of(_staging, Staged(index));
            using SafeFileHandle file = _sandbox.CreateFile(path);
            using var stall = new StallTimer(_options.StallTimeout, _time, _cancellation);
            var download = new Download(file, stall, _space);
            if (lease is null)
                await DownloadAsync(item, download);
            else
                await CopyAsync(lease, download);
            uint mode = item.Executable ? ExecutableMode : item.LocalPath is { } local ? LocalFile.ModeOf(local) : PlainMode;
            _sandbox.Finish(file, path, mode);
        }
        finally
        {
            _ = _places.Release();
        }
    }

    /// <summary>Null when it is to be fetched past the cache.</summary>
    private async Task<CacheLease?> FromCacheAsync(FetchItem item)
    {
        if (_cache is null || item.CacheKey is null)
            return null;
        return await _cache.TakeAsync(
            (_owner?.Name ?? "") + "\n" + item.CacheKey,
            async (file, reserve) =>
            {
                using var stall = new StallTimer(_options.StallTimeout, _time, _cancellation);
                await DownloadAsync(item, new Download(file, stall, space: null, reserve));
            },
            _cancellation);
    }

    private static async Task CopyAsync(CacheLease lease, Download download)
    {
        using var source = new FileStream(lease.OpenToRead(), FileAccess.Read, bufferSize: 0);
        await download.CopyAsync(source);
    }

    private async Task DownloadAsync(FetchItem item, Download download)
    {
        try
        {
            if (item.Remote is not null)
                await _http.Value.GetAsync(item.Remote, download);
            else
                await LocalFile.CopyAsync(item.LocalPath!, download, _owner);
            if (item.Digest is { } wanted && download.Digest() is { } found && !found.AsSpan().SequenceEqual(wanted))
            {
                throw new FetchException(
                    $"its SHA-256 is {Convert.ToHexStringLower(found)} and not the one that was asked for: see to the server, or to the digest in the URI");
            }
        }
        catch (OperationCanceledException e) when (download.Stall.HasStalled && !_cancellation.IsCancellationRequested)
        {
            throw new FetchException(
                $"nothing came for {_options.StallTimeout.TotalSeconds:0.###} s after {download.Length} bytes: see to the server, or raise --fetcher_stall_timeout", e);
        }
    }

    private async Task<string> PlaceAsync(int index)
    {
        FetchItem item = _items[index];
        using CacheLease? lease = _leases[index];
        string told = $"Fetched '{item.Shown}' to '{Path.Combine(_sandbox.Path, item.Destination.ToString())}'";
        if (lease is null || item.Kind == ArchiveKind.None)
            _sandbox.Move(EntryPath.Of(_staging, Staged(index)), item.Destination);
        if (item.Kind == ArchiveKind.None)
            return told;

        // What is in the cache is unpacked from there, and does not come into the sandbox itself.
        using SafeFileHandle archive = lease?.OpenToRead() ?? _sandbox.OpenToRead(item.Destination);
        await ArchiveExtractor.ExtractAsync(
            _sandbox, archive, item.Destination.Name, item.Kind, _owner, packed => new ExtractionBudget(_options, packed, _space, _cancellation));
        return lease is null ? told + " and unpacked it" : $"Unpacked '{item.Shown}' into '{_sandbox.Path}'";
    }

    /// <summary>A line where the task's own words will follow; a sandbox whose stderr cannot be written fails for better reasons.</summary>
    private void Tell(string line)
    {
        try
        {
            var path = EntryPath.Of("stderr");
            using SafeFileHandle file = _sandbox.OpenToAppend(path);
            using var stream = new FileStream(file, FileAccess.Write, bufferSize: 0);
            stream.Write(System.Text.Encoding.UTF8.GetBytes(line + "\n"));
        }
        catch (Exception e) when (e is FetchException or IOException)
        {
        }
    }
}
