using System.IO;
using System.Runtime.InteropServices;

namespace Tepui.Master.Registrars;

/// <summary>Makes the names in a directory durable, which .NET has no call for (fsync(2): a file's sync does not cover its name).</summary>
internal static class DirectorySync
{
    public static void Sync(string directory)
    {
        int descriptor = Libc.Open(directory, Libc.OpenToRead, 0);
        if (descriptor < 0)
        {
            throw new IOException($"{directory}: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        int result = Libc.FileSync(descriptor);
        string message = Marshal.GetLastPInvokeErrorMessage();
        _ = Libc.Close(descriptor);
        if (result < 0)
        {
            throw new IOException($"{directory}: {message}");
        }
    }
}
