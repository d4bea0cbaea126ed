using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Containerizer.Isolation.Linux;

namespace Tepui.Containerizer.Isolation;

/// <summary>What <c>--isolation</c> can name.</summary>
public static class Isolators
{
    /// <summary>In the order in which they write plans: a root before mounts, mounts before namespaces, cgroups last.</summary>
    private static readonly (string Name, Func<IsolationOptions, IIsolator> Make)[] Known =
    [
        ("filesystem/linux", _ => new FilesystemIsolator()),
        ("namespaces/ipc", options => new IpcIsolator(options)),
        ("namespaces/pid", options => new ProcessIsolator(options.Linux)),
        ("posix/rlimits", _ => new ResourceLimitIsolator()),
        ("linux/capabilities", options => new CapabilityIsolator(options.Linux)),
        ("linux/nnp", _ => new NoNewPrivilegesIsolator()),
        ("linux/seccomp", options => new SeccompIsolator(options.Linux)),
    ];

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
            faults.Add($"--isolation: '{name}' is none of {string.Join(", ", Always.Concat(Known.Select(known => known.Name)))}");
        return [.. Known.Where(known => asked.Contains(known.Name)).Select(known => known.Make(options))];
    }
}
