using System;
using Tepui.Testing.ZooKeeper;

namespace Tepui.EndToEnd.Tests.Harness;

/// <summary>A test on a real ZooKeeper that also drives a package of eng/test-deps.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ZooKeeperAndPackageFactAttribute : ZooKeeperFactAttribute
{
    public ZooKeeperAndPackageFactAttribute(string package)
    {
        if (base.Skip is null && !Programs.IsInstalled(package))
            base.Skip = $"needs the npm package {package}: run ./test without --no-install";
    }
}
