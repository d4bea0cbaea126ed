using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Agent.Detection;
using Tepui.Containerizer.Isolation.Ports;
using Tepui.Kernel.Resources;
using Tepui.Runtime.Flags;

namespace Tepui.Agent.Options;

/// <summary>On which ports of the host containers may listen.</summary>
public sealed partial class AgentOptions
{
    [Flag("container_ports_watch_interval", "How often it is looked on which ports containers listen. With 'network/ports'.", Value = "DURATION")]
    public TimeSpan ContainerPortsWatchInterval { get; set; } = TimeSpan.FromSeconds(30);

    [Flag("check_agent_port_range_only", "Whether containers may listen on ports that are not the agent's to offer. With 'network/ports'.")]
    public bool CheckAgentPortRangeOnly { get; set; }

    [Flag("enforce_container_ports", "Whether a container is killed that listens on ports it was not given. With 'network/ports'.")]
    public bool EnforceContainerPorts { get; set; }

    [Flag("container_ports_isolated_range", "Only these ports are looked at, as '[0-35000]'. With 'network/ports'.", Value = "RANGES")]
    public string? ContainerPortsIsolatedRange { get; set; }

    internal PortOptions Ports(List<string> faults) => new()
    {
        WatchInterval = ContainerPortsWatchInterval,
        Enforces = EnforceContainerPorts,
        Range = ContainerPortsIsolatedRange is { } range
            ? Ranges("container_ports_isolated_range", "ports:" + range, faults)
            : CheckAgentPortRangeOnly ? Ranges("resources", OwnPorts(faults), faults) : null,
    };

    private static List<(int First, int Last)> Ranges(string flag, string text, List<string> faults, string name = "ports")
    {
        var found = new List<string>();
        ResourceSet? parsed = text.Length == 0 ? ResourceSet.Empty : ResourceText.Parse(text, found);
        faults.AddRange(found.ConvertAll(fault => $"--{flag}: {fault}"));
        return [.. (parsed ?? ResourceSet.Empty).ToMessages()
            .Where(resource => resource.Name == name)
            .SelectMany(resource => resource.Ranges?.Range ?? [])
            .Select(range => ((int)Math.Min(range.Begin, int.MaxValue), (int)Math.Min(range.End, int.MaxValue)))];
    }

    private string OwnPorts(List<string> faults)
    {
        string given = ReadResources(faults) ?? "";
        return HostResources.Names(given, "ports") ? given : HostResources.Ports;
    }

    private IEnumerable<string> PortFaults()
    {
        if (ContainerPortsWatchInterval <= TimeSpan.Zero)
            yield return "--container_ports_watch_interval: must be positive";
        if (CheckAgentPortRangeOnly && ContainerPortsIsolatedRange is not null)
            yield return "--container_ports_isolated_range: excludes --check_agent_port_range_only: give one of them";
        if (ContainerPortsIsolatedRange is null)
            yield break;
        var faults = new List<string>();
        _ = Ports(faults);
        foreach (string fault in faults)
            yield return fault;
    }
}
