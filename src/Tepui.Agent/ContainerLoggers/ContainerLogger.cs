using System;
using System.Collections.Generic;
using Mesos.V1;
using Tepui.Containerizer;
using Tepui.Kernel.Agent;

namespace Tepui.Agent.ContainerLoggers;

/// <summary>What becomes of the streams of containers: files of their sandboxes, which may be rotated, and a switchboard where one is needed.</summary>
/// <param name="rotation">Null for files that grow.</param>
internal sealed class ContainerLogger(LogrotateParameters? rotation)
{
    /// <summary>Null for the usual: an empty input and two files that grow.</summary>
    /// <exception cref="ContainerLaunchException">The container's own wishes cannot be understood.</exception>
    public ContainerIo? StreamsOf(LaunchContainer launch)
    {
        TTYInfo? terminal = launch.Info?.TtyInfo;
        if (rotation is null && terminal is null && !launch.IsDebug)
            return null;
        LogrotateParameters? limits = LimitsOf(launch);
        return new ContainerIo
        {
            Input = terminal is not null ? ContainerInput.Terminal : launch.IsDebug ? ContainerInput.Pipe : ContainerInput.None,
            Rows = Size(terminal?.WindowSize?.Rows),
            Columns = Size(terminal?.WindowSize?.Columns),
            IsSession = launch.IsDebug,

            // It begins where its parent is.
            Directory = launch.IsDebug ? launch.Sandbox.Directory : null,
            Output = limits?.Output,
            Error = limits?.Error,
        };
    }

    private static ushort Size(uint? value) => (ushort)Math.Min(value ?? 0, ushort.MaxValue);

    private LogrotateParameters? LimitsOf(LaunchContainer launch)
    {
        if (rotation is null)
            return null;
        var faults = new List<string>();
        LogrotateParameters limits = rotation.For(launch.Environment, faults);
        return faults.Count == 0 ? limits : throw new ContainerLaunchException(string.Join("; ", faults));
    }
}
