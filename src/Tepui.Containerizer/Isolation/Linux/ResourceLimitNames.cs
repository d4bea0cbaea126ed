using System;

namespace Tepui.Containerizer.Isolation.Linux;

/// <summary>Resource limits by their numbers (getrlimit(2)), which are the same on x64 and arm64.</summary>
internal static class ResourceLimitNames
{
    private static readonly string[] Names =
    [
        "CPU", "FSIZE", "DATA", "STACK", "CORE", "RSS", "NPROC", "NOFILE", "MEMLOCK", "AS", "LOCKS", "SIGPENDING", "MSGQUEUE", "NICE",
        "RTPRIO", "RTTIME",
    ];

    /// <param name="name">As <c>RLIMIT_NOFILE</c>, or as Mesos has it: <c>RLMT_NOFILE</c>.</param>
    /// <exception cref="ContainerLaunchException">There is none of this name.</exception>
    public static int NumberOf(string name)
    {
        int number = Array.IndexOf(Names, name[(name.IndexOf('_') + 1)..]);
        return number >= 0 ? number : throw new ContainerLaunchException($"'{name}' is no resource limit: see getrlimit(2)");
    }
}
