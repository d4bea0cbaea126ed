using System;

namespace Tepui.ZooKeeper;

/// <summary>What a node is (ZooKeeper's CreateMode; the numbers are the protocol's).</summary>
[Flags]
public enum NodeKind
{
    Persistent = 0,

    /// <summary>Goes with the session that made it.</summary>
    Ephemeral = 1,

    /// <summary>Its name gets a number of ten digits that grows.</summary>
    Sequential = 2,
}
