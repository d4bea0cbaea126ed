using System;
using System.Collections.Generic;
using Tepui.Containerizer.Docker.Engine;

namespace Tepui.Containerizer.Docker.Translation;

/// <summary>Options about what is mounted.</summary>
internal static class StorageParameters
{
    public static Dictionary<string, Parameters.Setter> Table { get; } = new()
    {
        ["tmpfs"] = AddTmpfs,
        ["volume"] = AddVolume,
    };

    private static string? AddTmpfs(Translation translation, string value)
    {
        int colon = value.IndexOf(':', StringComparison.Ordinal);
        (translation.Host.Tmpfs ??= [])[colon < 0 ? value : value[..colon]] = colon < 0 ? "" : value[(colon + 1)..];
        return value.StartsWith('/') ? null : "it is not PATH or PATH:OPTIONS";
    }

    private static string? AddVolume(Translation translation, string value)
    {
        string[] parts = value.Split(':');
        if (parts.Length == 1 && value.StartsWith('/'))
        {
            translation.Body.Volumes ??= [];
            _ = translation.Body.Volumes.TryAdd(value, new Empty());
            return null;
        }

        if (parts.Length is not (2 or 3) || parts[0].Length == 0 || !parts[1].StartsWith('/'))
            return "it is not ORIGIN:PATH or ORIGIN:PATH:OPTIONS (container.volumes takes paths with colons)";
        if (parts[0].Contains('/', StringComparison.Ordinal) && !parts[0].StartsWith('/'))
            return "its origin is neither an absolute path nor the name of a volume";
        bool bind = parts[0].StartsWith('/');
        var mount = new Mount(bind ? Mount.Bind : Mount.Volume, parts[0], parts[1], ReadOnly: false);
        foreach (string option in parts.Length == 3 ? parts[2].Split(',') : [])
        {
            switch (option)
            {
                case "rw":
                    break;
                case "ro":
                    mount = mount with { ReadOnly = true };
                    break;
                case "nocopy" when !bind:
                    mount = mount with { VolumeOptions = new VolumeOptions { NoCopy = true } };
                    break;
                case "private" or "rprivate" or "shared" or "rshared" or "slave" or "rslave" when bind:
                    mount = mount with { BindOptions = new BindOptions(option) };
                    break;
                default:
                    return $"its option '{option}' is not supported";
            }
        }

        if (bind)
            translation.HostDirectories.Add(parts[0]);
        translation.Host.Mounts.Add(mount);
        return null;
    }
}
