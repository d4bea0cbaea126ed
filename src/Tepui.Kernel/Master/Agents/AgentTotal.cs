using System.Collections.Generic;
using Mesos.V1;
using Tepui.Kernel.Operations;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Master.Agents;

/// <summary>An agent's resources: those of its flags, with the reservations and volumes that it has written down.</summary>
internal static class AgentTotal
{
    /// <summary>The total; what is wrong is added to <paramref name="faults"/>. The flags' resources must be valid.</summary>
    public static ResourceSet Of(AgentInfo info, IReadOnlyCollection<Resource> checkpointed, List<string> faults)
    {
        var resources = ResourceSet.From(info.Resources);
        if (checkpointed.Count == 0)
        {
            return resources;
        }

        if (ResourceValidation.Validate(checkpointed) is { Count: > 0 } invalid)
        {
            faults.AddRange(invalid);
            return resources;
        }

        var total = CheckpointedResources.Apply(resources, ResourceSet.From(checkpointed), out var fault);
        if (total is null)
        {
            faults.Add(fault!);
        }

        return total ?? resources;
    }
}
