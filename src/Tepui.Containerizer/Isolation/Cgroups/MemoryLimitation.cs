using Mesos.V1;
using Tepui.Containerizer.Isolation.Cgroups.Text;

namespace Tepui.Containerizer.Isolation.Cgroups;

/// <summary>What is told of a container that went over its memory limit, in the form that Mesos has and that scripts look for.</summary>
internal static class MemoryLimitation
{
    private const double Mebibyte = 1024 * 1024;

    /// <param name="mostUsed">Null where the kernel does not keep it.</param>
    /// <param name="statistics">memory.stat.</param>
    public static ContainerLimitation Of(ulong limit, ulong? mostUsed, string? statistics)
    {
        string message = $"Memory limit exceeded: Requested: {ByteText.Of(limit)} Maximum Used: {ByteText.Of(mostUsed ?? limit)}\n";
        if (statistics is not null)
            message += $"\nMEMORY STATISTICS: \n{statistics.TrimEnd()}\n";
        return new ContainerLimitation(
            TaskStatus.Types.Reason.ContainerLimitationMemory,
            message + "\nThe container was killed for it: give the task more 'mem', or a limit of 'mem' above what it asks for",
            [
                new Resource
                {
                    Name = "mem",
                    Type = Value.Types.Type.Scalar,
                    Scalar = new Value.Types.Scalar { Value = (mostUsed ?? limit) / Mebibyte },
                    Role = "*",
                },
            ]);
    }
}
