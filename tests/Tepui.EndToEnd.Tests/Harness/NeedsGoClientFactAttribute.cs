using System;
using System.IO;
using Tepui.Testing.ZooKeeper;

namespace Tepui.EndToEnd.Tests.Harness;

/// <summary>A test that drives a client in Go; without it (./test --no-install) the test is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsGoClientFactAttribute : FactAttribute
{
    /// <param name="needsZooKeeper">It runs masters that are elected.</param>
    public NeedsGoClientFactAttribute(bool needsZooKeeper = false)
    {
        if (!File.Exists(Programs.GoClient))
            base.Skip = "needs a client built from eng/test-deps/go-client: run ./test without --no-install";
        else if (needsZooKeeper && ZooKeeperServer.Missing is { } missing)
            base.Skip = missing;
    }
}
