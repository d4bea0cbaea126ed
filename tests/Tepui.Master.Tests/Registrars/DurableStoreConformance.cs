using System;
using System.Threading.Tasks;
using Tepui.Kernel.Registry;
using Tepui.Master.Registrars;

namespace Tepui.Master.Tests.Registrars;

/// <summary>What stores that outlive their process must do besides.</summary>
public abstract class DurableStoreConformance : RegistryStoreConformance
{
    /// <summary>Nothing can be written until what is returned is disposed of.</summary>
    protected abstract IDisposable RefuseWrites();

    /// <summary>Puts something in the registry's place that no master wrote.</summary>
    protected abstract void WriteRubbish(ReadOnlyMemory<byte> rubbish);

    /// <summary>What is in the registry's place.</summary>
    protected abstract byte[] ReadRaw();

    [Fact]
    public virtual async Task AWriteThatFails_LeavesTheOldOne_AndTheNextIsStored()
    {
        await using (IRegistryStore store = Open())
        {
            await store.LoadAsync();
            await store.StoreAsync(StoredRegistries.Of("S0"));
            long size = store.SizeBytes;
            byte[] before = ReadRaw();
            using (RefuseWrites())
            {
                foreach (RegistryState registry in (RegistryState[])[StoredRegistries.Of("S1"), StoredRegistries.Large(5000)])
                {
                    RegistryException exception = await Should.ThrowAsync<RegistryException>(() => store.StoreAsync(registry));
                    exception.IsDeposed.ShouldBeFalse();
                    exception.Message.ShouldNotContain('\n');
                    ReadRaw().ShouldBe(before);
                    store.SizeBytes.ShouldBe(size);
                }
            }

            await using (IRegistryStore beside = OpenBeside())
            {
                (await beside.LoadAsync()).ShouldBeStoredAs(StoredRegistries.Of("S0"));
            }
        }

        await using IRegistryStore next = Open();
        await next.LoadAsync();
        await next.StoreAsync(StoredRegistries.Of("S2"));
        (await next.LoadAsync()).ShouldBeStoredAs(StoredRegistries.Of("S2"));
    }

    [Fact]
    public virtual async Task AWriteThatFailed_DoesNotSpoilTheNext()
    {
        await using IRegistryStore store = Open();
        await store.LoadAsync();
        using (RefuseWrites())
        {
            await Should.ThrowAsync<RegistryException>(() => store.StoreAsync(StoredRegistries.Large(5000)));
        }

        await store.StoreAsync(StoredRegistries.Large(4000));
        await store.DisposeAsync();
        await using IRegistryStore next = Open();
        (await next.LoadAsync()).ShouldBeStoredAs(StoredRegistries.Large(4000));
    }

    [Theory]
    [InlineData("rubbish")]
    [InlineData("")]
    [InlineData("tepuirg1............")]
    public virtual async Task WhatIsNoRegistry_IsSaidSo_AndLeftAlone(string rubbish)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(rubbish);
        WriteRubbish(bytes);
        await using IRegistryStore store = Open();

        RegistryException exception = await Should.ThrowAsync<RegistryException>(store.LoadAsync);

        exception.Message.ShouldNotContain('\n');
        exception.Message.ShouldContain("cut short");
        ReadRaw().ShouldBe(bytes);
    }
}
