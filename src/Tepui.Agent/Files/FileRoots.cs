using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.Views;

namespace Tepui.Agent.Files;

/// <summary>
/// Which paths of <c>/files/*</c> mean which directories. Like Mesos every sandbox goes by its own path, by that with
/// <c>latest</c> for the container, and by <c>/frameworks/F/executors/E/runs/latest</c>. Ids are taken as they stand
/// between slashes; a path with <c>.</c> or <c>..</c> in it means nothing.
/// </summary>
internal sealed class FileRoots(string workDirectory)
{
    private const string Latest = "latest";

    private readonly string _slaves = workDirectory.TrimEnd('/') + "/slaves/";

    /// <summary>What all sandboxes lie beneath, with the slash.</summary>
    public string Above => _slaves;

    /// <summary>The sandbox that a path lies in, and the path itself on the disk; null when it lies in none.</summary>
    /// <param name="agent">Whose sandboxes the short form means.</param>
    public (string Root, string Path)? Find(string path, AgentId? agent)
    {
        string full = path.TrimEnd('/');
        if (agent is { } id && full.StartsWith("/frameworks/", StringComparison.Ordinal))
            full = _slaves + id.Value + full;
        if (!full.StartsWith(_slaves, StringComparison.Ordinal))
            return null;

        // AGENT/frameworks/F/executors/E/runs/CONTAINER[/...]
        string[] parts = full[_slaves.Length..].Split('/');
        const int Depth = 7;
        if (parts.Length < Depth || parts[1] != "frameworks" || parts[3] != "executors" || parts[5] != "runs"
            || parts.Any(part => Sandbox.Fault(part) is not null))
        {
            return null;
        }

        string root = _slaves + string.Join('/', parts.AsSpan(0, Depth)!);
        return (root, _slaves + string.Join('/', parts!));
    }

    /// <summary>What <c>/files/debug</c> lists: each path and its directory.</summary>
    public static IEnumerable<KeyValuePair<string, string>> List(AgentView view)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (FrameworkView framework in view.CompletedFrameworks.Concat(view.Frameworks))
        {
            IEnumerable<Sandbox> sandboxes = framework.Completed.Select(task => task.Sandbox)
                .Concat(framework.CompletedExecutors.Select(executor => executor.Sandbox))
                .Concat(framework.Tasks.Select(task => task.Sandbox))
                .Concat(framework.Executors.Select(executor => executor.Sandbox));
            foreach (Sandbox sandbox in sandboxes)
            {
                string directory = sandbox.Directory;
                all[directory] = directory;
                all[sandbox.Latest] = directory;
                all[$"/frameworks/{framework.Info.Id.Value}/executors/{sandbox.Executor.Value}/runs/{Latest}"] = directory;
            }
        }

        return all;
    }
}
