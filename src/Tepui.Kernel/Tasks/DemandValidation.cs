using System.Collections.Generic;
using System.Linq;
using Google.Protobuf.Collections;
using Mesos.V1;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Tasks;

/// <summary>Rules of the resources that a task or an executor asks for (src/master/validation.cpp).</summary>
internal static class DemandValidation
{
    /// <summary>The resources; empty when something is wrong with them.</summary>
    /// <param name="who">"task" or "executor".</param>
    public static ResourceSet Validate(RepeatedField<Resource> resources, string who, ref FaultList faults)
    {
        if (ResourceValidation.Validate(resources) is { Count: > 0 } invalid)
        {
            faults.Add($"{Capitalize(who)} uses invalid resources: Invalid resources: {string.Join("; ", invalid)}");
            return ResourceSet.Empty;
        }

        if (ValidateRole(resources) is { } fault)
        {
            faults.Add($"Invalid {who} resources: {fault}");
            return ResourceSet.Empty;
        }

        var set = ResourceSet.From(resources);
        if (set.Scalar("gpus") % FixedPoint.One != 0 || ResourceRules.AreSpecial(set))
        {
            ValidateSpecial(resources, set, who, ref faults);
        }

        return set;
    }

    private static void ValidateSpecial(RepeatedField<Resource> resources, ResourceSet set, string who, ref FaultList faults)
    {
        var name = Capitalize(who);
        faults.Add($"{name} uses invalid resources: ", ResourceRules.Validate(resources.Select(ResourceMessage.ToEntry).ToArray()));
        faults.Add($"{name} uses duplicate persistence ID: ", ResourceRules.UniquePersistenceIds(set));
        faults.Add($"{name} mixes revocable and non-revocable resources: ", ResourceRules.RevocableMix(set));
    }

    /// <summary>What is wrong with a task's resources beside its executor's, or null: a port can be only one's.</summary>
    public static string? ValidateTogether(ResourceSet task, ResourceSet executor)
    {
        foreach (var name in task.Select(static entry => entry.Name).Distinct())
        {
            var ranges = task.Ranges(name);
            var others = executor.Ranges(name);
            if (ranges.Add(others).Size != ranges.Size + others.Size || Items(task, name).Intersect(Items(executor, name)).Any())
            {
                return $"There are overlapping resources in the task resources {task} and executor resources {executor}";
            }
        }

        return null;
    }

    private static string? ValidateRole(RepeatedField<Resource> resources)
    {
        string? role = null;
        foreach (var resource in resources)
        {
            if (resource.AllocationInfo is not { HasRole: true, Role: var own })
            {
                return "The resources are not allocated to a role";
            }

            if (role is not null && role != own)
            {
                return $"The resources have multiple allocation roles ('{own}' and '{role}') but only one allocation role is allowed";
            }

            role = own;
        }

        return null;
    }

    private static IEnumerable<string> Items(ResourceSet resources, string name) =>
        resources.Where(entry => entry.Name == name).SelectMany(static entry => entry.Items);

    private static string Capitalize(string who) => char.ToUpperInvariant(who[0]) + who[1..];
}
