using System.Threading.Tasks;
using Tepui.Kernel.Registry;

namespace Tepui.Master.Registrars;

/// <summary>Where a master's registry outlives it.</summary>
public interface IRegistryStore
{
    /// <summary>What was stored last; empty when nothing was.</summary>
    /// <exception cref="RegistryException">It cannot be read; the message is for the user.</exception>
    Task<RegistryState> LoadAsync();

    /// <summary>How many bytes what was stored last takes; 0 when nothing was.</summary>
    long SizeBytes { get; }

    /// <summary>Completes once the registry is durable. One at a time.</summary>
    /// <exception cref="RegistryException">It could not be stored; what was stored before still stands.</exception>
    Task StoreAsync(RegistryState registry);
}
