using System.Collections.Generic;
using Mesos.V1;

namespace Tepui.Kernel.Resources;

/// <summary>The rules a v1 resource must keep (src/common/resources.cpp), with every broken one named.</summary>
public static partial class ResourceValidation
{
    /// <summary>Every fault of a list of resources, each naming the resource it is about.</summary>
    public static IReadOnlyList<string> Validate(IEnumerable<Resource> resources)
    {
        List<string>? faults = null;
        foreach (var resource in resources)
        {
            if (IsPlain(resource))
            {
                continue;
            }

            var own = Validate(resource);
            if (own.Count == 0)
            {
                continue;
            }

            faults ??= [];
            foreach (var fault in own)
            {
                faults.Add($"Resource '{Describe(resource)}' is invalid: {fault}");
            }
        }

        return faults ?? (IReadOnlyList<string>)[];
    }
}
