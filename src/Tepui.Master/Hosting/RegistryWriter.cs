using System;
using System.Threading.Tasks;
using Tepui.Endpoints.Metrics;
using Tepui.Kernel.Master;
using Tepui.Kernel.Registry;
using Tepui.Master.Registrars;

namespace Tepui.Master.Hosting;

/// <summary>Writes registries off the loop, one after the other, and tells the loop how each went.</summary>
internal sealed class RegistryWriter(IRegistryStore store, TimerMetric timer, Action<MasterInput> post) : IAsyncDisposable
{
    private static readonly TimeSpan LongWrite = TimeSpan.FromMilliseconds(20);

    private Task _last = Task.CompletedTask;
    private TimeSpan _lastDuration;

    /// <summary>The stored registry's size.</summary>
    public long SizeBytes => store.SizeBytes;

    public void Store(long version, RegistryState registry) => _last = StoreAfterAsync(_last, version, registry);

    /// <summary>Waits until nothing is being written, and gives the store back.</summary>
    public async ValueTask DisposeAsync()
    {
        await _last.ConfigureAwait(false);
        await store.DisposeAsync().ConfigureAwait(false);
    }

    private async Task StoreAfterAsync(Task before, long version, RegistryState registry)
    {
        await before.ConfigureAwait(false);

        // A registry that takes long to write is one of many agents: what comes meanwhile goes into the next write together,
        // and writing takes no more than half of the time.
        if (_lastDuration > LongWrite)
        {
            await Task.Delay(_lastDuration, TimeProvider.System).ConfigureAwait(false);
        }

        long started = TimeProvider.System.GetTimestamp();
        try
        {
            await store.StoreAsync(registry).ConfigureAwait(false);
        }
        catch (RegistryException exception)
        {
            post(exception.IsDeposed ? new LeadershipLost(exception.Message) : new RegistryFailed(version, exception.Message));
            return;
        }

        _lastDuration = TimeProvider.System.GetElapsedTime(started);
        timer.Record(_lastDuration);
        post(new RegistryStored(version));
    }
}
