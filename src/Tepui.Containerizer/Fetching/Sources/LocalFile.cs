using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;
using Tepui.Containerizer.Fetching.Sandboxes;
using Tepui.Containerizer.Files;
using Tepui.Containerizer.Users;

namespace Tepui.Containerizer.Fetching.Sources;

/// <summary>
/// Copies a file of this machine. Another user's task gets only what that user may read: the copy is made by a program that
/// runs as him.
/// </summary>
internal static class LocalFile
{
    public static async Task CopyAsync(string path, Download download, UserAccount? reader)
    {
        var file = new FileInfo(path);
        download.Expect(file.Exists ? file.Length : null);
        if (reader is null)
        {
            using FileStream source = Open(path);
            await download.CopyAsync(source);
            return;
        }

        using ChildProgram cat = ChildProgram.Start("cat", ["--", path], reader, input: null, "install coreutils");
        try
        {
            await download.CopyAsync(cat.Output);
            await cat.FinishAsync();
        }
        catch (FetchException e) when (e.Message.Contains("cat: ", StringComparison.Ordinal))
        {
            throw new FetchException($"user '{reader.Name}' cannot read it on this agent: {Reason(e.Message)}; {Advice}", e);
        }
    }

    /// <summary>The permissions it keeps in the sandbox: those of its own file, as cp(1) keeps them.</summary>
    public static uint ModeOf(string path)
    {
        const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        const uint Plain = 0x1A4; // rw-r--r--
        try
        {
            return Plain | (uint)(File.GetUnixFileMode(path) & Executable);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Plain;
        }
    }

    private const string Advice = "see to the path, which must be there on every agent the task may run on";

    private static FileStream Open(string path)
    {
        SafeFileHandle handle = Libc.Open(path, Libc.ReadOnly | Libc.NonBlocking | Libc.CloseOnExec, 0);
        if (handle.IsInvalid)
            throw new FetchException($"cannot read it on this agent: {Marshal.GetLastPInvokeErrorMessage()}; {Advice}");
        if (FileStatus.TryRead(handle, out FileStatus status) && status.IsRegular)
            return new FileStream(handle, FileAccess.Read, bufferSize: 0);
        handle.Dispose();
        throw new FetchException("is a folder or a device, not a file: name a file, for a folder an archive of it");
    }

    private static string Reason(string message)
    {
        int colon = message.LastIndexOf(": ", StringComparison.Ordinal);
        return colon < 0 ? message : message[(colon + 2)..];
    }
}
