using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Mesos.V1;
using Tepui.Kernel.Roles;
using Tepui.Protocol.Json;
using ReservationInfo = Mesos.V1.Resource.Types.ReservationInfo;

namespace Tepui.Kernel.Resources;

/// <summary>
/// Reads <c>--resources</c> (docs/attributes-resources.md): <c>cpus:4;mem:1024;ports:[31000-32000];disks:{sda1}</c>, reserved
/// for a role as <c>cpus(ads):8</c>, or a JSON array of Resource.
/// </summary>
public static class ResourceText
{
    /// <summary>The resources, or null with every fault added, each a line that names the part it is about.</summary>
    /// <param name="defaultRole">Whose the resources are that name no role (<c>--default_role</c>).</param>
    public static ResourceSet? Parse(string text, List<string> faults, string defaultRole = RoleName.Any)
    {
        var before = faults.Count;
        var resources = text.AsSpan().TrimStart().StartsWith("[", StringComparison.Ordinal)
            ? ParseJson(text, faults, defaultRole)
            : ParsePairs(text, faults, defaultRole);
        if (faults.Count == before)
        {
            faults.AddRange(ResourceValidation.Validate(resources));
        }

        if (faults.Count > before)
        {
            return null;
        }

        var sum = ResourceSet.From(resources);
        AddFlagFaults(sum, faults);
        return faults.Count == before ? sum : null;
    }

    private static List<Resource> ParsePairs(string text, List<string> faults, string defaultRole)
    {
        var resources = new List<Resource>();
        foreach (var token in text.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = token.Split(':', StringSplitOptions.RemoveEmptyEntries);
            if (pair.Length != 2)
            {
                faults.Add($"Bad value for resources, missing or extra ':' in {token}");
                continue;
            }

            var (name, role) = (pair[0].Trim(), defaultRole);
            if (pair[0].IndexOf('(', StringComparison.Ordinal) is var open and >= 0)
            {
                var close = pair[0].IndexOf(')', StringComparison.Ordinal);
                if (close < open)
                {
                    faults.Add($"Bad value for resources, mismatched parentheses in {token}");
                    continue;
                }

                name = pair[0][..open].Trim();
                role = pair[0][(open + 1)..close].Trim();
            }

            if (ParseOne(name, pair[1], role, faults) is { } resource)
            {
                resources.Add(resource);
            }
        }

        return resources;
    }

    private static Resource? ParseOne(string name, string text, string role, List<string> faults)
    {
        var reasons = new List<string>();
        var value = ValueText.Parse(text, reasons);
        faults.AddRange(reasons.Select(reason => $"Failed to parse resource {name} value {text} error {reason}"));
        if (value is null)
        {
            return null;
        }

        if (value.Type == Value.Types.Type.Text)
        {
            faults.Add($"Bad type for resource {name} value {text} type TEXT");
            return null;
        }

        var resource = new Resource { Name = name, Type = value.Type, Scalar = value.Scalar, Ranges = value.Ranges, Set = value.Set };
        if (role != RoleName.Any)
        {
            resource.Reservations.Add(new ReservationInfo { Type = ReservationInfo.Types.Type.Static, Role = role });
        }

        return resource;
    }

    private static List<Resource> ParseJson(string text, List<string> faults, string defaultRole)
    {
        var resources = new List<Resource>();
        try
        {
            using var document = JsonDocument.Parse(text);
            var index = 0;
            foreach (var element in document.RootElement.EnumerateArray())
            {
                var decoded = MesosJson.Parse<Resource>(Encoding.UTF8.GetBytes(element.GetRawText()));
                faults.AddRange(decoded.Faults.Select(fault => $"resources[{index}]: {fault}"));
                if (decoded.Message is { } resource && decoded.Faults.Count == 0)
                {
                    if (!resource.HasRole && resource.Reservations.Count == 0 && defaultRole != RoleName.Any)
                    {
                        resource.Role = defaultRole;
                    }

                    resources.Add(resource);
                }

                index++;
            }
        }
        catch (JsonException exception)
        {
            faults.Add($"Some JSON resources were not formatted properly: line {exception.LineNumber + 1}, " +
                $"byte {exception.BytePositionInLine + 1} is not what JSON has there");
        }

        return resources;
    }

    /// <summary>What only a running cluster may bring about cannot be had by a flag.</summary>
    private static void AddFlagFaults(ResourceSet resources, List<string> faults)
    {
        if (resources.Any(static entry => entry.Key.IsPersistentVolume))
        {
            faults.Add("Persistent volumes cannot be specified at the command line");
        }

        if (resources.Any(static entry => entry.Key.IsRevocable))
        {
            faults.Add("Revocable resources cannot be specified at the command line; do not include a 'revocable' key in the " +
                "resources JSON");
        }

        if (resources.Any(static entry => entry.Key.IsDynamicallyReserved))
        {
            faults.Add("Dynamic reservations cannot be specified at the command line; do not include a reservation with DYNAMIC " +
                "type in the resources JSON");
        }

        foreach (var name in resources.GroupBy(static entry => entry.Name, StringComparer.Ordinal))
        {
            if (name.DistinctBy(static entry => entry.Key.Kind).Skip(1).Any())
            {
                faults.Add($"Resources with the same name ('{name.Key}') but different types are not allowed");
            }
        }
    }
}
