using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Attributes;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Agent.Recovery;

/// <summary>Which changes of its configuration an agent may come back with (--reconfiguration_policy).</summary>
public enum ReconfigurationPolicy
{
    /// <summary>None.</summary>
    Equal,

    /// <summary>More resources and attributes, a domain where there was none.</summary>
    Additive,
}

/// <summary>
/// Compares what an agent was when it was registered with what its flags say now (src/slave/compatibility.cpp). All that is not
/// permitted is told at once, where Mesos tells the first.
/// </summary>
public static class Reconfiguration
{
    public static IReadOnlyList<string> Faults(ReconfigurationPolicy policy, AgentInfo previous, AgentInfo current)
    {
        var faults = new List<string>();
        if (previous.Hostname != current.Hostname)
        {
            faults.Add($"hostname changed from '{previous.Hostname}' to '{current.Hostname}'");
        }

        if (previous.Port != current.Port)
        {
            faults.Add($"port changed from {previous.Port} to {current.Port}");
        }

        bool mayAdd = policy == ReconfigurationPolicy.Additive;
        if (!Equals(previous.Domain, current.Domain) && !(mayAdd && previous.Domain is null))
        {
            faults.Add($"domain changed from {DomainText(previous)} to {DomainText(current)}");
        }

        AddResources(faults, mayAdd, ResourceSet.From(previous.Resources), ResourceSet.From(current.Resources));
        AddAttributes(faults, mayAdd, previous, current);
        return faults;
    }

    private static void AddResources(List<string> faults, bool mayAdd, ResourceSet before, ResourceSet now)
    {
        foreach (ResourceEntry entry in before)
        {
            List<ResourceEntry> matches = [.. now.Where(other => other.Key.Equals(entry.Key))];
            if (matches.Count == 0)
            {
                faults.Add($"resource {entry} is gone");
            }
            else if (matches[0].ValueText != entry.ValueText && !(mayAdd && Holds(matches[0], entry)))
            {
                string how = !mayAdd ? "changed" : entry.Key.Kind == Value.Types.Type.Scalar ? "decreased" : "lost some";
                faults.Add($"resource '{entry.Name}' {how}: from {entry.ValueText} to {matches[0].ValueText}");
            }
        }

        if (mayAdd)
        {
            return;
        }

        foreach (ResourceEntry entry in now)
        {
            if (!before.Any(other => other.Key.Equals(entry.Key)))
            {
                faults.Add($"resource {entry} is new");
            }
        }
    }

    private static bool Holds(ResourceEntry now, ResourceEntry before) => before.Key.Kind switch
    {
        Value.Types.Type.Scalar => now.Thousandths >= before.Thousandths,
        Value.Types.Type.Ranges => now.Ranges.Contains(before.Ranges),
        _ => now.Items.Contains(before.Items),
    };

    private static void AddAttributes(List<string> faults, bool mayAdd, AgentInfo previous, AgentInfo current)
    {
        if (!mayAdd)
        {
            // Their order says nothing.
            string before = Sorted(previous);
            string now = Sorted(current);
            if (before != now)
            {
                faults.Add($"attributes changed from '{AttributeText.Write(previous.Attributes)}' to '{AttributeText.Write(current.Attributes)}'");
            }

            return;
        }

        foreach (Attribute attribute in previous.Attributes)
        {
            Attribute? match = current.Attributes.FirstOrDefault(other => other.Name == attribute.Name);
            if (match is null)
            {
                faults.Add($"attribute '{attribute.Name}' is gone");
            }
            else if (match.Type != attribute.Type || !Holds(match, attribute))
            {
                faults.Add(
                    $"attribute '{attribute.Name}' changed from {AttributeText.WriteValue(attribute)} to {AttributeText.WriteValue(match)}");
            }
        }
    }

    private static bool Holds(Attribute now, Attribute before) => before.Type == Value.Types.Type.Ranges
        ? Ranges(now).Contains(Ranges(before))
        : AttributeText.WriteValue(now) == AttributeText.WriteValue(before);

    private static RangeList Ranges(Attribute attribute) =>
        RangeList.From((attribute.Ranges?.Range ?? []).Select(static range => new Range64(range.Begin, range.End)));

    private static string Sorted(AgentInfo agent) => AttributeText.Write(
        agent.Attributes.OrderBy(attribute => attribute.Name, System.StringComparer.Ordinal).ThenBy(AttributeText.WriteValue, System.StringComparer.Ordinal));

    private static string DomainText(AgentInfo agent) => agent.Domain?.FaultDomain is { } domain
        ? $"'{domain.Region.Name}/{domain.Zone.Name}'"
        : "none";
}
