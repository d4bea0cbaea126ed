using System.IO;
using System.Runtime.InteropServices;
using Tepui.Agent.Native;
using Tepui.Containerizer.Volumes;
using Tepui.Kernel.Agent;

namespace Tepui.Agent.Sandboxes;

/// <summary>
/// Makes sandboxes: as a rule three directories and a link, four calls. What lies above is made when it is missing, which
/// is once a framework.
/// </summary>
internal static class SandboxTree
{
    /// <summary>rwxr-xr-x, as in Mesos.</summary>
    private const uint Mode = 0x1ED;

    /// <exception cref="IOException">It cannot be made; the message says where and why.</exception>
    public static void Create(Sandbox sandbox)
    {
        if (sandbox.Place is { } place)
        {
            VolumeDirectories.Make(sandbox.Root, place);
            return;
        }

        // What is above may be removed at the same moment, for it was empty: once it is not, it stays.
        const int Tries = 5;
        for (int tried = 1; !TryCreate(sandbox); tried++)
        {
            if (tried == Tries)
                throw Failure(sandbox.Directory, Libc.NoSuchEntry);
        }

        PointLatestTo(sandbox);
    }

    /// <summary>Whoever the task runs as may write there, as in /tmp.</summary>
    public static void MakeTemporaryFolder(Sandbox sandbox)
    {
        const uint Everybody = 0x3FF; // rwxrwxrwt
        if (TryMake(sandbox.TemporaryDirectory) && Libc.ChangeMode(sandbox.TemporaryDirectory, Everybody) != 0)
            throw Failure(sandbox.TemporaryDirectory, Marshal.GetLastPInvokeError());
    }

    private static bool TryCreate(Sandbox sandbox)
    {
        if (!TryMake(sandbox.ExecutorDirectory))
        {
            Directory.CreateDirectory(sandbox.ExecutorsDirectory);
            if (!TryMake(sandbox.ExecutorDirectory))
                return false;
        }

        return TryMake(sandbox.RunsDirectory) && TryMake(sandbox.Directory);
    }

    private static void PointLatestTo(Sandbox sandbox)
    {
        if (Libc.SymbolicLink(sandbox.Directory, sandbox.Latest) == 0)
            return;
        int error = Marshal.GetLastPInvokeError();
        if (error != Libc.Exists)
            throw Failure(sandbox.Latest, error);

        // Another run of the same executor: the link moves over in one step, so that readers always find one.
        string next = sandbox.Latest + "." + sandbox.Container.Value;
        if (Libc.SymbolicLink(sandbox.Directory, next) != 0 || Libc.Rename(next, sandbox.Latest) != 0)
            throw Failure(sandbox.Latest, Marshal.GetLastPInvokeError());
    }

    /// <summary>False when the directory above is missing.</summary>
    private static bool TryMake(string path)
    {
        if (Libc.MakeDirectory(path, Mode) == 0)
            return true;
        int error = Marshal.GetLastPInvokeError();
        return error switch
        {
            Libc.Exists => true,
            Libc.NoSuchEntry => false,
            _ => throw Failure(path, error),
        };
    }

    private static IOException Failure(string path, int error) =>
        new($"cannot make the sandbox {path}: {Marshal.GetPInvokeErrorMessage(error)}; see to --work_dir");
}
