using System;
using System.Collections.Generic;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Agent.Volumes;
using Tepui.Containerizer;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.Volumes;
using Tepui.Kernel.Resources;

namespace Tepui.Agent.Hosting;

/// <summary>What the machine's effects mean to the containerizer.</summary>
internal static class Launches
{
    private const double Mebibyte = 1024 * 1024;

    /// <param name="workDirectory">--work_dir, where persistent volumes lie that are on no disk of their own.</param>
    public static ContainerLaunch Of(LaunchContainer effect, string workDirectory) => new(
        effect.Container.Value,
        effect.Argv,
        effect.Environment,
        effect.Sandbox.Directory,
        effect.Docker is null ? effect.User : null)
    {
        Executable = effect.Executable,
        Volumes = VolumeKeeper.Of(effect.Volumes),
        Docker = effect.Docker is { } docker ? new DockerLaunch(docker.Info, docker.Cpus, docker.MemoryBytes, docker.Labels) : null,
        Info = effect.Info,
        Command = effect.Command,
        Resources = ResourcesOf(effect.Resources, effect.Limits, workDirectory),
        Parent = effect.Parent?.Value,
        IsDebug = effect.IsDebug,
    };

    public static ContainerResources ResourcesOf(
        IReadOnlyList<Resource> given, IReadOnlyDictionary<string, Value.Types.Scalar> limits, string workDirectory)
    {
        if (given.Count == 0 && limits.Count == 0)
            return ContainerResources.None;
        double cpus = 0;
        bool revocable = false;
        double memory = 0;
        double? disk = null;
        List<(int, int)>? ports = null;
        List<PersistentVolume>? volumes = null;
        foreach (Resource resource in given)
        {
            switch (resource.Name)
            {
                case "cpus":
                    cpus += resource.Scalar?.Value ?? 0;
                    revocable |= resource.Revocable is not null;
                    break;
                case "mem":
                    memory += resource.Scalar?.Value ?? 0;
                    break;
                case "disk" when resource.Disk is null or { Persistence: null, Source: null }:
                    disk = (disk ?? 0) + (resource.Scalar?.Value ?? 0);
                    break;
                case "disk" when resource.Disk is { Persistence: not null, Volume.ContainerPath.Length: > 0 }:
                    (volumes ??= []).Add(new PersistentVolume(
                        resource.Disk.Volume.ContainerPath, Bytes(resource.Scalar?.Value ?? 0), resource.ToByteArray())
                    {
                        Directory = VolumePlace.Of(workDirectory, ResourceMessage.ToEntry(resource).Key).Directory,
                    });
                    break;
                case "ports" when resource.Ranges is { } ranges:
                    foreach (Value.Types.Range range in ranges.Range)
                        (ports ??= []).Add(((int)Math.Min(range.Begin, int.MaxValue), (int)Math.Min(range.End, int.MaxValue)));
                    break;
            }
        }

        return new ContainerResources
        {
            Cpus = cpus,
            HasRevocableCpus = revocable,
            CpuLimit = limits.TryGetValue("cpus", out Value.Types.Scalar? cpuLimit) ? cpuLimit.Value : null,
            MemoryBytes = Bytes(memory),
            MemoryLimitBytes = limits.TryGetValue("mem", out Value.Types.Scalar? memoryLimit) ? Bytes(memoryLimit.Value) : null,
            DiskBytes = disk is { } megabytes ? Bytes(megabytes) : null,
            Volumes = volumes ?? (IReadOnlyList<PersistentVolume>)[],
            Ports = ports ?? (IReadOnlyList<(int, int)>)[],
        };
    }

    private static long Bytes(double mebibytes) => mebibytes * Mebibyte >= long.MaxValue ? long.MaxValue : (long)(mebibytes * Mebibyte);
}
