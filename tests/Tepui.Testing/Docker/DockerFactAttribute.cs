using System;
using Xunit;

namespace Tepui.Testing.Docker;

/// <summary>A test on a real dockerd; where none can be started (./test --no-install) it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class DockerFactAttribute : FactAttribute
{
    public DockerFactAttribute()
    {
        if (DockerDaemon.Missing is { } missing)
            base.Skip = missing;
    }
}
