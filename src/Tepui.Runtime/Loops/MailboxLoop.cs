using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Runtime.Faults;

namespace Tepui.Runtime.Loops;

/// <summary>
/// Runs a step machine: whoever posts into an idle loop drains it on its own thread (no hop, and a test needs no waiting);
/// what others post meanwhile becomes the next batch. After some batches the work is handed to the thread pool, so that
/// no poster is held for long.
/// </summary>
public sealed class MailboxLoop<TInput>
{
    private const int BatchesPerPoster = 8;

    private readonly ILoopMachine<TInput> _machine;
    private readonly TimeProvider _time;
    private readonly Action<LoopFault<TInput>> _onFault;
    private readonly int _capacity;
    private readonly int _roomy;
    private readonly RecentInputs<TInput> _recent;
    private readonly Lock _gate = new();
    private List<TInput> _arrived = [];
    private List<TInput> _batch = [];
    private List<Action> _actionsArrived = [];
    private List<Action> _actions = [];
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _idle;
    private DateTimeOffset _now = DateTimeOffset.MinValue;
    private bool _running;
    private bool _stopped;

    /// <param name="onFault">Told once, of an exception in the machine; no further input is taken. It should end the process.</param>
    /// <param name="capacity">Inputs that may wait; beyond it <see cref="TryPost"/> refuses.</param>
    /// <param name="roomy">
    /// Inputs that may wait before <see cref="WaitForRoomAsync"/> waits: few, since those of a reader that runs ahead are memory.
    /// </param>
    /// <param name="recentInputs">How many of the last inputs a fault shows.</param>
    public MailboxLoop(
        ILoopMachine<TInput> machine,
        TimeProvider time,
        Action<LoopFault<TInput>> onFault,
        int capacity = 1_000_000,
        int roomy = 256,
        int recentInputs = 64)
    {
        _machine = machine;
        _time = time;
        _onFault = onFault;
        _capacity = capacity;
        _roomy = Math.Min(roomy, capacity);
        _recent = new RecentInputs<TInput>(recentInputs);
    }

    /// <summary>Inputs that wait for the next batch.</summary>
    public int Depth => _arrived.Count;

    /// <summary>The longest the queue has been.</summary>
    public int HighWater { get; private set; }

    /// <summary>Batches run so far.</summary>
    public long Batches { get; private set; }

    /// <summary>Inputs stepped so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Queues an input whatever the queue's length; ignored once the loop has stopped.</summary>
    public void Post(TInput input)
    {
        lock (_gate)
        {
            if (!Enqueue(input))
            {
                return;
            }
        }

        Drain();
    }

    /// <summary>Queues inputs that belong together, so that they are in one batch.</summary>
    public void Post(IReadOnlyList<TInput> inputs)
    {
        bool drain = false;
        lock (_gate)
        {
            for (int i = 0; i < inputs.Count; i++)
            {
                drain |= Enqueue(inputs[i]);
            }
        }

        if (drain)
        {
            Drain();
        }
    }

    /// <summary>Queues an input unless the queue is full or the loop has stopped.</summary>
    public bool TryPost(TInput input)
    {
        lock (_gate)
        {
            if (_stopped || _arrived.Count >= _capacity)
            {
                return false;
            }

            if (!Enqueue(input))
            {
                return true;
            }
        }

        Drain();
        return true;
    }

    /// <summary>Completes when the queue is short: for a reader of many inputs, who can let its source wait.</summary>
    public ValueTask WaitForRoomAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_stopped || _arrived.Count < _roomy)
            {
                return ValueTask.CompletedTask;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_room.Task.WaitAsync(cancellation));
        }
    }

    /// <summary>Runs an action between batches, never beside a step. It is not run when the loop has stopped: the result is then false.</summary>
    public bool Run(Action action)
    {
        lock (_gate)
        {
            if (_stopped)
            {
                return false;
            }

            _actionsArrived.Add(action);
            if (!Claim())
            {
                return true;
            }
        }

        Drain();
        return true;
    }

    /// <summary>Takes no more inputs; what was queued before is still run. Completes when the loop stands still.</summary>
    public Task StopAsync()
    {
        lock (_gate)
        {
            _stopped = true;
            ReleaseRoom();
            if (!_running)
            {
                return Task.CompletedTask;
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    private bool Enqueue(TInput input)
    {
        if (_stopped)
        {
            return false;
        }

        _arrived.Add(input);
        if (_arrived.Count > HighWater)
        {
            HighWater = _arrived.Count;
        }

        return Claim();
    }

    private bool Claim()
    {
        if (_running)
        {
            return false;
        }

        _running = true;
        return true;
    }

    private void Drain()
    {
        for (int round = 0; ; round++)
        {
            lock (_gate)
            {
                if (_arrived.Count == 0 && _actionsArrived.Count == 0)
                {
                    _running = false;
                    _idle?.TrySetResult();
                    return;
                }

                if (round < BatchesPerPoster)
                {
                    (_arrived, _batch) = (_batch, _arrived);
                    (_actionsArrived, _actions) = (_actions, _actionsArrived);
                    ReleaseRoom();
                }
            }

            if (round >= BatchesPerPoster)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static loop => loop.Drain(), this, preferLocal: false);
                return;
            }

            if (!RunBatch())
            {
                return;
            }
        }
    }

    private bool RunBatch()
    {
        try
        {
            if (_batch.Count > 0)
            {
                StepAll();
            }

            foreach (Action action in _actions)
            {
                action();
            }
        }
        catch (Exception exception)
        {
            Fault(exception);
            return false;
        }

        _batch.Clear();
        _actions.Clear();
        return true;
    }

    private void StepAll()
    {
        Advance();
        foreach (TInput input in _batch)
        {
            _recent.Add(input, _now);
            _machine.Step(input, _now);
        }

        Steps += _batch.Count;
        Batches++;
        _machine.Flush(_now);
        _machine.Dispatch();
    }

    /// <summary>The wall clock may be set back; the machine's time never goes back.</summary>
    private void Advance()
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (now > _now)
        {
            _now = now;
        }
    }

    private void Fault(Exception exception)
    {
        lock (_gate)
        {
            _stopped = true;
            _arrived.Clear();
            _actionsArrived.Clear();
            ReleaseRoom();
            _running = false;
            _idle?.TrySetResult();
        }

        _onFault(new LoopFault<TInput>(exception, _recent.ToArray()));
    }

    private void ReleaseRoom()
    {
        _room?.TrySetResult();
        _room = null;
    }
}
