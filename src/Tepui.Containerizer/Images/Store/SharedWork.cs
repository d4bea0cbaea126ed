using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Containerizer.Images.Store;

/// <summary>Work that many may wait for and that is done once: it is called off when the last of them gives up.</summary>
internal sealed class SharedWork<T>
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Work> _works = new(StringComparer.Ordinal);

    public async Task<T> JoinAsync(string key, Func<CancellationToken, Task<T>> start, CancellationToken cancellation)
    {
        while (true)
        {
            Work work = Enter(key, start, out bool isEnding);
            if (isEnding)
            {
                await ((Task)work.Task).WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancellation.ThrowIfCancellationRequested();
                continue;
            }

            try
            {
                return await work.Task.WaitAsync(cancellation);
            }
            finally
            {
                Leave(work);
            }
        }
    }

    private Work Enter(string key, Func<CancellationToken, Task<T>> start, out bool isEnding)
    {
        lock (_gate)
        {
            if (!_works.TryGetValue(key, out Work? work))
            {
                work = new Work();
                _works.Add(key, work);
                Work made = work;
                work.Task = Task.Run(() => RunAsync(key, made, start));
            }

            isEnding = work.Cancellation.IsCancellationRequested;
            if (!isEnding)
                work.Waiting++;
            return work;
        }
    }

    private async Task<T> RunAsync(string key, Work work, Func<CancellationToken, Task<T>> start)
    {
        try
        {
            return await start(work.Cancellation.Token);
        }
        finally
        {
            lock (_gate)
                _ = _works.Remove(key);
        }
    }

    private void Leave(Work work)
    {
        bool last;
        lock (_gate)
            last = --work.Waiting == 0 && !work.Task.IsCompleted;
        if (last)
            work.Cancellation.Cancel();
    }

    private sealed class Work
    {
        public CancellationTokenSource Cancellation { get; } = new();

        public Task<T> Task { get; set; } = null!;

        public int Waiting { get; set; }
    }
}
