using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Client.Schedulers;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.LoadBench.Failovers;

/// <summary>A framework with Tepui's own driver that declines whatever it is offered, and knows how long it was left alone.</summary>
internal sealed class WaitingScheduler : Scheduler
{
    private static readonly Filters AtOnce = new() { RefuseSeconds = 0.5 };

    private readonly Lock _gate = new();
    private TaskCompletionSource<Return> _returned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _subscribed;
    private long _lastOffer;

    /// <summary>What it saw of a change of masters, as timestamps of <see cref="Stopwatch"/>.</summary>
    public sealed record Return(long LastOffer, long Subscribed, long FirstOffer);

    /// <summary>The next time that it is subscribed again and offered something.</summary>
    public Task<Return> NextReturn()
    {
        lock (_gate)
        {
            _subscribed = 0;
            _returned = new TaskCompletionSource<Return>(TaskCreationOptions.RunContinuationsAsynchronously);
            return _returned.Task;
        }
    }

    public override void Registered(ISchedulerDriver driver, FrameworkID frameworkId, MasterInfo master) => Subscribe();

    public override void Reregistered(ISchedulerDriver driver, MasterInfo master) => Subscribe();

    public override void ResourceOffers(ISchedulerDriver driver, IReadOnlyList<Offer> offers)
    {
        lock (_gate)
        {
            var now = Stopwatch.GetTimestamp();
            if (_subscribed != 0)
                _returned.TrySetResult(new Return(_lastOffer, _subscribed, now));
            _lastOffer = now;
        }

        driver.AcceptOffers([.. offers.Select(static offer => offer.Id)], [], AtOnce);
    }

    public override void StatusUpdate(ISchedulerDriver driver, TaskStatus status)
    {
    }

    public override void Error(ISchedulerDriver driver, string message) => _returned.TrySetException(new InvalidOperationException(message));

    private void Subscribe()
    {
        lock (_gate)
        {
            _subscribed = Stopwatch.GetTimestamp();
        }
    }
}
