using System.Collections.Generic;
using Mesos.V1;

namespace Tepui.Endpoints.Resources;

/// <summary>The role that a task's resources are allocated to; one task never mixes roles.</summary>
public static class AllocationRole
{
    public static string Of(IReadOnlyList<Resource> resources) =>
        resources.Count > 0 && resources[0].AllocationInfo is { HasRole: true } allocation ? allocation.Role : "*";
}
