using System.Collections.Generic;
using Mesos.V1;
using Tepui.Kernel.Resources;
using Type = Mesos.V1.ExecutorInfo.Types.Type;

namespace Tepui.Kernel.Tasks;

/// <summary>Rules of a custom executor (src/master/validation.cpp).</summary>
internal static class ExecutorValidation
{
    /// <summary>Adds all that is wrong with an executor as such, wherever it came from.</summary>
    public static void Validate(ExecutorInfo executor, ref FaultList faults)
    {
        if (executor.Type == Type.Default)
        {
            ValidateDefault(executor, ref faults);
        }

        faults.AddWhen(
            executor.Type == Type.Custom && executor.Command is null,
            "'ExecutorInfo.command' must be set for 'CUSTOM' executor");
        faults.Add(IdValidation.Validate(executor.ExecutorId.Value));
        faults.AddWhen(
            executor.ShutdownGracePeriod is { Nanoseconds: < 0 },
            "ExecutorInfo's 'shutdown_grace_period' must be non-negative");
        if (executor.Command is not null)
        {
            faults.Add("Executor's `CommandInfo` is invalid: ", CommandValidation.Validate(executor.Command));
        }

        if (executor.Container is not null)
        {
            foreach (var fault in ContainerValidation.Validate(executor.Container))
            {
                faults.Add("Executor's `ContainerInfo` is invalid: ", fault);
            }
        }
    }

    /// <summary>Adds all that is wrong with the executor of a task that is to be launched.</summary>
    /// <returns>What the executor asks for.</returns>
    public static ResourceSet ValidateLaunch(ExecutorInfo executor, LaunchPlace place, ref FaultList faults)
    {
        var resources = ValidateAny(executor, place, ref faults);
        faults.AddWhen(executor.HasType && executor.Type != Type.Custom, "'ExecutorInfo.type' must be 'CUSTOM'");
        faults.AddWhen(executor.Type != Type.Custom && executor.Command is null, "'ExecutorInfo.command' must be set");
        faults.Add(HasShared(resources) ? $"Executor resources {resources} should not contain any shared resources" : null);
        faults.AddWhen(
            executor.Container?.LinuxInfo is { HasShareCgroups: true, ShareCgroups: true },
            "The 'share_cgroups' field cannot be set to 'true' on executor containers");
        return resources;
    }

    /// <summary>Adds all that is wrong with an executor that is to run tasks, alone or groups of them.</summary>
    /// <returns>What the executor asks for.</returns>
    public static ResourceSet ValidateAny(ExecutorInfo executor, LaunchPlace place, ref FaultList faults)
    {
        Validate(executor, ref faults);
        if (executor.FrameworkId is not { } framework)
        {
            faults.Add("'ExecutorInfo.framework_id' must be set");
        }
        else if (framework.Value != place.Framework.Value)
        {
            faults.Add($"ExecutorInfo has an invalid FrameworkID (Actual: {framework.Value} vs Expected: {place.Framework})");
        }

        var resources = DemandValidation.Validate(executor.Resources, "executor", ref faults);
        if (place.FindExecutor(new ExecutorId(executor.ExecutorId.Value)) is { } existing)
        {
            faults.Add(Compare(existing, executor));
        }

        return resources;
    }

    private static void ValidateDefault(ExecutorInfo executor, ref FaultList faults)
    {
        faults.AddWhen(executor.Command is not null, "'ExecutorInfo.command' must not be set for 'DEFAULT' executor");
        faults.AddWhen(
            executor.Container is { Type: not ContainerInfo.Types.Type.Mesos },
            "'ExecutorInfo.container.type' must be 'MESOS' for 'DEFAULT' executor");
        faults.AddWhen(
            executor.Container?.Mesos?.Image is not null,
            "'ExecutorInfo.container.mesos.image' must not be set for 'DEFAULT' executor");
    }

    private static string? Compare(ExecutorInfo existing, ExecutorInfo asked)
    {
        IReadOnlyList<string> differences = ExecutorComparison.Differences(existing, asked);
        return differences.Count == 0
            ? null
            : $"ExecutorInfo is not compatible with existing ExecutorInfo with same ExecutorID '{existing.ExecutorId.Value}': " +
                $"other values of {string.Join(", ", differences)}";
    }

    private static bool HasShared(ResourceSet resources)
    {
        foreach (ref readonly var entry in resources.Span)
        {
            if (entry.Key.IsShared)
            {
                return true;
            }
        }

        return false;
    }
}
