using System;
using System.IO;
using System.Linq;
using Tepui.Testing.Docker;

namespace Tepui.EndToEnd.Tests.Docker;

/// <summary>A test on a real dockerd that also needs compose (Debian's package docker-compose).</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ComposeFactAttribute : DockerFactAttribute
{
    public ComposeFactAttribute()
    {
        if (base.Skip is null && !(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "docker-compose"))))
            base.Skip = "needs docker-compose: run ./test without --no-install";
    }
}
