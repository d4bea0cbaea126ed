using System;
using System.Threading.Tasks;
using Tepui.Kernel.Registry;
using Tepui.Master.Registrars;

namespace Tepui.Master.Tests.Registrars;

/// <summary>What every store of registries must do.</summary>
public abstract class RegistryStoreConformance
{
    /// <summary>A store of a master that starts when no other runs: what one stored, the next loads.</summary>
    protected abstract IRegistryStore Open();

    /// <summary>A store of a master that is elected while another believes to lead.</summary>
    protected virtual IRegistryStore OpenBeside() => Open();

    [Fact]
    public virtual async Task AtFirst_ItIsEmpty()
    {
        await using IRegistryStore store = Open();

        (await store.LoadAsync()).ShouldBeStoredAs(RegistryState.Empty);

        store.SizeBytes.ShouldBe(0);
    }

    [Fact]
    public virtual async Task WhatWasStored_IsLoadedByTheNext()
    {
        await StoreAsync(StoredRegistries.Whole);

        await using IRegistryStore next = Open();
        (await next.LoadAsync()).ShouldBeStoredAs(StoredRegistries.Whole);
    }

    [Fact]
    public virtual async Task OfSeveral_TheLastIsLoaded()
    {
        await using (IRegistryStore store = Open())
        {
            await store.LoadAsync();
            await store.StoreAsync(StoredRegistries.Of("S0"));
            await store.StoreAsync(StoredRegistries.Of("S0", "S1"));
            await store.StoreAsync(StoredRegistries.Of("S1"));
        }

        await using IRegistryStore next = Open();
        (await next.LoadAsync()).ShouldBeStoredAs(StoredRegistries.Of("S1"));
    }

    [Fact]
    public virtual async Task AnEmptyOne_IsStoredLikeAnyOther()
    {
        await StoreAsync(StoredRegistries.Whole);
        await StoreAsync(RegistryState.Empty);

        await using IRegistryStore next = Open();
        (await next.LoadAsync()).ShouldBeStoredAs(RegistryState.Empty);
    }

    [Fact]
    public virtual async Task TheSize_IsOfWhatIsStored_AlsoAfterAStart()
    {
        await using (IRegistryStore store = Open())
        {
            await store.LoadAsync();
            await store.StoreAsync(StoredRegistries.Of("S0"));
            long one = store.SizeBytes;
            await store.StoreAsync(StoredRegistries.Of("S0", "S1", "S2"));
            one.ShouldBeGreaterThan(0);
            store.SizeBytes.ShouldBeGreaterThan(one);
            await store.StoreAsync(StoredRegistries.Of("S0"));
            store.SizeBytes.ShouldBe(one);
        }

        await using IRegistryStore next = Open();
        await next.LoadAsync();
        next.SizeBytes.ShouldBeGreaterThan(0);
    }

    [Fact]
    public virtual async Task ALargeOne_ComesBackWhole_AndASmallOneAfterIt()
    {
        RegistryState large = StoredRegistries.Large(5000);
        await StoreAsync(large);
        await using (IRegistryStore next = Open())
        {
            (await next.LoadAsync()).ShouldBeStoredAs(large);
            await next.StoreAsync(large.Admit("one more", StoredRegistries.Agent("one more")));
        }

        await using (IRegistryStore next = Open())
        {
            (await next.LoadAsync()).Admitted.Count.ShouldBe(5001);
            await next.StoreAsync(StoredRegistries.Of("S0"));
        }

        await using IRegistryStore last = Open();
        (await last.LoadAsync()).ShouldBeStoredAs(StoredRegistries.Of("S0"));
    }

    [Fact]
    public virtual async Task AWriterThatWasOvertaken_IsDeposedForEver_AndChangesNothing()
    {
        await using IRegistryStore old = Open();
        await old.LoadAsync();
        await old.StoreAsync(StoredRegistries.Of("S0"));
        await using IRegistryStore next = OpenBeside();
        (await next.LoadAsync()).ShouldBeStoredAs(StoredRegistries.Of("S0"));
        await next.StoreAsync(StoredRegistries.Of("S0", "S1"));

        for (int attempt = 0; attempt < 2; attempt++)
        {
            RegistryException exception = await Should.ThrowAsync<RegistryException>(() => old.StoreAsync(StoredRegistries.Large(5000)));
            exception.IsDeposed.ShouldBeTrue();
            exception.Message.ShouldNotContain('\n');
        }

        await next.StoreAsync(StoredRegistries.Of("S1"));
        await next.DisposeAsync();
        await using IRegistryStore last = OpenBeside();
        (await last.LoadAsync()).ShouldBeStoredAs(StoredRegistries.Of("S1"));
    }

    [Fact]
    public virtual async Task WhatIsAcknowledged_IsThereForAnyOther()
    {
        await using IRegistryStore store = Open();
        await store.LoadAsync();
        await store.StoreAsync(StoredRegistries.Whole);

        // The first was not closed: it might have been killed here.
        await using IRegistryStore next = OpenBeside();
        (await next.LoadAsync()).ShouldBeStoredAs(StoredRegistries.Whole);
    }

    [Fact]
    public virtual async Task Store_BeforeLoad_IsAMistake()
    {
        await using IRegistryStore store = Open();

        await Should.ThrowAsync<InvalidOperationException>(() => store.StoreAsync(StoredRegistries.Whole));
    }

    private async Task StoreAsync(RegistryState registry)
    {
        await using IRegistryStore store = Open();
        await store.LoadAsync();
        await store.StoreAsync(registry);
    }
}
