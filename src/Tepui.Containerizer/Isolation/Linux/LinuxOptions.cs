using System.Collections.Generic;

namespace Tepui.Containerizer.Isolation.Linux;

/// <summary>What the agent's flags say of the isolators of Linux's own means.</summary>
public sealed record LinuxOptions
{
    /// <summary>--default_container_shm_size; null for the kernel's own, half of the memory.</summary>
    public long? DefaultSharedMemoryBytes { get; init; }

    /// <summary>--disallow_sharing_agent_ipc_namespace.</summary>
    public bool ForbidsSharedIpc { get; init; }

    /// <summary>--disallow_sharing_agent_pid_namespace.</summary>
    public bool ForbidsSharedProcesses { get; init; }

    /// <summary>--effective_capabilities, as <c>NET_RAW</c>; null when nothing is said.</summary>
    public IReadOnlyList<string>? EffectiveCapabilities { get; init; }

    /// <summary>--bounding_capabilities; null when nothing is said.</summary>
    public IReadOnlyList<string>? BoundingCapabilities { get; init; }

    /// <summary>--seccomp_config_dir.</summary>
    public string? SeccompDirectory { get; init; }

    /// <summary>--seccomp_profile_name; null for none by default.</summary>
    public string? SeccompProfile { get; init; }
}
