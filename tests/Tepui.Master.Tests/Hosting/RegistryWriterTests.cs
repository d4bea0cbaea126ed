using System.Collections.Generic;
using System.Threading.Tasks;
using Tepui.Endpoints.Metrics;
using Tepui.Kernel.Master;
using Tepui.Kernel.Registry;
using Tepui.Master.Hosting;
using Tepui.Master.Registrars;
using Tepui.Testing;

namespace Tepui.Master.Tests.Hosting;

#pragma warning disable CA1001 // Each test disposes of the writer, which disposes of the store.
public sealed class RegistryWriterTests
#pragma warning restore CA1001
{
    private readonly HeldStore _store = new();
    private readonly List<MasterInput> _posted = [];
    private readonly RegistryWriter _writer;

    public RegistryWriterTests() => _writer = new RegistryWriter(_store, new TimerMetric("registrar/state_store", new VirtualTime()), _posted.Add);

    [Fact]
    public async Task AWrite_IsToldOnceItIsDurable_AndNotBefore()
    {
        _writer.Store(1, RegistryState.Empty);
        _posted.ShouldBeEmpty();

        _store.Write.SetResult();
        await _writer.DisposeAsync();

        _posted.ShouldHaveSingleItem().ShouldBe(new RegistryStored(1));
        _store.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task AWriteThatFails_IsToldAsThat()
    {
        _writer.Store(1, RegistryState.Empty);

        _store.Write.SetException(new RegistryException("disk full"));
        await _writer.DisposeAsync();

        _posted.ShouldHaveSingleItem().ShouldBe(new RegistryFailed(1, "disk full"));
    }

    [Fact]
    public async Task AWriterThatWasOvertaken_LeadsNoMore()
    {
        _writer.Store(1, RegistryState.Empty);

        _store.Write.SetException(new RegistryException("another took it") { IsDeposed = true });
        await _writer.DisposeAsync();

        _posted.ShouldHaveSingleItem().ShouldBe(new LeadershipLost("another took it"));
    }

    /// <summary>Whose one write ends when the test says so.</summary>
    private sealed class HeldStore : IRegistryStore
    {
        public TaskCompletionSource Write { get; } = new();

        public bool IsDisposed { get; private set; }

        public long SizeBytes => 0;

        public Task<RegistryState> LoadAsync() => Task.FromResult(RegistryState.Empty);

        public Task StoreAsync(RegistryState registry) => Write.Task;

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
