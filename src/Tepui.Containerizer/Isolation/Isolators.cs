using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Containerizer.Images;
using Tepui.Containerizer.Isolation.Cni;
using Tepui.Containerizer.Isolation.Linux;

namespace Tepui.Containerizer.Isolation;

/// <summary>What <c>--isolation</c> can name.</summary>
public static class Isolators
{
    /// <summary>In the order in which they write plans: a root before mounts, mounts before namespaces, cgroups last.</summary>
    private static readonly (string Name, Func<IsolationOptions, IIsolator?> Make)[] Known =
    [
        ("docker/runtime", options => options.Provisioner is { } provisioner ? new DockerRuntimeIsolator(provisioner) : null),
        ("filesystem/linux", _ => new FilesystemIsolator()),
        ("volume/image", options => options.Provisioner is { } provisioner ? new VolumeImageIsolator(provisioner) : null),
        ("namespaces/ipc", options => new IpcIsolator(options)),
        ("namespaces/pid", options => new ProcessIsolator(options.Linux)),
        ("posix/rlimits", _ => new ResourceLimitIsolator()),
        ("linux/capabilities", options => new CapabilityIsolator(options.Linux)),
        ("linux/nnp", _ => new NoNewPrivilegesIsolator()),
        ("linux/seccomp", options => new SeccompIsolator(options.Linux)),
        (Network, options => new CniIsolator(options)),
    ];

    /// <summary>Made whether it is named or not, as in Mesos: it is the one that refuses networks which are not there.</summary>
    private const string Network = "network/cni";

    /// <summary>Names of Mesos's that are not taken, with what to do instead.</summary>
    private static readonly Dictionary<string, string> NotSupported = new()
    {
        ["network/port_mapping"] = "shares the host's address by traffic control and is not supported: use 'network/cni' with the plug-in portmap, "
            + "or 'network/ports' to hold containers to their ports",
    };

    /// <summary>Names that are taken and need no isolator: what they do is done for every container.</summary>
    private static readonly string[] Always = ["posix/cpu", "posix/mem", "filesystem/posix", "environment_secret"];

    /// <param name="isolation">As the flag has it: names with commas between.</param>
    /// <param name="faults">Takes what is wrong with it.</param>
    public static IReadOnlyList<IIsolator> Create(string isolation, IsolationOptions options, List<string> faults)
    {
        ArgumentNullException.ThrowIfNull(isolation);
        ArgumentNullException.ThrowIfNull(faults);
        string[] asked = isolation.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (string name in asked.Where(name => !Always.Contains(name) && Known.All(known => known.Name != name)))
        {
            faults.Add(NotSupported.TryGetValue(name, out string? why)
                ? $"--isolation: '{name}' {why}"
                : $"--isolation: '{name}' is none of {string.Join(", ", Always.Concat(Known.Select(known => known.Name)))}");
        }

        return [.. Known.Where(known => known.Name == Network || asked.Contains(known.Name)).Select(known => known.Make(options)).OfType<IIsolator>()];
    }
}
