using System.Runtime.InteropServices;

namespace Tepui.Master.Registrars;

/// <summary>Calls that .NET has none for.</summary>
internal static partial class Libc
{
    /// <summary>O_RDWR | O_CREAT | O_CLOEXEC.</summary>
    public const int OpenOrCreate = 0x80042;

    /// <summary>O_RDONLY | O_CLOEXEC.</summary>
    public const int OpenToRead = 0x80000;

    /// <summary>LOCK_EX | LOCK_NB.</summary>
    public const int LockAtOnce = 6;

    public const int WouldBlock = 11;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int FileSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int Lock(int descriptor, int operation);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Link(string existing, string added);
}
