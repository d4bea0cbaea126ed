using System;
using System.Threading;

namespace Tepui.Agent.GarbageCollection;

/// <summary>
/// Gives back what launches have left on the heap once nothing more happens: a process that allocates nothing collects nothing
/// either, and an agent's tasks may run for weeks. One for the process, however many agents it has.
/// </summary>
internal static class IdleMemory
{
    /// <summary>Allocated between two looks by an agent to which nothing happens.</summary>
    private const long Idle = 2 << 20;

    private const long Worthwhile = 8 << 20;

    private static readonly Lock Gate = new();
    private static long _before;
    private static long _givenBackAt;

    /// <summary>To be called now and then.</summary>
    public static void Look()
    {
        lock (Gate)
        {
            long allocated = GC.GetTotalAllocatedBytes();
            bool idle = allocated - _before < Idle;
            _before = allocated;
            if (!idle || allocated - _givenBackAt < Worthwhile)
                return;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            _givenBackAt = allocated;
        }
    }
}
