using System.Collections.Generic;
using System.Linq;

namespace Tepui.Containerizer.Sockets;

/// <summary>
/// The Unix socket on which an agent serves its executors (--http_executor_domain_sockets). An agent that starts anew makes a new file,
/// so a container gets the folder, not the file: one of its own beside the socket, with nothing else in it.
/// </summary>
/// <param name="Path">On the host; executors that have the host's files find it here.</param>
public sealed record ExecutorSocket(string Path)
{
    /// <summary>What executors are told it by (docs/executor-http-api.md).</summary>
    public const string Variable = "MESOS_DOMAIN_SOCKET";

    /// <summary>Bytes of a path, without the zero behind it (unix(7)).</summary>
    public const int LongestPath = 107;

    /// <summary>Where a container with files of its own finds the folder.</summary>
    public const string FolderInside = "/mnt/mesos/executor";

    private const string FileName = "agent.sock";

    /// <summary>On the host; readable for everybody, and only root's to change.</summary>
    public string Folder => Path + ".d";

    /// <summary>The same socket once more.</summary>
    public string PathInFolder => System.IO.Path.Combine(Folder, FileName);

    /// <summary>Whether this launch is an executor's that is to use it.</summary>
    public bool IsIn(IEnumerable<KeyValuePair<string, string>> environment) =>
        environment.Any(variable => variable.Key == Variable && variable.Value == Path);

    /// <summary>The environment of a container that finds the folder at <see cref="FolderInside"/>.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Inside(IEnumerable<KeyValuePair<string, string>> environment) =>
        environment.Select(variable =>
            variable.Key == Variable ? new KeyValuePair<string, string>(Variable, System.IO.Path.Combine(FolderInside, FileName)) : variable);
}
