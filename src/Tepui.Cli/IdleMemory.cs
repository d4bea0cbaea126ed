using System;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Cli;

/// <summary>
/// Gives memory back once nothing more happens: a process that allocates nothing collects nothing either, and a daemon may be idle for weeks
/// with what a busy minute has left on its heap, and with the pages of code that only its start needed.
/// </summary>
internal sealed class IdleMemory
{
    /// <summary>Allocated between two looks by a daemon that does no more than answer pings.</summary>
    private const long Idle = 64 << 10;

    /// <summary>Allocated since the last time by one that did something, and so used code that it needs no more.</summary>
    private const long WorthPages = 128 << 10;

    private const long WorthCollection = 8 << 20;

    /// <summary>More than that takes the collector so long that somebody would notice.</summary>
    private const long MostCollected = 256 << 20;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private long _before;
    private long _pagesGivenAt = -WorthPages;
    private long _collectedAt;

    public static async Task WatchAsync(CancellationToken stop)
    {
        var memory = new IdleMemory();
        using var timer = new PeriodicTimer(Interval, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
                memory.Look(GC.GetTotalAllocatedBytes());
        }
        catch (OperationCanceledException)
        {
            // The daemon ends.
        }
    }

    private void Look(long allocated)
    {
        bool idle = allocated - _before < Idle;
        _before = allocated;
        if (!idle || allocated - _pagesGivenAt < WorthPages)
            return;
        if (allocated - _collectedAt >= WorthCollection && GC.GetTotalMemory(forceFullCollection: false) <= MostCollected)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            _collectedAt = allocated;
        }

        ProgramPages.GiveBack();
        _before = _pagesGivenAt = GC.GetTotalAllocatedBytes();
    }
}
