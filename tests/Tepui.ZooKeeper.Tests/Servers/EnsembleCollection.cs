namespace Tepui.ZooKeeper.Tests.Servers;

/// <summary>Tests that start servers of their own: one after the other, for each is a process of Java.</summary>
[CollectionDefinition(Name)]
public sealed class EnsembleCollection
{
    public const string Name = "ZooKeeper servers that suffer";
}
