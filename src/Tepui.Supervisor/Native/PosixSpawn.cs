using System;
using System.Runtime.InteropServices;

namespace Tepui.Supervisor.Native;

/// <summary>
/// posix_spawn(3): the child shares the parent's memory until it execs, so that starting one costs the same from a
/// process of any size.
/// </summary>
internal static unsafe partial class PosixSpawn
{
    public const int ReadOnly = 0;

    /// <summary>O_WRONLY | O_CREAT | O_APPEND.</summary>
    public const int Append = 0x1 | 0x40 | 0x400;

    // glibc's types are 80 and 336 bytes on 64-bit machines; the rest is room for a later one.
    private const int ActionsSize = 256;
    private const int AttributesSize = 768;
    private const int SignalSetSize = 128;
    private const short SetSignalMask = 0x08;
    private const short SetSignalDefaults = 0x04;
    private const short SetSession = 0x80;
    private const string Library = "libc";

    private static readonly void* Attributes = CreateAttributes();

    /// <summary>Set when glibc can close every other descriptor in the child (2.34 and later).</summary>
    private static readonly delegate* unmanaged<void*, int, int> CloseFrom = FindCloseFrom();

    /// <summary>File actions of one child, run in the order in which they were added.</summary>
    public ref struct Actions
    {
        private fixed byte _storage[ActionsSize];

        public void Initialize()
        {
            fixed (byte* self = _storage)
                _ = InitializeActions(self);
        }

        public int Open(int fd, byte* path, int flags, uint mode)
        {
            fixed (byte* self = _storage)
                return AddOpen(self, fd, path, flags, mode);
        }

        public int ChangeDirectory(byte* path)
        {
            fixed (byte* self = _storage)
                return AddChangeDirectory(self, path);
        }

        public int Duplicate(int fd, int target)
        {
            fixed (byte* self = _storage)
                return AddDuplicate(self, fd, target);
        }

        public int CloseAllFrom(int fd)
        {
            fixed (byte* self = _storage)
                return CloseFrom is null ? 0 : CloseFrom(self, fd);
        }

        public void Destroy()
        {
            fixed (byte* self = _storage)
                _ = DestroyActions(self);
        }

        /// <summary>Starts the program in a session of its own, with default signal handling and nothing blocked.</summary>
        /// <returns>0 or an errno.</returns>
        public int Spawn(byte* path, byte** arguments, byte** environment, out int pid)
        {
            int child;
            int error;
            fixed (byte* self = _storage)
                error = PosixSpawn.Spawn(&child, path, self, Attributes, arguments, environment);
            pid = error == 0 ? child : 0;
            return error;
        }
    }

    private static void* CreateAttributes()
    {
        void* attributes = NativeMemory.AllocZeroed(AttributesSize);
        byte* signals = stackalloc byte[SignalSetSize];
        new Span<byte>(signals, SignalSetSize).Clear();
        _ = InitializeAttributes(attributes);
        _ = SetMask(attributes, signals);
        _ = FillSignals(signals);
        _ = SetDefaults(attributes, signals);
        _ = SetFlags(attributes, SetSignalMask | SetSignalDefaults | SetSession);
        return attributes;
    }

    private static delegate* unmanaged<void*, int, int> FindCloseFrom() =>
        NativeLibrary.TryGetExport(
            NativeLibrary.Load("libc.so.6"), "posix_spawn_file_actions_addclosefrom_np", out nint address)
            ? (delegate* unmanaged<void*, int, int>)address
            : null;

    [LibraryImport(Library, EntryPoint = "posix_spawn")]
    private static partial int Spawn(
        int* pid, byte* path, void* actions, void* attributes, byte** arguments, byte** environment);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int InitializeActions(void* actions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int DestroyActions(void* actions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addopen")]
    private static partial int AddOpen(void* actions, int fd, byte* path, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddDuplicate(void* actions, int fd, int target);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addchdir_np")]
    private static partial int AddChangeDirectory(void* actions, byte* path);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_init")]
    private static partial int InitializeAttributes(void* attributes);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(void* attributes, short flags);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int SetMask(void* attributes, byte* signals);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetDefaults(void* attributes, byte* signals);

    [LibraryImport(Library, EntryPoint = "sigfillset")]
    private static partial int FillSignals(byte* signals);
}
