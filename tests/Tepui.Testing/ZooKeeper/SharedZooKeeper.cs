using System;
using System.Text;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Tepui.ZooKeeper;
using Xunit;

namespace Tepui.Testing.ZooKeeper;

/// <summary>One real server for all tests of a collection that leave it alone; each takes a path of its own.</summary>
public sealed class SharedZooKeeper : IAsyncLifetime
{
    public ZooKeeperServer Server { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (ZooKeeperServer.Missing is null)
            Server = await ZooKeeperServer.StartAsync();
    }

    /// <summary>A path that nobody else uses; its node is there.</summary>
    public async Task<string> MakePathAsync(string name)
    {
        await using IZooKeeperSession session = ZooKeeperClient.Open(
            Server.Url(), TimeSpan.FromSeconds(60), TimeProvider.System, NullLogger.Instance);
        return await session.CreateAsync($"/{name}-", Encoding.UTF8.GetBytes("a test's"), NodeKind.Sequential);
    }

    public async Task DisposeAsync()
    {
        if (Server is not null)
            await Server.DisposeAsync();
    }
}
