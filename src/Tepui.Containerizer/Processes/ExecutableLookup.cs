using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;

namespace Tepui.Containerizer.Processes;

/// <summary>Finds a command as execvpe(3) does, in the PATH of the task instead of the agent's.</summary>
internal static partial class ExecutableLookup
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private const int Executable = 1;

    /// <summary>The path to execute: a name without a slash is searched for.</summary>
    /// <exception cref="ContainerLaunchException">No folder of PATH holds it.</exception>
    public static string Find(string command, IReadOnlyList<KeyValuePair<string, string>> environment, string workingDirectory)
    {
        if (command.Length == 0)
            throw new ContainerLaunchException("the command is empty: give it a path or a name");
        if (command.Contains('/'))
            return command;
        string search = SearchPath(environment);
        string? unusable = null;
        foreach (string folder in search.Split(':'))
        {
            string path = Path.Combine(workingDirectory, folder, command);
            if (Access(path, Executable) == 0 && !Directory.Exists(path))
                return path;
            if (File.Exists(path))
                unusable ??= path;
        }

        throw new ContainerLaunchException(unusable is null
            ? $"no executable named '{command}' in PATH ({search})"
            : $"{unusable} is not executable: set its mode with chmod +x");
    }

    /// <summary>All paths that a command may have, for one that is searched for elsewhere.</summary>
    public static IEnumerable<string> Candidates(string command, IReadOnlyList<KeyValuePair<string, string>> environment)
    {
        if (command.Contains('/'))
            yield break;
        foreach (string folder in SearchPath(environment).Split(':'))
            yield return Path.Combine(folder, command);
    }

    /// <summary>As <see cref="Find"/>, for what is executed behind another program, which could not tell what is wrong with it.</summary>
    /// <exception cref="ContainerLaunchException">It cannot be executed.</exception>
    public static string FindRunnable(string command, IReadOnlyList<KeyValuePair<string, string>> environment, string workingDirectory)
    {
        const int NoSuchEntry = 2;
        const int Denied = 13;
        string path = Find(command, environment, workingDirectory);
        string full = Path.Combine(workingDirectory, path);
        if (Directory.Exists(full) || !File.Exists(full))
            throw Explain(NoSuchEntry, path, workingDirectory);
        return Access(full, Executable) == 0 ? path : throw Explain(Denied, path, workingDirectory);
    }

    /// <summary>Says why a launch failed, which one errno for several paths leaves open.</summary>
    public static ContainerLaunchException Explain(int error, string path, string workingDirectory)
    {
        const int NoSuchEntry = 2;
        const int Denied = 13;
        const int NoStreams = 5;
        const int TooLong = 7;
        const int Exists = 17;
        string full = Path.Combine(workingDirectory, path);
        string message = error switch
        {
            Exists => "a container of this id exists already",
            NoStreams => "its terminal or pipes could not be opened; the supervisor's log in --runtime_dir says why",
            TooLong => "arguments and environment are longer than the kernel takes",
            _ when !Directory.Exists(workingDirectory) => $"the working directory {workingDirectory} does not exist",
            NoSuchEntry when Directory.Exists(full) => $"{full} is a directory, not a program",
            NoSuchEntry when !File.Exists(full) => $"{full} does not exist",
            NoSuchEntry => $"the interpreter or loader that {full} names does not exist",
            Denied when Directory.Exists(full) => $"{full} is a directory, not a program",
            Denied when File.Exists(full) && Access(full, Executable) != 0 => $"{full} is not executable: set its mode with chmod +x",
            Denied => $"permission denied on {full}, or on stdout or stderr in {workingDirectory}",
            _ => $"{full} in {workingDirectory}: {Marshal.GetPInvokeErrorMessage(error)}",
        };
        return new ContainerLaunchException(message);
    }

    private static string SearchPath(IReadOnlyList<KeyValuePair<string, string>> environment)
    {
        string search = DefaultPath;
        foreach ((string name, string value) in environment)
        {
            if (name == "PATH")
                search = value;
        }

        return search;
    }

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}
