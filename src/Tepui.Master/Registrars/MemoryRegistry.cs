using Tepui.Kernel.Registry;

namespace Tepui.Master.Registrars;

/// <summary>What stores in one process keep their registry in.</summary>
public sealed class MemoryRegistry
{
    internal RegistryState State { get; set; } = RegistryState.Empty;

    /// <summary>Who loaded it last.</summary>
    internal object? Holder { get; set; }
}
