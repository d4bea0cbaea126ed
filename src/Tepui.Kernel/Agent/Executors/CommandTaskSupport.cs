using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Agent.Volumes;
using Tepui.Kernel.Tasks;

namespace Tepui.Kernel.Agent.Executors;

/// <summary>
/// Finds all that keeps a task from being run here as it was asked for. A field that is not supported is named, never
/// passed over: a task without its health check or its limits is another task.
/// </summary>
internal static class CommandTaskSupport
{
    public static IReadOnlyList<string> Faults(TaskInfo task)
    {
        List<string>? faults = null;
        foreach (string field in UnsupportedTaskFields.Find(task))
        {
            Add(ref faults, $"{field} is not supported yet");
        }

        IEnumerable<Resource> resources = task.Executor is { } owner ? task.Resources.Concat(owner.Resources) : task.Resources;
        bool disks = false;
        foreach (Resource resource in resources)
        {
            string where = "' of resource '" + resource.Name;
            Refuse(ref faults, resource.Revocable is not null, "Resource.revocable", where);
            Refuse(ref faults, resource.ProviderId is not null, "Resource.provider_id", where);
            disks |= resource.Disk is not null;
        }

        if (disks)
        {
            foreach (string unfit in VolumeMounts.Faults(resources, DockerCommand.IsDocker(task.Executor?.Container ?? task.Container)))
            {
                Add(ref faults, unfit);
            }
        }

        if (Sandbox.Fault(task.TaskId.Value) is { } fault)
        {
            Add(ref faults, $"TaskID '{task.TaskId.Value}' {fault}");
        }

        if (task.Executor is { } executor)
        {
            Executor(ref faults, executor);
        }

        if (task.Executor is { Type: ExecutorInfo.Types.Type.Default })
        {
            Command(ref faults, task.Command, image: task.Container?.Mesos?.Image is not null && task.Command is not null);
        }
        else if (task.Executor is null)
        {
            Command(ref faults, task.Command, HasImage(task.Container));
        }

        return faults ?? (IReadOnlyList<string>)[];
    }

    /// <summary>What keeps a command from being run in a container that is no task's; an image may bring its own.</summary>
    public static IReadOnlyList<string> CommandFaults(CommandInfo? command, bool image)
    {
        List<string>? faults = null;
        Command(ref faults, command ?? new CommandInfo(), image);
        return faults ?? (IReadOnlyList<string>)[];
    }

    private static void Executor(ref List<string>? faults, ExecutorInfo executor)
    {
        if (Sandbox.Fault(executor.ExecutorId.Value) is { } fault)
        {
            Add(ref faults, $"ExecutorID '{executor.ExecutorId.Value}' {fault}");
        }

        if (executor.Type == ExecutorInfo.Types.Type.Default)
        {
            return;
        }

        if (executor.Command is null)
        {
            Add(ref faults, "The executor has no command: set ExecutorInfo.command");
        }
        else
        {
            Command(ref faults, executor.Command, HasImage(executor.Container));
        }
    }

    /// <summary>An image may say itself what is executed in it.</summary>
    private static bool HasImage(ContainerInfo? container) => DockerCommand.IsDocker(container) || container?.Mesos?.Image is not null;

    private static void Command(ref List<string>? faults, CommandInfo? command, bool image)
    {
        if (command is null)
        {
            Add(ref faults, "The task has neither a command nor an executor: set TaskInfo.command");
            return;
        }

        if (!command.HasValue && !image)
        {
            Add(ref faults, command.Shell
                ? "The shell command is missing: set CommandInfo.value"
                : "The executable is missing: set CommandInfo.value");
        }

        if (HoldsNul(command.Value) || Any(command.Arguments, HoldsNul))
        {
            Add(ref faults, "CommandInfo holds a NUL character, which no command line can");
        }

        if (command.Environment is { } environment)
        {
            foreach (Environment.Types.Variable variable in environment.Variables)
            {
                Variable(ref faults, variable);
            }
        }
    }

    private static void Variable(ref List<string>? faults, Environment.Types.Variable variable)
    {
        string name = variable.Name;
        if (name.Length == 0 || name.Contains('=') || HoldsNul(name) || HoldsNul(variable.Value))
        {
            Add(ref faults, $"Environment variable '{name}' is malformed: its name must not be empty nor hold '=', and no NUL may be in it");
        }

        switch (variable.Type)
        {
            case Environment.Types.Variable.Types.Type.Value:
                if (!variable.HasValue)
                {
                    Add(ref faults, $"Environment variable '{name}' of type 'VALUE' must have a value set");
                }

                break;
            case Environment.Types.Variable.Types.Type.Secret when variable.Secret is null:
                Add(ref faults, $"Environment variable '{name}' of type 'SECRET' must have a secret set");
                break;
            case Environment.Types.Variable.Types.Type.Secret when variable.Secret.Type == Secret.Types.Type.Reference:
                Add(
                    ref faults,
                    $"Environment variable '{name}' refers to the secret '{variable.Secret.Reference?.Name}', and Secret.reference is not supported yet: use a secret of type VALUE");
                break;
            case Environment.Types.Variable.Types.Type.Secret when variable.Secret.Value is null:
                Add(ref faults, $"Environment variable '{name}' has a secret of type VALUE without a value");
                break;
            case Environment.Types.Variable.Types.Type.Secret when HoldsNul(variable.Secret.Value.Data.ToStringUtf8()):
                Add(ref faults, $"Environment variable '{name}' has a secret that holds a NUL character");
                break;
            case Environment.Types.Variable.Types.Type.Secret:
                break;
            default:
                Add(ref faults, $"Environment variable '{name}' of type 'UNKNOWN' is not allowed");
                break;
        }
    }

    private static bool HoldsNul(string text) => text.Contains('\0');

    private static bool Any(IEnumerable<string> texts, System.Func<string, bool> holds)
    {
        foreach (string text in texts)
        {
            if (holds(text))
            {
                return true;
            }
        }

        return false;
    }

    private static void Refuse(ref List<string>? faults, bool isSet, string field, string where)
    {
        if (isSet)
        {
            Add(ref faults, $"'{field}{where}' is not supported yet");
        }
    }

    private static void Add(ref List<string>? faults, string fault) => (faults ??= []).Add(fault);
}
