using System;
using Microsoft.Extensions.Logging;
using Tepui.Master.Options;
using Tepui.ZooKeeper;

namespace Tepui.Master.Registrars;

/// <summary>Which store <c>--registry</c> means.</summary>
internal static class RegistryStores
{
    /// <param name="url">Where masters are elected; null where there is one.</param>
    /// <param name="session">The one this master was elected in; asked for when the registry is loaded.</param>
    public static IRegistryStore Create(MasterOptions options, ZooKeeperUrl? url, Func<IZooKeeperSession> session, ILogger logger) => options.Registry switch
    {
        RegistryKinds.InMemory => new MemoryRegistryStore(),
        _ when url is not null => Limit(options, new ZooKeeperRegistryStore(session, url.Path)),
        _ => Limit(options, new FileRegistryStore(options.WorkDir, logger)),
    };

    /// <summary>By the machine's clock: disks and servers know no other.</summary>
    private static TimedRegistryStore Limit(MasterOptions options, IRegistryStore store) =>
        new(store, options.RegistryFetchTimeout, options.RegistryStoreTimeout, TimeProvider.System);
}
