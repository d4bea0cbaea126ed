using System;
using System.Collections.Generic;
using Tepui.Agent.ContainerLoggers;
using Tepui.Runtime.Flags;

namespace Tepui.Agent.Options;

/// <summary>What becomes of what containers write.</summary>
public sealed partial class AgentOptions
{
    [Flag("container_logger", "What keeps stdout and stderr of containers: nothing for files that grow, or org_apache_mesos_LogrotateContainerLogger, which rotates them by size.", Value = "NAME")]
    public string? ContainerLogger { get; set; }

    [Flag("modules", "Mesos's JSON of libraries and their modules, or file:///PATH of it: the parameters of org_apache_mesos_LogrotateContainerLogger. Libraries are not loaded.", Value = "JSON")]
    public string? Modules { get; set; }

    [Flag("http_heartbeat_interval", "Between heartbeats to whoever is attached to a container's output.", Value = "DURATION")]
    public TimeSpan HttpHeartbeatInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How files are rotated; null when they are not.</summary>
    internal LogrotateParameters? LogRotation() =>
        string.IsNullOrEmpty(ContainerLogger) ? null : ModuleParameters.Parse(FlagFile.ReadPath("modules", Modules, []), []);

    private List<string> LoggingFaults()
    {
        var faults = new List<string>();
        if (ContainerLogger is not (null or "" or ModuleParameters.Logrotate))
            faults.Add($"--container_logger: there is no module '{ContainerLogger}': only {ModuleParameters.Logrotate} is built in");
        if (FlagFile.ReadPath("modules", Modules, faults) is { } modules)
            _ = ModuleParameters.Parse(modules, faults);
        if (HttpHeartbeatInterval <= TimeSpan.Zero)
            faults.Add("--http_heartbeat_interval: must be positive");
        return faults;
    }
}
