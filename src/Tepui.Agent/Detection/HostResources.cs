using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Tepui.Agent.Hosting;
using Tepui.Agent.Options;
using Tepui.Kernel.Resources;

namespace Tepui.Agent.Detection;

/// <summary>
/// What the agent offers: what --resources says, and of cpus, mem, disk and ports what it does not name by Mesos's rules
/// (src/slave/containerizer/containerizer.cpp): all cores; all memory but 1 GB, half of less than 2 GB; all of the disk
/// but 5 GB, half of less than 10 GB; ports 31000 to 32000.
/// </summary>
public static class HostResources
{
    private const long Megabyte = 1024 * 1024;
    private const long Gigabyte = 1024 * Megabyte;
    internal const string Ports = "ports:[31000-32000]";

    /// <summary>What an agent alone on this machine offers of its memory.</summary>
    public static long MemoryMegabytes() => Memory(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes) / Megabyte;

    /// <summary>What an agent alone offers of the disk that holds this folder.</summary>
    public static long DiskMegabytes(string folder) => Disk(new DriveInfo(folder).TotalSize) / Megabyte;

    internal static ResourceSet Find(AgentOptions options, string workDirectory)
    {
        var faults = new List<string>();
        string given = options.ReadResources(faults) ?? "";
        ResourceSet resources = Parse(given, options.DefaultRole, faults) ?? ResourceSet.Empty;
        var detected = new List<string>();
        AddUnlessNamed(detected, given, resources, "cpus", () => "cpus:" + Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture));
        AddUnlessNamed(detected, given, resources, "mem", () => Megabytes("mem", MemoryMegabytes()));
        AddUnlessNamed(detected, given, resources, "disk", () => Megabytes("disk", DiskMegabytes(workDirectory)));
        AddUnlessNamed(detected, given, resources, "ports", () => Ports);
        ResourceSet? found = Parse(string.Join(';', detected), options.DefaultRole, faults);
        faults.AddRange(DiskSources.Prepare(resources, workDirectory));
        if (faults.Count > 0)
            throw new AgentStartException(string.Join("; ", faults));

        // Containers get them of the agent, and nobody is offered any (src/master/master.cpp, offer).
        return resources.Filter(entry => entry.Name != "ephemeral_ports") + (found ?? ResourceSet.Empty);
    }

    internal static long Memory(long total) => total >= 2 * Gigabyte ? total - Gigabyte : total / 2;

    internal static long Disk(long total) => total >= 10 * Gigabyte ? total - (5 * Gigabyte) : total / 2;

    private static ResourceSet? Parse(string text, string role, List<string> faults) =>
        text.Length == 0 ? null : ResourceText.Parse(text, faults, role);

    /// <summary>A name with nothing of it (<c>gpus:0</c>, <c>disk:0</c>) is not in the set, but is not to be detected either.</summary>
    internal static bool Names(string given, string name) =>
        given.Split(';').Any(part => part.TrimStart().StartsWith(name + ":", StringComparison.Ordinal)
            || part.TrimStart().StartsWith(name + "(", StringComparison.Ordinal))
        || given.Contains($"\"{name}\"", StringComparison.Ordinal);

    private static void AddUnlessNamed(List<string> detected, string given, ResourceSet resources, string name, Func<string> detect)
    {
        if (!resources.Any(entry => entry.Name == name) && !Names(given, name))
            detected.Add(detect());
    }

    private static string Megabytes(string name, long megabytes) => name + ":" + megabytes.ToString(CultureInfo.InvariantCulture);
}
