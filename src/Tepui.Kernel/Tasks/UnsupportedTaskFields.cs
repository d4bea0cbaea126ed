using System.Collections.Generic;
using Mesos.V1;

namespace Tepui.Kernel.Tasks;

/// <summary>What a TaskInfo may say in Mesos and Tepui cannot do yet: refused by name, so that nothing is silently left out.</summary>
public static class UnsupportedTaskFields
{
    /// <summary>The fields set that are not supported yet; empty when all can be done.</summary>
    public static IReadOnlyList<string> Find(TaskInfo task, string frameworkUser)
    {
        List<string>? found = null;
        Add(task.Executor is not null, "executor");
        Add(task.HealthCheck is not null, "health_check");
        Add(task.Check is not null, "check");
        Add(task.MaxCompletionTime is not null, "max_completion_time");
        Add(task.Limits.Count > 0, "limits");
        if (task.Command is { } command)
        {
            Add(command.Uris.Count > 0, "command.uris");
            Add(command.HasUser && command.User != frameworkUser, "command.user (other than the framework's)");
        }

        if (task.Container is { } container)
        {
            Add(container.Type != ContainerInfo.Types.Type.Mesos, "container.type DOCKER");
            Add(container.Docker is not null, "container.docker");
            Add(container.Mesos?.Image is not null, "container.mesos.image");
            Add(container.Volumes.Count > 0, "container.volumes");
            Add(container.NetworkInfos.Count > 0, "container.network_infos");
            Add(container.LinuxInfo is not null, "container.linux_info");
            Add(container.RlimitInfo is not null, "container.rlimit_info");
            Add(container.TtyInfo is not null, "container.tty_info");
            Add(container.HasHostname, "container.hostname");
        }

        return found ?? (IReadOnlyList<string>)[];

        void Add(bool set, string field)
        {
            if (set)
            {
                (found ??= []).Add($"'{field}'");
            }
        }
    }
}
