using System.Collections.Generic;
using System.Threading.Tasks;
using Tepui.Containerizer.Fetching.Sandboxes;

namespace Tepui.Containerizer.Fetching.Cache;

/// <summary>A file of the cache, on its way there or whole. Its cache guards all but <see cref="Filled"/>.</summary>
internal sealed class CacheEntry(string key, EntryPath path)
{
    public string Key { get; } = key;

    public EntryPath Path { get; } = path;

    /// <summary>What the cache counts for it.</summary>
    public long Bytes { get; set; }

    /// <summary>Launches that wait for it or read it: as long as there is one it stays.</summary>
    public int Users { get; set; }

    public LinkedListNode<CacheEntry>? Node { get; set; }

    /// <summary>Completes when the file is there, or with false when it will not come.</summary>
    public TaskCompletionSource<bool> Filled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
