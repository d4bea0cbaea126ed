using System;
using Xunit;

namespace Tepui.Testing.Hosts;

/// <summary>A test of what only root can do (cgroups, namespaces, mounts); for others it is left out and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess)
            base.Skip = "needs root";
    }
}
