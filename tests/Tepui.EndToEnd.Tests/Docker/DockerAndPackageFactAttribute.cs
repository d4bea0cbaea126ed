using System;
using Tepui.EndToEnd.Tests.Harness;
using Tepui.Testing.Docker;

namespace Tepui.EndToEnd.Tests.Docker;

/// <summary>A test on a real dockerd that also drives a package of eng/test-deps.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DockerAndPackageFactAttribute : DockerFactAttribute
{
    public DockerAndPackageFactAttribute(string package)
    {
        if (base.Skip is null && !Programs.IsInstalled(package))
            base.Skip = $"needs the npm package {package}: run ./test without --no-install";
    }
}
