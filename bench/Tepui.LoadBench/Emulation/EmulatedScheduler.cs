using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Client.Schedulers;
using Tepui.Protocol.Codecs;
using Task = System.Threading.Tasks.Task;
using Type = Mesos.V1.Scheduler.Event.Types.Type;

namespace Tepui.LoadBench.Emulation;

/// <summary>A framework that reads its events as fast as they come, and hands them to whoever measures.</summary>
internal sealed class EmulatedScheduler : IAsyncDisposable
{
    private readonly SchedulerClient _client;
    private readonly SchedulerSubscription _subscription;
    private readonly CancellationTokenSource _closing = new();
    private Task _reader = Task.CompletedTask;

    private EmulatedScheduler(SchedulerClient client, SchedulerSubscription subscription)
    {
        _client = client;
        _subscription = subscription;
    }

    public SchedulerSubscription Subscription => _subscription;

    public static async Task<EmulatedScheduler> SubscribeAsync(
        Uri master, FrameworkInfo info, MessageEncoding encoding, Func<EmulatedScheduler, Event, ValueTask> onEvent)
    {
        var client = new SchedulerClient(encoding);
        var scheduler = new EmulatedScheduler(client, await client.SubscribeAsync(master, info));
        scheduler._reader = Task.Run(async () =>
        {
            try
            {
                await foreach (var received in scheduler._subscription.ReadEventsAsync(scheduler._closing.Token))
                {
                    if (received.Type == Type.Error)
                        throw new InvalidOperationException($"the master says: {received.Error.Message}");
                    await onEvent(scheduler, received);
                }
            }
            catch (OperationCanceledException)
            {
                // The benchmark is over.
            }
        });
        return scheduler;
    }

    /// <summary>Declines offers so that they may come again at once.</summary>
    public Task DeclineAsync(IEnumerable<OfferID> offers) =>
        _subscription.DeclineAsync(offers, new Filters { RefuseSeconds = 0 });

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _reader;
        await _subscription.DisposeAsync();
        _client.Dispose();
        _closing.Dispose();
    }
}
