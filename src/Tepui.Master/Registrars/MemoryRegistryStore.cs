using System.Threading.Tasks;
using Tepui.Kernel.Registry;

namespace Tepui.Master.Registrars;

/// <summary>A registry that ends with the process (<c>--registry=in_memory</c>).</summary>
public sealed class MemoryRegistryStore : IRegistryStore
{
    private RegistryState _registry = RegistryState.Empty;

    public Task<RegistryState> LoadAsync() => Task.FromResult(_registry);

    public Task StoreAsync(RegistryState registry)
    {
        _registry = registry;
        return Task.CompletedTask;
    }
}
