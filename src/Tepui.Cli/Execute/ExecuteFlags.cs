using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Mesos.V1;
using Tepui.Client;
using Tepui.Client.Masters;
using Tepui.Kernel.Resources;
using Tepui.Runtime.Flags;
using Environment = System.Environment;

namespace Tepui.Cli.Execute;

/// <summary>The flags of <c>tepui execute</c>, under the names of mesos-execute.</summary>
internal sealed class ExecuteFlags : IFlags
{
    [Flag("master", "Where the master is: host:port, or zk://host:port/path where masters are elected, or file:///path of a file that holds either.", Value = "PLACE")]
    public string Master { get; set; } = "127.0.0.1:5050";

    [Flag("name", "The task's name, and its id.", Value = "NAME")]
    public string Name { get; set; } = "execute";

    [Flag("command", "What to run: a line for /bin/sh, or with --no-shell a program, whose arguments follow after '--'.", Value = "COMMAND")]
    public string Command { get; set; } = "";

    [Flag("shell", "Whether /bin/sh reads the command.")]
    public bool Shell { get; set; } = true;

    [Flag("task_group", "Tasks to run together, instead of --command: a TaskGroupInfo in JSON, or the path of a file with one.", Value = "JSON|PATH")]
    public string? TaskGroup { get; set; }

    [Flag("docker_image", "The Docker image to run the command in; without --command, the image's own entry point, with the arguments after '--'.", Value = "IMAGE")]
    public string? DockerImage { get; set; }

    [Flag("tty", "Gives the command a terminal, to which 'tepui task attach' attaches.")]
    public bool Tty { get; set; }

    [Flag("containerizer", "What runs the command: 'mesos' as a process or in --docker_image without a dockerd, or 'docker' in --docker_image.", Value = "NAME")]
    public string Containerizer { get; set; } = "mesos";

    [Flag("env", "Environment variables of the command, as a JSON object of strings.", Value = "JSON")]
    public string? Env { get; set; }

    [Flag("resources", "What the command needs.", Value = "RESOURCES")]
    public string Resources { get; set; } = "cpus:1;mem:128";

    [Flag("role", "The role whose offers are used.", Value = "ROLE")]
    public string Role { get; set; } = "*";

    [Flag("user", "The user the command runs as; the one who starts this if none is named.", Value = "USER")]
    public string User { get; set; } = Environment.UserName;

    [Flag("principal", "The framework's principal.", Value = "PRINCIPAL")]
    public string? Principal { get; set; }

    [Flag("secret", "The principal's secret, to authenticate by HTTP basic; best as file:///path, for others can read a command line.",
        Value = "SECRET", Secret = true)]
    public string? Secret { get; set; }

    [Flag("kill_after", "Kills the task when it runs longer.", Value = "DURATION")]
    public TimeSpan? KillAfter { get; set; }

    [Flag("content_type", "The encoding spoken with the master: protobuf or json.", Value = "TYPE")]
    public string ContentType { get; set; } = "protobuf";

    public IEnumerable<string> Faults()
    {
        if (!MasterLocation.TryParse(Master, out _, out var unknown))
            yield return $"--master: {unknown}";
        if (TaskGroup is not null && (Command.Length > 0 || DockerImage is not null))
            yield return "--task_group: give it alone, without --command and --docker_image";
        else if (TaskGroup is not null && TaskGroupText.Read(TaskGroup).Fault is { } unread)
            yield return $"--task_group: {unread}";
        if (Command.Length == 0 && DockerImage is null && TaskGroup is null)
            yield return "--command: is needed: what to run";
        if (Containerizer is not ("mesos" or "docker"))
            yield return $"--containerizer: '{Containerizer}' is neither 'mesos' nor 'docker'";
        else if (DockerImage is null && Containerizer == "docker")
            yield return "--docker_image: is needed with --containerizer=docker: which image to run";
        if (Secret is not null && string.IsNullOrEmpty(Principal))
            yield return "--secret: whose secret it is must be said by --principal";
        if (Secret is not null && Principal?.Contains(':') == true)
            yield return $"--principal: '{Principal}' must not have a ':' in it";
        if (Tty && Containerizer == "docker")
            yield return "--tty: a Docker container has no terminal that one could attach to";
        if (ContentType is not ("protobuf" or "json"))
            yield return $"--content_type: '{ContentType}' is neither protobuf nor json";
        if (KillAfter is { } after && after <= TimeSpan.Zero)
            yield return "--kill_after: must be longer than zero";
        var faults = new List<string>();
        _ = ResourceText.Parse(Resources, faults);
        foreach (var fault in faults)
            yield return $"--resources: {fault}";
        if (Env is not null && ReadVariables() is null)
            yield return "--env: is no JSON object of strings";
    }

    /// <summary>What is wrong with the arguments beside the flags: those that a shell would never see.</summary>
    public IEnumerable<string> Faults(IReadOnlyList<string> arguments)
    {
        if (Shell && Command.Length > 0 && arguments.Count > 0)
            yield return $"'{arguments[0]}': arguments go with --no-shell; with a shell they belong into --command";
    }

    public BasicCredential? ToCredential() =>
        Secret is null || string.IsNullOrEmpty(Principal) ? null : new BasicCredential(Principal, Secret);

    public ResourceSet ToResources() => ResourceText.Parse(Resources, []) ?? ResourceSet.Empty;

    /// <summary>Null for a plain process.</summary>
    public ContainerInfo? ToContainer()
    {
        if (DockerImage is null)
            return Tty ? new ContainerInfo { Type = ContainerInfo.Types.Type.Mesos, TtyInfo = new TTYInfo() } : null;
        if (Containerizer == "docker")
        {
            return new ContainerInfo
            {
                Type = ContainerInfo.Types.Type.Docker,
                Docker = new ContainerInfo.Types.DockerInfo { Image = DockerImage },
            };
        }

        return new ContainerInfo
        {
            Type = ContainerInfo.Types.Type.Mesos,
            TtyInfo = Tty ? new TTYInfo() : null,
            Mesos = new ContainerInfo.Types.MesosInfo
            {
                Image = new Image { Type = Image.Types.Type.Docker, Docker = new Image.Types.Docker { Name = DockerImage } },
            },
        };
    }

    public CommandInfo ToCommand(IReadOnlyList<string> arguments)
    {
        var command = new CommandInfo { Shell = Shell && Command.Length > 0 };
        if (Command.Length > 0)
            command.Value = Command;
        if (!command.Shell)
            command.Arguments.AddRange(Containerizer == "docker" || Command.Length == 0 ? arguments : [Command, .. arguments]);
        if (ReadVariables() is { Count: > 0 } variables)
        {
            command.Environment = new Mesos.V1.Environment();
            command.Environment.Variables.AddRange(variables.Select(
                variable => new Mesos.V1.Environment.Types.Variable { Name = variable.Key, Value = variable.Value }));
        }

        return command;
    }

    private Dictionary<string, string>? ReadVariables()
    {
        try
        {
            return Env is null ? [] : JsonSerializer.Deserialize(Env, ExecuteJson.Default.DictionaryStringString);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
