using System;
using System.Threading.Tasks;
using Tepui.Kernel;
using Tepui.Kernel.Registry;

namespace Tepui.Master.Registrars;

/// <summary>
/// A store that may not take as long as it likes. As in Mesos the master ends when a write takes too long: nobody knows whether it is
/// done later, and the next leader reads what is there.
/// </summary>
public sealed class TimedRegistryStore(IRegistryStore store, TimeSpan fetchTimeout, TimeSpan storeTimeout, TimeProvider time) : IRegistryStore
{
    public long SizeBytes => store.SizeBytes;

    public async Task<RegistryState> LoadAsync()
    {
        try
        {
            return await store.LoadAsync().WaitAsync(fetchTimeout, time).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            throw new RegistryException(
                $"the registry could not be read within {DurationText.Of(fetchTimeout)} (--registry_fetch_timeout)", exception)
            {
                IsDeposed = true,
            };
        }
    }

    public async Task StoreAsync(RegistryState registry)
    {
        try
        {
            await store.StoreAsync(registry).WaitAsync(storeTimeout, time).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            throw new RegistryException(
                $"the registry could not be stored within {DurationText.Of(storeTimeout)} (--registry_store_timeout)", exception)
            {
                IsDeposed = true,
            };
        }
    }

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
