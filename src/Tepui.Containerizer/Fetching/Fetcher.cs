using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Mesos.V1;
using Tepui.Containerizer.Fetching.Cache;
using Tepui.Containerizer.Users;
using Tepui.Protocol.Secrets;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Fetching;

/// <summary>
/// Fetches over http and https and from this machine's files. The URIs of a launch are downloaded some at a time, and put in
/// place and unpacked in their order, so that of two that give the same file the later one wins, as in Mesos. A URI with
/// cache set is downloaded once for all tasks of a user that want it.
/// </summary>
public sealed class Fetcher(FetcherOptions options, TimeProvider? time = null) : IFetcher, IDisposable
{
    private readonly FetcherCache? _cache = options.CacheFolder is { } folder
        ? new FetcherCache(folder, options.CacheBytes, options.FreeBytesKept)
        : null;

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private long _succeeded;
    private long _failed;

    /// <summary>Launches whose URIs all came.</summary>
    public long Succeeded => Interlocked.Read(ref _succeeded);

    /// <summary>Launches of which one or more did not.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>What the cache may hold.</summary>
    public long CacheBytes => _cache?.Capacity ?? 0;

    /// <summary>What it holds.</summary>
    public long CacheBytesUsed => _cache?.Used ?? 0;

    /// <summary>Removes what an agent before has left in the cache.</summary>
    public void EmptyCache() => _cache?.Empty();

    public void Dispose() => _cache?.Dispose();

    public async Task FetchAsync(
        IReadOnlyList<CommandInfo.Types.URI> uris, string sandbox, string? user, CancellationToken cancellation)
    {
        if (uris.Count == 0)
            return;
        cancellation.ThrowIfCancellationRequested();
        try
        {
            await FetchAllAsync(uris, sandbox, user, cancellation);
            _ = Interlocked.Increment(ref _succeeded);
        }
        catch (ContainerLaunchException)
        {
            _ = Interlocked.Increment(ref _failed);
            throw;
        }
    }

    private static ContainerLaunchException Failure(string sandbox, List<string> faults) =>
        new($"Failed to fetch all URIs for container '{Path.GetFileName(sandbox)}': {string.Join("; ", faults)}");

    private async Task FetchAllAsync(
        IReadOnlyList<CommandInfo.Types.URI> uris, string sandbox, string? user, CancellationToken cancellation)
    {
        UserAccount? owner = UserAccount.OtherThanOwn(user);
        var items = new List<FetchItem>(uris.Count);
        var faults = new List<string>();
        foreach (CommandInfo.Types.URI uri in uris)
        {
            try
            {
                items.Add(FetchItem.Of(uri, options.FrameworksHome));
            }
            catch (FetchException e)
            {
                faults.Add(FetchRun.Fault(SecretText.Redact(uri.Value), e.Message));
            }
        }

        // Nothing is downloaded for a task that cannot start anyway.
        if (faults.Count > 0)
            throw Failure(sandbox, faults);
        using var run = new FetchRun(options, _time, items, sandbox, owner, _cache, cancellation);
        faults = await run.RunAsync();
        cancellation.ThrowIfCancellationRequested();
        if (faults.Count > 0)
            throw Failure(sandbox, faults);
    }
}
