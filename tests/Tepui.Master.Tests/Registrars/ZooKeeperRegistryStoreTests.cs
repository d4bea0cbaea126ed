using System;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Tepui.Kernel.Registry;
using Tepui.Master.Registrars;
using Tepui.Testing;
using Tepui.Testing.ZooKeeper;
using Tepui.ZooKeeper;

namespace Tepui.Master.Tests.Registrars;

public sealed class ZooKeeperRegistryStoreTests : DurableStoreConformance
{
    private const string Node = "/mesos/tepui_registry";

    private readonly FakeZooKeeper _ensemble = new(new VirtualTime());
    private FakeSession? _session;

    [Fact]
    public async Task ItLies_BesideTheCandidatesNodes()
    {
        await using IRegistryStore store = Open();
        await store.LoadAsync();
        await store.StoreAsync(StoredRegistries.Whole);

        _ensemble.Children("/mesos").ShouldBe([ZooKeeperRegistryStore.NodeName]);
        _ensemble.Children(Node).ShouldBeEmpty();
    }

    [Fact]
    public async Task AtTheRoot_ItLiesThere()
    {
        await using var store = new ZooKeeperRegistryStore(_ensemble.Open, "/");
        await store.LoadAsync();

        _ensemble.Children("/").ShouldBe([ZooKeeperRegistryStore.NodeName]);
    }

    [Fact]
    public async Task AsSoonAsItIsTaken_TheOneBeforeIsDeposed()
    {
        await using IRegistryStore old = Open();
        await old.LoadAsync();
        await old.StoreAsync(StoredRegistries.Of("S0"));
        await using IRegistryStore next = Open();
        await next.LoadAsync();

        RegistryException exception = await Should.ThrowAsync<RegistryException>(() => old.StoreAsync(StoredRegistries.Of("S1")));

        exception.IsDeposed.ShouldBeTrue();
        exception.Message.ShouldBe($"{Node} in ZooKeeper was taken by another master, or removed");
    }

    [Fact]
    public async Task WithoutItsSession_AWriterIsDeposed()
    {
        await using IRegistryStore store = Open();
        await store.LoadAsync();
        _session!.Expire();

        RegistryException exception = await Should.ThrowAsync<RegistryException>(() => store.StoreAsync(StoredRegistries.Of("S0")));

        exception.IsDeposed.ShouldBeTrue();
        exception.Message.ShouldStartWith($"the registry in ZooKeeper cannot be written: {Node}: ");
    }

    [Fact]
    public async Task WithoutAConnection_NothingIsAcknowledged()
    {
        await using IRegistryStore store = Open();
        await store.LoadAsync();
        _ensemble.GoDown();

        Task writing = store.StoreAsync(StoredRegistries.Of("S0"));
        writing.IsCompleted.ShouldBeFalse();

        _ensemble.ComeBack();
        await writing;
        await using IRegistryStore next = Open();
        (await next.LoadAsync()).ShouldBeStoredAs(StoredRegistries.Of("S0"));
    }

    [Fact]
    public async Task ARegistryOfTheFuture_IsRefused()
    {
        byte[] later = RegistryEncoding.Encode(RegistryState.Empty);
        later[7]++;
        var value = new Tepui.ZooKeeper.Values.VersionedValue(_ensemble.Open(), Node);
        await value.TakeAsync();
        await value.ReplaceAsync(later);
        await using IRegistryStore store = Open();

        RegistryException exception = await Should.ThrowAsync<RegistryException>(store.LoadAsync);

        exception.Message.ShouldStartWith(
            $"the registry in ZooKeeper cannot be read: {Node}: its format is newer than this program knows. Nothing was changed: start the newer program.");
        (await value.ReadAsync()).ShouldBe(later);
    }

    [Fact]
    public async Task WithoutTheRight_ItIsOneLine()
    {
        _ensemble.Fault = static (operation, path) => operation is "Get" && path == Node ? ZooKeeperError.NotAuthorized : null;
        await using IRegistryStore store = Open();

        RegistryException exception = await Should.ThrowAsync<RegistryException>(store.LoadAsync);

        exception.IsDeposed.ShouldBeFalse();
        exception.Message.ShouldContain(Node);
        exception.Message.ShouldNotContain('\n');
    }

    [Fact]
    public async Task ManyAlikeAgents_AreStoredInLittle()
    {
        await using IRegistryStore store = Open();
        await store.LoadAsync();
        RegistryState registry = StoredRegistries.Of([.. Enumerable.Range(0, 5000).Select(static number => $"master-S{number}")]);

        await store.StoreAsync(registry);

        store.SizeBytes.ShouldBeLessThan(RegistryEncoding.Encode(registry).Length / 3);
        _ensemble.Children(Node).ShouldBeEmpty();
    }

    protected override IRegistryStore Open() => new ZooKeeperRegistryStore(() => _session = _ensemble.Open(), "/mesos");

    protected override IDisposable RefuseWrites()
    {
        _ensemble.Fault = static (operation, _) => operation is "Set" or "Create" or "Multi" ? ZooKeeperError.NotAuthorized : null;
        return new Permission(_ensemble);
    }

    protected override void WriteRubbish(ReadOnlyMemory<byte> rubbish) => _ensemble.Write(Node, Encoding.UTF8.GetString(rubbish.Span));

    protected override byte[] ReadRaw() => Encoding.UTF8.GetBytes(_ensemble.Read(Node) ?? "");

    private sealed class Permission(FakeZooKeeper ensemble) : IDisposable
    {
        public void Dispose() => ensemble.Fault = null;
    }
}
