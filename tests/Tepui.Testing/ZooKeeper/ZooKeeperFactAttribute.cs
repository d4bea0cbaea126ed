using System;
using Xunit;

namespace Tepui.Testing.ZooKeeper;

/// <summary>A test on a real ZooKeeper; where none can be started (./test --no-install) it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class ZooKeeperFactAttribute : FactAttribute
{
    public ZooKeeperFactAttribute()
    {
        if (ZooKeeperServer.Missing is { } missing)
            base.Skip = missing;
    }
}
