using System;
using System.Threading.Tasks;
using Tepui.Kernel.Registry;

namespace Tepui.Master.Registrars;

/// <summary>A registry that ends with the process (<c>--registry=in_memory</c>).</summary>
/// <param name="memory">Shared with other masters of this process; null: this one's own.</param>
public sealed class MemoryRegistryStore(MemoryRegistry? memory = null) : IRegistryStore
{
    private readonly MemoryRegistry _memory = memory ?? new MemoryRegistry();

    /// <summary>As much as it would take in a file.</summary>
    public long SizeBytes => ReferenceEquals(_memory.State, RegistryState.Empty) ? 0 : RegistryEncoding.Encode(_memory.State).Length;

    public Task<RegistryState> LoadAsync()
    {
        lock (_memory)
        {
            _memory.Holder = this;
            return Task.FromResult(_memory.State);
        }
    }

    public Task StoreAsync(RegistryState registry)
    {
        lock (_memory)
        {
            if (_memory.Holder is null)
            {
                throw new InvalidOperationException("a registry is loaded before it is stored");
            }

            if (_memory.Holder != this)
            {
                throw new RegistryException("the registry in memory was taken by another master") { IsDeposed = true };
            }

            _memory.State = registry;
            return Task.CompletedTask;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
