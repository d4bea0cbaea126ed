using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Mesos.V1.Master;
using Tepui.Kernel.Registry;

namespace Tepui.Simulation.Operators;

/// <summary>What a call sets, as names and values that can be looked up in a registry.</summary>
internal static class Promises
{
    private const string Weight = "weight of ";
    private const string Limit = "cpus of ";
    private const string Agent = "use of ";
    private const string Gone = "goneness of ";
    private const string Schedule = "schedule";

    public static IEnumerable<KeyValuePair<string, string>> Of(Call call)
    {
        switch (call.Type)
        {
            case Call.Types.Type.UpdateWeights:
                foreach (var info in call.UpdateWeights.WeightInfos)
                {
                    yield return new(Weight + info.Role, Text(info.Weight));
                }

                break;
            case Call.Types.Type.UpdateQuota:
                foreach (var config in call.UpdateQuota.QuotaConfigs)
                {
                    yield return new(
                        Limit + config.Role,
                        config.Limits.TryGetValue("cpus", out var cpus) ? Text(System.Math.Round(cpus.Value * 1000)) : "any");
                }

                break;
            case Call.Types.Type.UpdateMaintenanceSchedule:
                yield return new(Schedule, Of(call.UpdateMaintenanceSchedule.Schedule));
                break;
            case Call.Types.Type.StopMaintenance:
                // The machine leaves the schedule, which never has another.
                yield return new(Schedule, "");
                break;
            case Call.Types.Type.MarkAgentGone:
                yield return new(Gone + call.MarkAgentGone.AgentId.Value, "gone");
                break;
            case Call.Types.Type.DrainAgent:
                yield return new(Agent + call.DrainAgent.AgentId.Value, "none");
                break;
            case Call.Types.Type.DeactivateAgent:
                yield return new(Agent + call.DeactivateAgent.AgentId.Value, "none");
                break;
            case Call.Types.Type.ReactivateAgent:
                yield return new(Agent + call.ReactivateAgent.AgentId.Value, "full");
                break;
        }
    }

    /// <summary>The value that a registry has; null where the name means nothing there any more.</summary>
    public static string? Read(RegistryState registry, string name)
    {
        if (name.StartsWith(Weight, System.StringComparison.Ordinal))
        {
            return Text(registry.Weights.GetValueOrDefault(name[Weight.Length..], 1));
        }

        if (name.StartsWith(Limit, System.StringComparison.Ordinal))
        {
            return registry.Quotas.GetValueOrDefault(name[Limit.Length..])?.Limits.Of("cpus") is { } cpus ? Text(cpus) : "any";
        }

        if (name.StartsWith(Gone, System.StringComparison.Ordinal))
        {
            return registry.Gone.ContainsKey(name[Gone.Length..]) ? "gone" : "there";
        }

        if (name.StartsWith(Agent, System.StringComparison.Ordinal))
        {
            string agent = name[Agent.Length..];
            return !registry.Knows(agent) ? null : registry.Managed.GetValueOrDefault(agent)?.Deactivated == true ? "none" : "full";
        }

        return Of(registry.Schedule);
    }

    private static string Of(Mesos.V1.Maintenance.Schedule? schedule) => schedule is null
        ? ""
        : string.Join(' ', schedule.Windows.Select(window => window.Unavailability.Start.Nanoseconds.ToString(CultureInfo.InvariantCulture)));

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
