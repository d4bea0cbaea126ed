using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tepui.Kernel;

namespace Tepui.Agent.Containers;

/// <summary>What is being done to containers and is not done yet: one that hangs is seen here (<c>/containerizer/debug</c>).</summary>
internal sealed class PendingOperations
{
    private readonly ConcurrentDictionary<long, PendingOperation> _pending = [];
    private long _last;
    private long _destroyErrors;

    /// <summary>How many containers could not be destroyed.</summary>
    public long DestroyErrors => Interlocked.Read(ref _destroyErrors);

    /// <summary>In the order they began.</summary>
    public IEnumerable<PendingOperation> All => _pending.OrderBy(static entry => entry.Key).Select(static entry => entry.Value);

    /// <summary>It is pending until what is returned is disposed of.</summary>
    public Ending Begin(string operation, ContainerId container)
    {
        long number = Interlocked.Increment(ref _last);
        _pending[number] = new PendingOperation(operation, container);
        return new Ending(this, number);
    }

    public void Failed(string operation)
    {
        if (operation == "destroy")
            Interlocked.Increment(ref _destroyErrors);
    }

    public readonly struct Ending(PendingOperations all, long number) : IDisposable
    {
        public void Dispose() => _ = all._pending.TryRemove(number, out _);
    }
}

internal readonly record struct PendingOperation(string Name, ContainerId Container);
