using System;
using System.Collections.Generic;

namespace Tepui.Containerizer.Isolation;

/// <summary>How a container's first process is to start: isolators write it, a launcher carries it out.</summary>
/// <param name="launch">What was asked for.</param>
/// <param name="parent">The container it is nested in, as it was started; null for one of its own.</param>
public sealed class ContainerPlan(ContainerLaunch launch, ContainerRecord? parent)
{
    public ContainerLaunch Launch { get; } = launch;

    public string Id => Launch.ContainerId;

    public ContainerRecord? Parent { get; } = parent;

    /// <summary>What is executed; null for the zeroth argument.</summary>
    public string? Executable { get; set; } = launch.Executable;

    public IReadOnlyList<string> Argv { get; set; } = launch.Argv;

    public List<KeyValuePair<string, string>> Environment { get; } = [.. launch.Environment];

    /// <summary>Where the command begins; within <see cref="Root"/> when there is one.</summary>
    public string WorkingDirectory { get; set; } = launch.WorkingDirectory;

    public string? User { get; set; } = launch.User;

    /// <summary>The container's own root; null for the host's.</summary>
    public string? Root { get; set; }

    /// <summary>Folders on the host that hold what it writes outside of its sandbox; they are removed with it.</summary>
    public List<string> Scratch { get; } = [];

    /// <summary>Made in its own mount namespace, in this order, targets within <see cref="Root"/> when there is one.</summary>
    public List<PlannedMount> Mounts { get; } = [];

    /// <summary>Namespaces that are made for it.</summary>
    public Namespaces Own { get; set; }

    /// <summary>Namespaces that are there already.</summary>
    public List<JoinedNamespace> Joined { get; } = [];

    /// <summary>Directories of cgroups, one a hierarchy, that its first process enters before its command begins.</summary>
    public List<string> Cgroups { get; } = [];

    public List<PlannedLimit> ResourceLimits { get; } = [];

    /// <summary>Names as <c>CAP_NET_RAW</c>; null leaves what the user has.</summary>
    public IReadOnlyList<string>? EffectiveCapabilities { get; set; }

    /// <summary>The most it can ever have; null for no bound.</summary>
    public IReadOnlyList<string>? BoundingCapabilities { get; set; }

    public bool NoNewPrivileges { get; set; }

    /// <summary>A file with a seccomp profile as Docker and Mesos have them; null for none.</summary>
    public string? SeccompProfile { get; set; }

    /// <summary>Needs <see cref="Namespaces.Uts"/>.</summary>
    public string? Hostname { get; set; }

    /// <summary>Of oom_score_adj, from -1000 to 1000; null leaves it.</summary>
    public int? OomScoreAdjustment { get; set; }

    /// <summary>What isolators need again after a restart of the agent, by names that begin with the isolator's own.</summary>
    public Dictionary<string, string> Notes { get; } = new(StringComparer.Ordinal);
}

/// <summary>Kinds of Linux namespaces.</summary>
[Flags]
public enum Namespaces
{
    None = 0,
    Mount = 1,
    Process = 2,
    Ipc = 4,
    Uts = 8,
    Network = 16,
    Cgroup = 32,
}

/// <param name="Type">A file system's type, or <c>bind</c>.</param>
/// <param name="Target">Absolute, within the container's root; the launcher makes it when it is missing.</param>
/// <param name="Options">As mount(8) takes them: <c>ro</c>, <c>rbind</c>, <c>rslave</c>, <c>size=64m</c>.</param>
public sealed record PlannedMount(string Type, string Source, string Target, IReadOnlyList<string> Options);

/// <param name="Name">As <c>RLIMIT_NOFILE</c>.</param>
/// <param name="Soft">Null for unlimited.</param>
/// <param name="Hard">Null for unlimited.</param>
public sealed record PlannedLimit(string Name, ulong? Soft, ulong? Hard);
