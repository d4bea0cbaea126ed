using System;
using System.Threading.Tasks;
using Tepui.Kernel.Registry;

namespace Tepui.Master.Registrars;

/// <summary>Where a master's registry outlives it. One call at a time.</summary>
public interface IRegistryStore : IAsyncDisposable
{
    /// <summary>How many bytes what was stored last takes; 0 when nothing was.</summary>
    long SizeBytes { get; }

    /// <summary>
    /// What was stored last, empty when nothing was. From then on this store may write, and whoever could before can no more, or still
    /// can and this one is refused.
    /// </summary>
    /// <exception cref="RegistryException">It cannot be read or had; the message is for the user. Nothing was changed.</exception>
    Task<RegistryState> LoadAsync();

    /// <summary>Completes once the registry is durable.</summary>
    /// <exception cref="RegistryException">
    /// It could not be stored, and what was stored before still stands; or <see cref="RegistryException.IsDeposed"/>.
    /// </exception>
    Task StoreAsync(RegistryState registry);
}
