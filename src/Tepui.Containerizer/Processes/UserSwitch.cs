using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using Tepui.Containerizer.Users;

namespace Tepui.Containerizer.Processes;

/// <summary>
/// Runs a command as another user. posix_spawn cannot, so setpriv (util-linux) does it and becomes the command; no process stays.
/// </summary>
internal static partial class UserSwitch
{
    private const string Program = "/usr/bin/setpriv";

    /// <summary>Wraps the command, and hands the sandbox to the user. Nothing changes for the agent's own user.</summary>
    /// <exception cref="ContainerLaunchException">There is no such user, or the agent may not switch.</exception>
    public static ContainerLaunch Apply(ContainerLaunch launch)
    {
        if (UserAccount.OtherThanOwn(launch.User) is not { Name: var user } account)
            return launch;
        if (!File.Exists(Program))
            throw new ContainerLaunchException($"running a task as '{user}' needs {Program}: install util-linux");
        string uid = account.Uid.ToString(CultureInfo.InvariantCulture);
        string gid = account.Gid.ToString(CultureInfo.InvariantCulture);
        string command = ExecutableLookup.Find(launch.Executable ?? launch.Argv[0], launch.Environment, launch.WorkingDirectory);
        GiveSandbox(launch.OwnDirectory, account);

        List<string> argv = [Program, "--reuid", uid, "--regid", gid, "--init-groups", "--", command];
        for (int i = 1; i < launch.Argv.Count; i++)
            argv.Add(launch.Argv[i]);
        return launch with { Argv = argv, Executable = null };
    }

    /// <summary>Hands the sandbox to a user.</summary>
    public static void GiveSandbox(string sandbox, UserAccount account)
    {
        foreach (string name in (string[])["", "stdout", "stderr"])
        {
            string path = Path.Combine(sandbox, name);
            if (name.Length > 0 && !File.Exists(path))
                File.Create(path).Dispose();
            if (ChangeOwner(path, account.Uid, account.Gid) != 0)
                throw new ContainerLaunchException($"cannot give {path} to '{account.Name}': {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
