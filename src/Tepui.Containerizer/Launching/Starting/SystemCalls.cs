using System.Runtime.InteropServices;

namespace Tepui.Containerizer.Launching.Starting;

/// <summary>Numbers of system calls (asm/unistd.h), which differ from one architecture to the next.</summary>
internal sealed record SystemCalls
{
    public static SystemCalls Current { get; } = RuntimeInformation.ProcessArchitecture == Architecture.X64
        ? new SystemCalls
        {
            OpenAt = 257,
            Close = 3,
            Write = 1,
            UnlinkAt = 263,
            MakeDirectoryAt = 258,
            ChangeOwnerAt = 260,
            ChangeDirectory = 80,
            Mount = 165,
            SetNamespace = 308,
            Unshare = 272,
            SetHostname = 170,
            ResourceLimit = 302,
            SetGroups = 116,
            SetGroup = 119,
            SetUser = 117,
            ProcessControl = 157,
            SetCapabilities = 126,
        }
        : new SystemCalls
        {
            OpenAt = 56,
            Close = 57,
            Write = 64,
            UnlinkAt = 35,
            MakeDirectoryAt = 34,
            ChangeOwnerAt = 54,
            ChangeDirectory = 49,
            Mount = 40,
            SetNamespace = 268,
            Unshare = 97,
            SetHostname = 161,
            ResourceLimit = 261,
            SetGroups = 159,
            SetGroup = 149,
            SetUser = 147,
            ProcessControl = 167,
            SetCapabilities = 91,
        };

    public required int OpenAt { get; init; }

    public required int Close { get; init; }

    public required int Write { get; init; }

    public required int UnlinkAt { get; init; }

    public required int MakeDirectoryAt { get; init; }

    public required int ChangeOwnerAt { get; init; }

    public required int ChangeDirectory { get; init; }

    public required int Mount { get; init; }

    public required int SetNamespace { get; init; }

    public required int Unshare { get; init; }

    public required int SetHostname { get; init; }

    /// <summary>prlimit64.</summary>
    public required int ResourceLimit { get; init; }

    public required int SetGroups { get; init; }

    /// <summary>setresgid.</summary>
    public required int SetGroup { get; init; }

    /// <summary>setresuid.</summary>
    public required int SetUser { get; init; }

    /// <summary>prctl.</summary>
    public required int ProcessControl { get; init; }

    /// <summary>capset.</summary>
    public required int SetCapabilities { get; init; }
}
