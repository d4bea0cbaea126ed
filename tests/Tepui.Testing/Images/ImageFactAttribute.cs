using System;
using Xunit;

namespace Tepui.Testing.Images;

/// <summary>A test with a real registry; as root, for roots of images are mounts.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ImageFactAttribute : FactAttribute
{
    public ImageFactAttribute()
    {
        string? missing = Environment.IsPrivilegedProcess ? ImageRegistry.Missing : "needs root";
        if (missing is not null)
            base.Skip = missing;
    }
}
