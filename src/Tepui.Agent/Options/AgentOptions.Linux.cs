using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Tepui.Containerizer.Isolation.Linux;
using Tepui.Containerizer.Isolation.Volumes;
using Tepui.Runtime.Flags;

namespace Tepui.Agent.Options;

/// <summary>What Linux itself has to keep containers apart.</summary>
public sealed partial class AgentOptions
{
    [Flag("default_container_shm_size", "The size of a container's own /dev/shm when it says none: a number with B, KB, MB, GB or TB. With 'namespaces/ipc'.", Value = "BYTES")]
    public string? DefaultContainerShmSize { get; set; }

    [Flag("disallow_sharing_agent_ipc_namespace", "Whether containers that want the agent's IPC namespace and /dev/shm are refused. With 'namespaces/ipc'.")]
    public bool DisallowSharingAgentIpcNamespace { get; set; }

    [Flag("disallow_sharing_agent_pid_namespace", "Whether containers that want the agent's pid namespace are refused. With 'namespaces/pid'.")]
    public bool DisallowSharingAgentPidNamespace { get; set; }

    [Flag("effective_capabilities", "The capabilities that tasks have when their framework says none: Mesos's CapabilityInfo as JSON, or file:///PATH of it. With 'linux/capabilities'.", Value = "JSON")]
    public string? EffectiveCapabilities { get; set; }

    [Flag("bounding_capabilities", "The capabilities that tasks can have at most, written likewise. With 'linux/capabilities'.", Value = "JSON")]
    public string? BoundingCapabilities { get; set; }

    [Flag("seccomp_config_dir", "The folder of seccomp profiles in Docker's format, which frameworks name by their files. With 'linux/seccomp'.", Value = "PATH")]
    public string? SeccompConfigDirectory { get; set; }

    [Flag("seccomp_profile_name", "The profile of containers that name none. With 'linux/seccomp'.", Value = "NAME")]
    public string? SeccompProfileName { get; set; }

    [Flag("host_path_volume_force_creation", "Folders below which missing host paths of volumes are made, with colons between.", Value = "PATHS")]
    public string? HostPathVolumeForceCreation { get; set; }

    internal VolumeOptions Volumes => new()
    {
        MadeBelow = [.. (HostPathVolumeForceCreation ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)],
    };

    internal LinuxOptions Linux(List<string> faults) => new()
    {
        DefaultSharedMemoryBytes = DefaultContainerShmSize is { } size && ByteText.TryParse(size, out long bytes) ? bytes : null,
        ForbidsSharedIpc = DisallowSharingAgentIpcNamespace,
        ForbidsSharedProcesses = DisallowSharingAgentPidNamespace,
        EffectiveCapabilities = Capabilities("effective_capabilities", EffectiveCapabilities, faults),
        BoundingCapabilities = Capabilities("bounding_capabilities", BoundingCapabilities, faults),
        SeccompDirectory = SeccompConfigDirectory,
        SeccompProfile = SeccompProfileName,
    };

    private static List<string>? Capabilities(string flag, string? value, List<string> faults)
    {
        if (FlagFile.ReadPath(flag, value, faults) is not { } text)
            return null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return [.. document.RootElement.GetProperty("capabilities").EnumerateArray().Select(name => name.GetString() ?? "")];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            faults.Add($"--{flag}: is no JSON as {{\"capabilities\": [\"NET_RAW\"]}}");
            return null;
        }
    }

    private IEnumerable<string> LinuxFaults()
    {
        if (DefaultContainerShmSize is { } size && (!ByteText.TryParse(size, out long bytes) || bytes <= 0))
            yield return $"--default_container_shm_size: '{size}' is no number with B, KB, MB, GB or TB, as in 64MB";
        foreach (string folder in Volumes.MadeBelow.Where(folder => !folder.StartsWith('/')))
            yield return $"--host_path_volume_force_creation: '{folder}' is no absolute path";
        var faults = new List<string>();
        _ = Linux(faults);
        foreach (string fault in faults)
            yield return fault;
    }
}
