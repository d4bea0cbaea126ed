using System;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Runtime.Loops;

/// <summary>
/// Answers reads from a view that is taken between steps. All who wait for the next one share it, so that many readers
/// cost the loop no more than one.
/// </summary>
/// <param name="run">Runs an action between steps: <see cref="MailboxLoop{TInput}.Run"/>.</param>
/// <param name="take">Takes the view; short, and never beside a step.</param>
public sealed class SnapshotReader<TView>(Func<Action, bool> run, Func<TView> take)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource<TView>? _waiting;

    /// <summary>Views taken so far.</summary>
    public long Taken { get; private set; }

    /// <exception cref="LoopStoppedException">The loop has stopped.</exception>
    public Task<TView> ReadAsync()
    {
        TaskCompletionSource<TView> waiting;
        lock (_gate)
        {
            if (_waiting is not null)
            {
                return _waiting.Task;
            }

            waiting = new TaskCompletionSource<TView>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting = waiting;
        }

        if (!run(Take))
        {
            lock (_gate)
            {
                _waiting = null;
            }

            waiting.TrySetException(new LoopStoppedException());
        }

        return waiting.Task;
    }

    private void Take()
    {
        TaskCompletionSource<TView>? waiting;
        lock (_gate)
        {
            waiting = _waiting;
            _waiting = null;
        }

        if (waiting is null)
        {
            return;
        }

        TView view;
        try
        {
            view = take();
        }
        catch (Exception exception)
        {
            waiting.TrySetException(exception);
            return;
        }

        Taken++;
        waiting.TrySetResult(view);
    }
}
