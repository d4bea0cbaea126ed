using System.Collections.Generic;

namespace Tepui.Kernel.Resources;

/// <summary>Adds up many sets without a set for each step.</summary>
internal sealed class ResourceSum
{
    private readonly List<ResourceEntry> _entries = [];

    public void Add(ResourceSet resources)
    {
        foreach (ref readonly var entry in resources.Span)
        {
            ResourceSet.AddTo(_entries, entry);
        }
    }

    public ResourceSet ToSet() => ResourceSet.Wrap(_entries);
}
