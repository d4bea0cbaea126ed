using System;

namespace Tepui.EndToEnd.Tests.Harness;

/// <summary>A test that drives a package of eng/test-deps; without it (./test --no-install) the test is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsPackageFactAttribute : FactAttribute
{
    public NeedsPackageFactAttribute(string package)
    {
        if (!Programs.IsInstalled(package))
            base.Skip = $"needs the npm package {package}: run ./test without --no-install";
    }
}
