using System.Collections.Generic;
using Mesos.V1;

namespace Tepui.Kernel.Agent.Executors;

/// <summary>
/// The environment of containers that no executor begins with: nested and standalone ones, and a pod's tasks. Unlike an executor's it
/// holds nothing of the agent but where the sandbox is (src/slave/containerizer/mesos/containerizer.cpp).
/// </summary>
internal static class NestedEnvironment
{
    private const string Path = "PATH";

    public static IReadOnlyList<KeyValuePair<string, string>> For(AgentConfig config, CommandInfo? command, Sandbox sandbox)
    {
        Variables environment = Begin(config, sandbox);
        if (command is not null)
        {
            environment.AddWanted(command);
        }

        return environment.Entries;
    }

    /// <summary>Of a pod's task, which its executor adds two to, whatever the task asks for.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> For(AgentConfig config, TaskInfo task, Sandbox sandbox, string? address = null)
    {
        Variables environment = Begin(config, sandbox);
        if (task.Command is not null)
        {
            environment.AddWanted(task.Command);
        }

        environment.Set("MESOS_CONTAINER_IP", address ?? config.IpAddress);
        environment.Set("MESOS_ALLOCATION_ROLE", Variables.RoleOf(task.Resources));
        return environment.Entries;
    }

    /// <summary>Who looks into a container finds what that one has.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Inherited(
        IReadOnlyList<KeyValuePair<string, string>> parent, CommandInfo command)
    {
        var environment = new Variables(parent.Count);
        environment.AddRange(parent);
        environment.AddWanted(command);
        return environment.Entries;
    }

    private static Variables Begin(AgentConfig config, Sandbox sandbox)
    {
        var environment = new Variables(4);
        foreach (KeyValuePair<string, string> entry in config.Environment)
        {
            if (entry.Key == Path)
            {
                environment.Set(Path, entry.Value);
            }
        }

        environment.Set("MESOS_SANDBOX", sandbox.Directory);
        return environment;
    }
}
