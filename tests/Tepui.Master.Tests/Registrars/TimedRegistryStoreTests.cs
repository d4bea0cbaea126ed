using System;
using System.Threading.Tasks;
using Tepui.Kernel.Registry;
using Tepui.Master.Registrars;
using Tepui.Testing;
using Tepui.Testing.ZooKeeper;

namespace Tepui.Master.Tests.Registrars;

public sealed class TimedRegistryStoreTests : RegistryStoreConformance
{
    private readonly MemoryRegistry _memory = new();
    private readonly VirtualTime _time = new();

    [Fact]
    public async Task AWriteThatTakesTooLong_EndsTheMaster()
    {
        var ensemble = new FakeZooKeeper(_time, TimeSpan.FromMinutes(5));
        await using var store = Limit(new ZooKeeperRegistryStore(ensemble.Open, "/mesos"));
        await store.LoadAsync();
        ensemble.GoDown();
        Task writing = store.StoreAsync(StoredRegistries.Of("S0"));

        _time.Advance(TimeSpan.FromSeconds(20));

        RegistryException exception = await Should.ThrowAsync<RegistryException>(() => writing);
        exception.IsDeposed.ShouldBeTrue();
        exception.Message.ShouldBe("the registry could not be stored within 20secs (--registry_store_timeout)");
    }

    [Fact]
    public async Task AReadThatTakesTooLong_EndsTheMaster()
    {
        var ensemble = new FakeZooKeeper(_time, TimeSpan.FromMinutes(5));
        ensemble.GoDown();
        await using var store = Limit(new ZooKeeperRegistryStore(ensemble.Open, "/mesos"));
        Task<RegistryState> reading = store.LoadAsync();

        _time.Advance(TimeSpan.FromMinutes(1));

        RegistryException exception = await Should.ThrowAsync<RegistryException>(() => reading);
        exception.IsDeposed.ShouldBeTrue();
        exception.Message.ShouldBe("the registry could not be read within 1mins (--registry_fetch_timeout)");
    }

    protected override IRegistryStore Open() => Limit(new MemoryRegistryStore(_memory));

    private TimedRegistryStore Limit(IRegistryStore store) => new(store, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(20), _time);
}
