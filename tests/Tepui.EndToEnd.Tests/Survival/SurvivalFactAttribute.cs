using System;
using System.IO;
using System.Linq;
using Tepui.EndToEnd.Tests.Harness;
using Tepui.Testing.ZooKeeper;

namespace Tepui.EndToEnd.Tests.Survival;

/// <summary>A test on a real ensemble; some of them make networks or disks, which takes root.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SurvivalFactAttribute : ZooKeeperFactAttribute
{
    /// <param name="needsRoot">It makes network namespaces or mounts.</param>
    public SurvivalFactAttribute(bool needsRoot = false)
    {
        if (!File.Exists(Programs.GoClient))
            base.Skip = "needs a client built from eng/test-deps/go-client: run ./test without --no-install";
        else if (needsRoot && !Environment.IsPrivilegedProcess)
            base.Skip = "needs root";
        else if (needsRoot && !((string[])["/usr/sbin", "/sbin", "/usr/bin"]).Any(folder => File.Exists(Path.Combine(folder, "nft"))))
            base.Skip = "needs nftables: run ./test without --no-install";
    }
}
