using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Containerizer.Images;
using Tepui.Containerizer.Isolation.Cgroups;
using Tepui.Containerizer.Isolation.Cni;
using Tepui.Containerizer.Isolation.Disk;
using Tepui.Containerizer.Isolation.Disk.Xfs;
using Tepui.Containerizer.Isolation.Linux;
using Tepui.Containerizer.Isolation.Ports;
using Tepui.Containerizer.Isolation.Posix;
using Tepui.Containerizer.Isolation.Volumes;

namespace Tepui.Containerizer.Isolation;

/// <summary>What <c>--isolation</c> can name.</summary>
public static class Isolators
{
    /// <summary>In the order in which they write plans: a root before mounts, mounts before namespaces. Those for cgroups come last.</summary>
    private static readonly (string Name, Func<IsolationOptions, IIsolator?> Make)[] Known =
    [
        ("docker/runtime", options => options.Provisioner is { } provisioner ? new DockerRuntimeIsolator(provisioner) : null),
        (AppcRuntime, options => options.Provisioner is { } provisioner ? new AppcRuntimeIsolator(provisioner) : null),
        (Filesystem, _ => new FilesystemIsolator()),
        ("filesystem/shared", options => new SharedFilesystemIsolator(options)),
        (HostPath, options => new HostPathIsolator(options)),
        (Image, options => options.Provisioner is { } provisioner ? new VolumeImageIsolator(provisioner) : null),
        (SandboxPath, options => new SandboxPathIsolator(options)),
        ("volume/secret", options => new SecretIsolator(options)),
        ("namespaces/ipc", options => new IpcIsolator(options)),
        ("namespaces/pid", options => new ProcessIsolator(options.Linux)),
        ("posix/rlimits", _ => new ResourceLimitIsolator()),
        ("linux/capabilities", options => new CapabilityIsolator(options.Linux)),
        ("linux/nnp", _ => new NoNewPrivilegesIsolator()),
        ("linux/seccomp", options => new SeccompIsolator(options.Linux)),
        (Disk, options => new DiskUsageIsolator(options)),
        (XfsDiskIsolator.IsolatorName, options => new XfsDiskIsolator(options)),
        ("network/ports", options => new PortsIsolator(options)),
        (Network, options => new CniIsolator(options)),
        (PosixIsolator.Cpu, options => new PosixIsolator(PosixIsolator.Cpu, options.ProcessUsage.MeasureCpus)),
        (PosixIsolator.Memory, options => new PosixIsolator(PosixIsolator.Memory, options.ProcessUsage.MeasureMemory)),
    ];

    private const string AppcRuntime = "appc/runtime";
    private const string Filesystem = "filesystem/linux";
    private const string HostPath = "volume/host_path";
    private const string Image = "volume/image";
    private const string SandboxPath = "volume/sandbox_path";
    private const string Disk = "disk/du";

    /// <summary>Made whether it is named or not, as in Mesos: it is the one that refuses networks which are not there.</summary>
    private const string Network = "network/cni";

    /// <summary>Names of Mesos's that are not taken, with what to do instead.</summary>
    private static readonly Dictionary<string, string> NotSupported = new()
    {
        ["network/port_mapping"] = "shares the host's address by traffic control and is not supported: use 'network/cni' with the plug-in portmap, "
            + "or 'network/ports' to hold containers to their ports",
        ["docker/volume"] = "needs dvdcli and is not supported: volumes of Docker's drivers are for containers of type DOCKER",
    };

    /// <summary>Names that are taken and need no isolator: what they do is done for every container.</summary>
    private static readonly string[] Always = ["filesystem/posix", "environment_secret"];

    private static IEnumerable<string> Names => Always.Concat(Known.Select(known => known.Name)).Concat(CgroupControllers.Names);

    /// <param name="isolation">As the flag has it: names with commas between.</param>
    /// <param name="faults">Takes what is wrong with it on this host.</param>
    public static IReadOnlyList<IIsolator> Create(string isolation, IsolationOptions options, List<string> faults)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(faults);
        int before = faults.Count;
        FindFaults(isolation, options.Cgroups, faults);
        string[] asked = Split(isolation);
        IsolatorNeeds.Check(asked, options, faults);
        if (faults.Count > before)
            return [];
        options = options with { HasMounts = asked.Contains(Filesystem) };

        // Mesos asks for the isolator of images of type DOCKER by name, and runs those of type APPC without one.
        bool takesAppc = options.Provisioner?.Takes(Mesos.V1.Image.Types.Type.Appc) ?? false;
        List<IIsolator> isolators = [.. Known
            .Where(known => known.Name == Network || (known.Name == AppcRuntime && takesAppc) || asked.Contains(known.Name))
            .Select(known => known.Make(options)).OfType<IIsolator>()];
        string[] cgroups = [.. asked.Where(IsCgroup)];
        if (cgroups.Length > 0)
            isolators.Add(CgroupsIsolator.Create(cgroups, options));
        return isolators;
    }

    /// <param name="faults">Takes what is wrong with the flag on this host.</param>
    public static void FindFaults(string isolation, CgroupOptions options, List<string> faults)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(faults);
        string[] asked = Split(isolation);
        foreach (string name in asked.Where(name => !Names.Contains(name)))
        {
            faults.Add(NotSupported.TryGetValue(name, out string? why)
                ? $"--isolation: '{name}' {why}"
                : $"--isolation: '{name}' is none of {string.Join(", ", Names)}");
        }

        CgroupsIsolator.FindFaults([.. asked.Where(IsCgroup)], options, faults);
    }

    /// <summary>Whether an isolator is named, for cgroups also by <c>cgroups/all</c>.</summary>
    public static bool Has(string isolation, string name)
    {
        string[] asked = Split(isolation);
        return asked.Contains(name) || (IsCgroup(name) && asked.Contains(CgroupControllers.All));
    }

    private static bool IsCgroup(string name) => CgroupControllers.Names.Contains(name);

    private static string[] Split(string isolation)
    {
        ArgumentNullException.ThrowIfNull(isolation);
        string[] asked =
            [.. isolation.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Renamed)];
        return asked.Contains(Filesystem) ? [.. asked.Union([HostPath, Image, SandboxPath])] : asked;
    }

    /// <summary>Mesos's older name of it.</summary>
    private static string Renamed(string name) => name == "posix/disk" ? Disk : name;
}
