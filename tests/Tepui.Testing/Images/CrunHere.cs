using System.IO;
using System.Linq;

namespace Tepui.Testing.Images;

/// <summary>
/// crun as it can run here: it refuses a machine whose cgroup hierarchies of both versions have controllers, so there it is shown the
/// ones of version 1 alone, in a mount namespace of its own.
/// </summary>
public static class CrunHere
{
    private const string Unified = "/sys/fs/cgroup/unified";

    /// <summary>A program that is crun, in a folder of the test's.</summary>
    public static string Make(string folder)
    {
        string[] folders = ["/usr/bin", "/usr/local/bin", "/usr/sbin"];
        string crun = folders.Select(path => Path.Combine(path, "crun")).FirstOrDefault(File.Exists) ?? "/usr/bin/crun";
        if (!Directory.Exists(Unified) || File.ReadAllText(Path.Combine(Unified, "cgroup.controllers")).Trim().Length == 0)
            return crun;
        string script = Path.Combine(folder, "crun");
        File.WriteAllText(script, $"#!/bin/sh\nexec unshare -m sh -c 'umount {Unified} && exec {crun} \"$@\"' sh \"$@\"\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return script;
    }
}
