using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Agent.Containers;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tasks;

namespace Tepui.Kernel.Agent.Calls.Containers;

/// <summary>What calls about containers must be like (src/slave/validation.cpp). All faults are named, each after its field.</summary>
internal static class ContainerCallRules
{
    private const string Prefix = "Failed to validate agent::Call: ";

    /// <summary>Here all parts of a nested one's id are a file's name together.</summary>
    private const int LongestWhole = 240;

    /// <summary>The rules of every such call; null when nothing is wrong.</summary>
    public static Rejection? Validate(ContainerCall call)
    {
        var faults = default(FaultList);
        AddId(call, ref faults);
        if (call.IsLaunch)
        {
            AddLaunch(call, ref faults);
        }

        return faults.IsEmpty ? null : new Rejection(RejectionKind.BadRequest, [.. faults.All.Select(static fault => Prefix + fault)]);
    }

    private static void AddId(ContainerCall call, ref FaultList faults)
    {
        int before = faults.All.Count;
        faults.Add($"'{call.Field}.container_id' is invalid: ", ContainerIds.Fault(call.Id));
        if (faults.All.Count == before && ContainerIds.Of(call.Id).Value.Length > LongestWhole)
        {
            faults.Add($"'{call.Field}.container_id' is invalid: with its parents' it must not be longer than {LongestWhole} characters");
        }

        faults.AddWhen(
            call.NeedsParent && call.Id.Parent is null,
            $"Expecting '{call.Field}.container_id.parent' to be present");
    }

    private static void AddLaunch(ContainerCall call, ref FaultList faults)
    {
        AddResources(call, ref faults);
        if (call.Command is { } command)
        {
            faults.Add($"'{call.Field}.command' is invalid: ", CommandValidation.Validate(command));
        }

        LinuxInfo? linux = call.Container?.LinuxInfo;
        if (call.Container is { } container)
        {
            foreach (string fault in ContainerValidation.Validate(container))
            {
                faults.Add($"'{call.Field}.container' is invalid: ", fault);
            }
        }

        bool ownCgroups = linux is { HasShareCgroups: true, ShareCgroups: false };
        bool deep = call.Id.Parent?.Parent is not null;
        if (call.IsDebug)
        {
            faults.AddWhen(
                ownCgroups,
                $"'{call.Field}.container.linux_info' is invalid: 'share_cgroups' cannot be set to 'false' for nested container sessions");
            return;
        }

        const string Deep = "containers nested at the second level or greater cannot";
        faults.AddWhen(deep && call.Resources.Count > 0, $"'{call.Field}' is invalid: {Deep} specify resources");
        faults.AddWhen(deep && call.Limits.Count > 0, $"'{call.Field}' is invalid: {Deep} specify resource limits");
        faults.AddWhen(deep && ownCgroups, $"'{call.Field}' is invalid: {Deep} set 'share_cgroups' to 'false'");
        faults.AddWhen(
            call.Id.Parent is null && linux is { HasShareCgroups: true, ShareCgroups: true },
            $"'{call.Field}' is invalid: containers without a parent cannot set 'share_cgroups' to 'true'");
    }

    private static void AddResources(ContainerCall call, ref FaultList faults)
    {
        if (call.Resources.Count == 0)
        {
            return;
        }

        IReadOnlyList<string> invalid = ResourceValidation.Validate(call.Resources);
        if (invalid.Count > 0)
        {
            faults.Add("Invalid resources: " + string.Join("; ", invalid));
            return;
        }

        ResourceEntry[] entries = [.. call.Resources.Select(ResourceMessage.ToEntry)];
        faults.AddWhen(
            entries.Where(static entry => entry.Name == "gpus").Sum(static entry => entry.Thousandths) % FixedPoint.One != 0,
            "Invalid GPU resources: The 'gpus' resource must be an unsigned integer");
        if (call.Id.Parent is not null)
        {
            return;
        }

        string field = $"'{call.Field}.resources'";
        faults.AddWhen(entries.Any(static entry => entry.Key.IsReserved), $"{field} must be unreserved");
        faults.AddWhen(entries.Any(static entry => entry.Key.IsPersistentVolume), $"{field} may not use persistent volumes");
        faults.AddWhen(entries.Any(static entry => entry.Key.IsRevocable), $"{field} must be non-revocable");
    }
}
