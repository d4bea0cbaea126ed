using Tepui.Testing.ZooKeeper;

namespace Tepui.ZooKeeper.Tests.Servers;

[CollectionDefinition(Name)]
public sealed class ZooKeeperCollection : ICollectionFixture<SharedZooKeeper>
{
    public const string Name = "a real ZooKeeper server";
}
