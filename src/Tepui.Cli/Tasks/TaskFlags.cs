using System.Collections.Generic;
using Tepui.Client;
using Tepui.Client.Masters;
using Tepui.Runtime.Flags;

namespace Tepui.Cli.Tasks;

/// <summary>Where the master of <c>tepui task ...</c> is, and who asks it.</summary>
internal abstract class TaskFlags : IFlags
{
    [Flag("master", "Where the master is: host:port, or zk://host:port/path where masters are elected, or file:///path of a file that holds either.", Value = "PLACE")]
    public string Master { get; set; } = "127.0.0.1:5050";

    [Flag("principal", "Who asks.", Value = "PRINCIPAL")]
    public string? Principal { get; set; }

    [Flag("secret", "The principal's secret, to authenticate by HTTP basic; best as file:///path, for others can read a command line.",
        Value = "SECRET", Secret = true)]
    public string? Secret { get; set; }

    public IEnumerable<string> Faults()
    {
        if (!MasterLocation.TryParse(Master, out _, out var unknown))
            yield return $"--master: {unknown}";
        if (Secret is not null && string.IsNullOrEmpty(Principal))
            yield return "--secret: whose secret it is must be said by --principal";
        if (Secret is not null && Principal?.Contains(':') == true)
            yield return $"--principal: '{Principal}' must not have a ':' in it";
    }

    public BasicCredential? ToCredential()
    {
        if (Secret is null)
            return null;
        var faults = new List<string>();
        return FlagFile.Read("secret", Secret, faults) is { } secret
            ? new BasicCredential(Principal!, secret)
            : throw new MesosException(string.Join("; ", faults));
    }
}

/// <summary>The flags of <c>tepui task list</c>, as of the Mesos CLI.</summary>
internal sealed class TaskListFlags : TaskFlags
{
    [Flag("all", "Tasks in every state, those that have ended too.")]
    public bool All { get; set; }
}

/// <summary>The flags of <c>tepui task exec</c>, as of the Mesos CLI.</summary>
internal sealed class TaskExecFlags : TaskFlags
{
    [Flag("interactive", "Sends what comes in here to the command (-i).")]
    public bool Interactive { get; set; }

    [Flag("tty", "Gives the command a terminal (-t).")]
    public bool Tty { get; set; }
}

/// <summary>The flags of <c>tepui task attach</c>, as of the Mesos CLI.</summary>
internal sealed class TaskAttachFlags : TaskFlags
{
    [Flag("stdin", "Whether what comes in here is sent to the task; only one can do so at a time.")]
    public bool Stdin { get; set; } = true;
}
