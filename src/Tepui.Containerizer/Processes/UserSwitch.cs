using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;

namespace Tepui.Containerizer.Processes;

/// <summary>
/// Runs a command as another user. posix_spawn cannot, so setpriv (util-linux) does it and becomes the command; no process stays.
/// </summary>
internal static unsafe partial class UserSwitch
{
    private const string Program = "/usr/bin/setpriv";

    /// <summary>Wraps the command, and hands the sandbox to the user. Nothing changes for the agent's own user.</summary>
    /// <exception cref="ContainerLaunchException">There is no such user, or the agent may not switch.</exception>
    public static ContainerLaunch Apply(ContainerLaunch launch)
    {
        if (launch.User is not { } user || user == Environment.UserName)
            return launch;
        if (!TryFind(user, out uint uid, out uint gid))
            throw new ContainerLaunchException($"there is no user '{user}' on this machine: create it, or leave the task's user out");
        if (!Environment.IsPrivilegedProcess)
        {
            throw new ContainerLaunchException(
                $"the agent runs as '{Environment.UserName}' and may not run a task as '{user}': run the agent as root");
        }

        if (!File.Exists(Program))
            throw new ContainerLaunchException($"running a task as '{user}' needs {Program}: install util-linux");
        string command = ExecutableLookup.Find(launch.Executable ?? launch.Argv[0], launch.Environment, launch.WorkingDirectory);
        foreach (string name in (string[])["", "stdout", "stderr"])
        {
            string path = Path.Combine(launch.WorkingDirectory, name);
            if (name.Length > 0 && !File.Exists(path))
                File.Create(path).Dispose();
            if (ChangeOwner(path, uid, gid) != 0)
                throw new ContainerLaunchException($"cannot give {path} to '{user}': {Marshal.GetLastPInvokeErrorMessage()}");
        }

        List<string> argv =
        [
            Program, "--reuid", uid.ToString(CultureInfo.InvariantCulture), "--regid", gid.ToString(CultureInfo.InvariantCulture),
            "--init-groups", "--", command,
        ];
        for (int i = 1; i < launch.Argv.Count; i++)
            argv.Add(launch.Argv[i]);
        return launch with { Argv = argv, Executable = null };
    }

    private static bool TryFind(string user, out uint uid, out uint gid)
    {
        // struct passwd: two pointers, then uid and gid.
        const int Size = 128;
        byte* record = stackalloc byte[Size];
        byte[] strings = new byte[16 * 1024];
        byte* found;
        fixed (byte* buffer = strings)
            _ = GetUser(user, record, buffer, (nuint)strings.Length, &found);
        uid = found is null ? 0 : *(uint*)(found + (2 * sizeof(nint)));
        gid = found is null ? 0 : *(uint*)(found + (2 * sizeof(nint)) + sizeof(uint));
        return found is not null;
    }

    [LibraryImport("libc", EntryPoint = "getpwnam_r", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetUser(string name, void* record, byte* buffer, nuint length, byte** found);

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
