using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Tepui.Containerizer.Launching.Oci;

/// <summary>A program that runs containers from a bundle, as of OCI's runtime specification: crun, runc, or one like them.</summary>
/// <param name="Path">Of the program.</param>
/// <param name="StateDirectory">Where it keeps what it knows of its containers.</param>
public sealed record OciRuntime(string Path, string StateDirectory)
{
    private const string UnifiedControllers = "/sys/fs/cgroup/unified/cgroup.controllers";

    /// <summary>crun comes first for it is smaller and faster, but it refuses a machine whose cgroup hierarchies of both versions have controllers.</summary>
    private static string[] Preferred => IsHybrid ? ["runc"] : ["crun", "runc"];

    private static bool IsHybrid => File.Exists(UnifiedControllers) && File.ReadAllText(UnifiedControllers).Trim().Length > 0;

    /// <summary>crun can leave cgroups alone: the container is in those it was started in.</summary>
    public bool EntersNoCgroups => System.IO.Path.GetFileName(Path).Contains("crun", StringComparison.Ordinal);

    /// <param name="named">--oci_runtime: a path, or a name to be found in PATH; null for the best that works here.</param>
    /// <param name="fault">Why there is none.</param>
    public static string? Find(string? named, out string fault)
    {
        fault = named is not null ? $"--oci_runtime: there is no program '{named}'"
            : $"containers with images need an OCI runtime: install {string.Join(" or ", Preferred)}, or name one by --oci_runtime";
        if (named is not null && named.Contains('/', StringComparison.Ordinal))
            return File.Exists(named) ? named : null;
        string[] folders = ((Environment.GetEnvironmentVariable("PATH") ?? "") + ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
            .Split(':', StringSplitOptions.RemoveEmptyEntries);
        return (named is null ? Preferred : [named])
            .SelectMany(name => folders.Select(folder => System.IO.Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>A command line of it.</summary>
    public List<string> Command(string log, params string[] arguments) =>
    [
        Path, "--root", StateDirectory, "--log", EntersNoCgroups ? "file:" + log : log, "--log-format", "json",
        .. EntersNoCgroups ? (string[])["--cgroup-manager=disabled"] : [],
        .. arguments,
    ];
}
