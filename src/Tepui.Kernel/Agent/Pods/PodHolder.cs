using Mesos.V1;

namespace Tepui.Kernel.Agent.Pods;

/// <summary>
/// What runs in a default executor's container. Mesos has a program there that speaks with the agent; here the agent is the executor,
/// and a process that waits keeps the container's namespaces, networks and cgroups for the tasks nested in it.
/// </summary>
internal static class PodHolder
{
    public static CommandInfo Command(FrameworkInfo framework)
    {
        var command = new CommandInfo { Shell = true, Value = "exec sleep infinity" };
        if (framework.HasUser && framework.User.Length > 0)
        {
            command.User = framework.User;
        }

        return command;
    }
}
