using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Tepui.Master.Registrars;
using Tepui.Testing.ZooKeeper;
using Tepui.ZooKeeper;

namespace Tepui.Master.Tests.Registrars;

/// <summary>The store on a real server.</summary>
public sealed class ZooKeeperServerRegistryTests(SharedZooKeeper shared) : RegistryStoreConformance, IClassFixture<SharedZooKeeper>, IAsyncLifetime
{
    private readonly List<IZooKeeperSession> _sessions = [];
    private string _path = "";

    public async Task InitializeAsync()
    {
        if (ZooKeeperServer.Missing is null)
        {
            _path = await shared.MakePathAsync("registry");
        }
    }

    public async Task DisposeAsync()
    {
        foreach (IZooKeeperSession session in _sessions)
        {
            await session.DisposeAsync();
        }
    }

    [ZooKeeperFact]
    public override Task AtFirst_ItIsEmpty() => base.AtFirst_ItIsEmpty();

    [ZooKeeperFact]
    public override Task WhatWasStored_IsLoadedByTheNext() => base.WhatWasStored_IsLoadedByTheNext();

    [ZooKeeperFact]
    public override Task OfSeveral_TheLastIsLoaded() => base.OfSeveral_TheLastIsLoaded();

    [ZooKeeperFact]
    public override Task AnEmptyOne_IsStoredLikeAnyOther() => base.AnEmptyOne_IsStoredLikeAnyOther();

    [ZooKeeperFact]
    public override Task TheSize_IsOfWhatIsStored_AlsoAfterAStart() => base.TheSize_IsOfWhatIsStored_AlsoAfterAStart();

    [ZooKeeperFact]
    public override Task ALargeOne_ComesBackWhole_AndASmallOneAfterIt() => base.ALargeOne_ComesBackWhole_AndASmallOneAfterIt();

    [ZooKeeperFact]
    public override Task AWriterThatWasOvertaken_IsDeposedForEver_AndChangesNothing() =>
        base.AWriterThatWasOvertaken_IsDeposedForEver_AndChangesNothing();

    [ZooKeeperFact]
    public override Task WhatIsAcknowledged_IsThereForAnyOther() => base.WhatIsAcknowledged_IsThereForAnyOther();

    [ZooKeeperFact]
    public override Task Store_BeforeLoad_IsAMistake() => base.Store_BeforeLoad_IsAMistake();

    [ZooKeeperFact]
    public async Task WhatAMasterWithCredentialsStored_NobodyElseWrites()
    {
        var own = new ZooKeeperCredentials("master", "secret");
        await using IRegistryStore store = Open(own);
        await store.LoadAsync();
        await store.StoreAsync(StoredRegistries.Whole);
        await using IRegistryStore stranger = Open(null);

        RegistryException exception = await Should.ThrowAsync<RegistryException>(stranger.LoadAsync);

        exception.IsDeposed.ShouldBeFalse();
        exception.Message.ShouldStartWith($"the registry in ZooKeeper cannot be read: ");
        exception.Message.ShouldContain($"{_path}/tepui_registry");
        exception.Message.ShouldNotContain('\n');
        await store.StoreAsync(StoredRegistries.Large(5000));
        await using IRegistryStore next = Open(own);
        (await next.LoadAsync()).ShouldBeStoredAs(StoredRegistries.Large(5000));
    }

    [ZooKeeperFact]
    public async Task WithoutItsSession_AWriterIsDeposed()
    {
        await using IRegistryStore store = Open();
        await store.LoadAsync();
        await _sessions.Last().DisposeAsync();

        (await Should.ThrowAsync<RegistryException>(() => store.StoreAsync(StoredRegistries.Of("S0")))).IsDeposed.ShouldBeTrue();
    }

    protected override IRegistryStore Open() => Open(null);

    private ZooKeeperRegistryStore Open(ZooKeeperCredentials? credentials)
    {
        IZooKeeperSession session = ZooKeeperClient.Open(
            shared.Server.Url(credentials: credentials), TimeSpan.FromSeconds(60), TimeProvider.System, NullLogger.Instance);
        _sessions.Add(session);
        return new ZooKeeperRegistryStore(() => session, _path);
    }
}
