using Tepui.Master.Registrars;

namespace Tepui.Master.Tests.Registrars;

public sealed class MemoryRegistryStoreTests : RegistryStoreConformance
{
    private readonly MemoryRegistry _memory = new();

    protected override IRegistryStore Open() => new MemoryRegistryStore(_memory);
}
