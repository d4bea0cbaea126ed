using System;
using Xunit;

namespace Tepui.Testing.ZooKeeper;

/// <summary>As <see cref="ZooKeeperFactAttribute"/>, for tests of several cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class ZooKeeperTheoryAttribute : TheoryAttribute
{
    public ZooKeeperTheoryAttribute()
    {
        if (ZooKeeperServer.Missing is { } missing)
            base.Skip = missing;
    }
}
