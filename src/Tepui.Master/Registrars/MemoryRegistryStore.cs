using System.Threading.Tasks;
using Tepui.Kernel.Registry;

namespace Tepui.Master.Registrars;

/// <summary>A registry that ends with the process (<c>--registry=in_memory</c>).</summary>
public sealed class MemoryRegistryStore : IRegistryStore
{
    private RegistryState _registry = RegistryState.Empty;

    /// <summary>As much as it would take in a file.</summary>
    public long SizeBytes => ReferenceEquals(_registry, RegistryState.Empty) ? 0 : RegistryEncoding.Encode(_registry).Length;

    public Task<RegistryState> LoadAsync() => Task.FromResult(_registry);

    public Task StoreAsync(RegistryState registry)
    {
        _registry = registry;
        return Task.CompletedTask;
    }
}
