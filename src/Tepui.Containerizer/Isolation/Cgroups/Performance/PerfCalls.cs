using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tepui.Containerizer.Isolation.Cgroups.Performance;

/// <summary>perf_event_open(2), and what goes with it.</summary>
internal static unsafe partial class PerfCalls
{
    public const int NotPermitted = 1;
    public const int NoSuchEntry = 2;
    public const int AccessDenied = 13;
    public const int NoSuchCall = 38;

    private const int OpenFiles = 7;
    private const nuint OfCgroup = 1 << 2;
    private const nuint CloseOnExec = 1 << 3;

    /// <summary>With the time that it was to count, and the time that it did (PERF_FORMAT_TOTAL_TIME_ENABLED and _RUNNING).</summary>
    private const ulong WithTimes = 1 | 2;

    private static readonly long Number = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 241 : 298;

    /// <summary>Counts from now on what happens on one processor, also in cgroups below; invalid when it cannot.</summary>
    /// <param name="cgroup">Its open folder; null for whatever runs there.</param>
    /// <param name="error">Its number; 0 when there is none.</param>
    public static SafeFileHandle Open(PerfEvent counted, SafeFileHandle? cgroup, int processor, out int error)
    {
        var attributes = new Attributes
        {
            Kind = (uint)counted.Kind,
            Size = (uint)sizeof(Attributes),
            Number = counted.Number,
            ReadFormat = WithTimes,
        };
        nint whose = cgroup?.DangerousGetHandle() ?? -1;
        nint opened = Open(Number, &attributes, whose, processor, -1, CloseOnExec | (cgroup is null ? 0 : OfCgroup));
        error = opened < 0 ? Marshal.GetLastPInvokeError() : 0;
        return new SafeFileHandle(opened, ownsHandle: true);
    }

    /// <summary>What was counted up to now; nothing where it cannot be read.</summary>
    public static PerfCount Read(SafeFileHandle counter)
    {
        PerfCount count;
        return Read(counter, &count, (nuint)sizeof(PerfCount)) == sizeof(PerfCount) ? count : default;
    }

    /// <summary>How many files this process may have open.</summary>
    public static ulong MostOpenFiles()
    {
        ulong* values = stackalloc ulong[2];
        return GetLimit(OpenFiles, values) == 0 ? values[0] : 0;
    }

    /// <summary>struct perf_event_attr as it was first (PERF_ATTR_SIZE_VER0), which all kernels take.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Attributes
    {
        public uint Kind;
        public uint Size;
        public ulong Number;
        public ulong Period;
        public ulong SampleType;
        public ulong ReadFormat;
        public ulong Flags;
        public ulong WakeUp;
        public ulong Address;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Open(long number, Attributes* attributes, nint whose, nint processor, nint group, nuint flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(SafeFileHandle counter, PerfCount* count, nuint size);

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int number, ulong* values);
}
