using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Containerizer.Docker.Engine;

namespace Tepui.Containerizer.Docker.Translation;

/// <summary>Options about what a container may do.</summary>
internal static class PrivilegeParameters
{
    public static Dictionary<string, Parameters.Setter> Table { get; } = new()
    {
        ["cap-add"] = Parameters.Append(translation => translation.Host.CapAdd ??= []),
        ["cap-drop"] = Parameters.Append(translation => translation.Host.CapDrop ??= []),
        ["device"] = AddDevice,
        ["group-add"] = Parameters.Append(translation => translation.Host.GroupAdd ??= []),
        ["privileged"] = Parameters.Switch((translation, value) => translation.Host.Privileged = value),
        ["read-only"] = Parameters.Switch((translation, value) => translation.Host.ReadonlyRootfs = value),
        ["runtime"] = Parameters.Text((translation, value) => translation.Host.Runtime = value),
        ["security-opt"] = AddSecurity,
        ["sysctl"] = Parameters.Pair(translation => translation.Host.Sysctls ??= []),
    };

    private static string? AddDevice(Translation translation, string value)
    {
        string[] parts = value.Split(':');
        bool isPath = parts.Length is >= 1 and <= 3 && parts[0].StartsWith('/');
        string inside = parts[0];
        string permissions = "rwm";
        if (parts.Length == 3)
            (inside, permissions) = (parts[1], parts[2]);
        else if (parts.Length == 2 && parts[1].StartsWith('/'))
            inside = parts[1];
        else if (parts.Length == 2)
            permissions = parts[1];
        if (!isPath || !inside.StartsWith('/') || permissions.Length == 0 || permissions.Any(letter => !"rwm".Contains(letter, StringComparison.Ordinal)))
            return "it is not PATH[:PATH][:PERMISSIONS], with permissions of r, w and m";
        (translation.Host.Devices ??= []).Add(new DeviceMapping(parts[0], inside, permissions));
        return null;
    }

    private static string? AddSecurity(Translation translation, string value)
    {
        // With a path the command line reads a profile from the file; no framework may have the agent read a file for it.
        if (value.StartsWith("seccomp=", StringComparison.Ordinal) && value is not ("seccomp=unconfined" or "seccomp=builtin"))
            return "of seccomp profiles only 'unconfined' and 'builtin' can be named";
        (translation.Host.SecurityOpt ??= []).Add(value);
        return value.Length == 0 ? "it is empty" : null;
    }
}
