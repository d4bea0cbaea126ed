using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.Containers;
using Tepui.Kernel.Agent.Views;
using Tepui.Kernel.Agent.Volumes;

namespace Tepui.Agent.Files;

/// <summary>
/// Which paths of <c>/files/*</c> mean which directories. Like Mesos every sandbox goes by its own path, by that with
/// <c>latest</c> for the container, and by <c>/frameworks/F/executors/E/runs/latest</c>. Ids are taken as they stand
/// between slashes; a path with <c>.</c> or <c>..</c> in it means nothing.
/// </summary>
internal sealed class FileRoots(string workDirectory)
{
    private const string Latest = "latest";
    private const int Depth = 7;

    private readonly string _workDirectory = workDirectory.TrimEnd('/');
    private readonly string _slaves = workDirectory.TrimEnd('/') + "/slaves/";

    /// <summary>
    /// The sandbox or volume that a path lies in, and the path itself on the disk; null when it lies in none. What is opened must
    /// lie in the root, and the root beneath what is above it, with a slash, or be that.
    /// </summary>
    /// <param name="view">Whose sandboxes the short form means, and what volumes are in them.</param>
    public (string Above, string Root, string Path)? Find(string path, AgentView view)
    {
        string full = path.TrimEnd('/');
        if (view.Id is { } id && full.StartsWith("/frameworks/", StringComparison.Ordinal))
            full = _slaves + id.Value + full;
        if (!full.StartsWith(_slaves, StringComparison.Ordinal))
            return null;

        // AGENT/frameworks/F/executors/E/runs/CONTAINER[/...]
        string[] parts = full[_slaves.Length..].Split('/');
        if (parts.Length < Depth || parts[1] != "frameworks" || parts[3] != "executors" || parts[5] != "runs"
            || parts.Any(part => Sandbox.Fault(part) is not null))
        {
            return null;
        }

        if (parts.Length > Depth + 1 && parts[Depth] == "tasks" && Task(view, parts) is { } nested)
        {
            // A pod's task goes by its id too, as Mesos's default executor links it.
            (parts[Depth], parts[Depth + 1]) = ("containers", ContainerIds.NameOf(nested));
        }

        string root = _slaves + string.Join('/', parts.AsSpan(0, Depth)!);
        if (parts.Length > Depth && Volume(view, parts) is { } volume)
            return volume;
        return (_slaves, root, _slaves + string.Join('/', parts!));
    }

    /// <summary>The container of a pod's task.</summary>
    private ContainerId? Task(AgentView view, string[] parts)
    {
        string directory = _slaves + string.Join('/', parts.AsSpan(0, Depth - 2)!);
        return view.Frameworks.Concat(view.CompletedFrameworks)
            .SelectMany(framework => framework.Executors.Concat(framework.CompletedExecutors))
            .Where(executor => executor.Sandbox.ExecutorDirectory == directory
                && parts[Depth - 1] is var run && (run == Latest || run == executor.Sandbox.Container.Value))
            .SelectMany(executor => executor.Tasks.Concat(executor.Completed))
            .Where(task => task.Info.TaskId.Value == parts[Depth + 1] && ContainerIds.IsNested(task.Sandbox.Container))
            .Select(task => (ContainerId?)task.Sandbox.Container)
            .FirstOrDefault();
    }

    private (string Above, string Root, string Path)? Volume(AgentView view, string[] parts)
    {
        string path = _slaves + string.Join('/', parts);
        foreach (Sandbox sandbox in VolumePaths.List(_workDirectory, view).Select(listed => listed.Sandbox).Distinct())
        {
            string inRun = sandbox.Directory[(sandbox.RunsDirectory.Length + 1 + ContainerIds.RootOf(sandbox.Container).Value.Length)..];
            string? below = Below(path, sandbox.Directory + "/") ?? Below(path, sandbox.Latest + inRun + "/");
            if (below is not null && VolumePaths.Find(_workDirectory, view, sandbox, below) is var (volume, rest))
            {
                string above = VolumePaths.RealPath(volume.Above);
                return volume.IsWholeDisk ? (above, above, above + rest) : (above + "/", volume.Directory, volume.Directory + rest);
            }
        }

        return null;
    }

    private static string? Below(string path, string directory) =>
        path.StartsWith(directory, StringComparison.Ordinal) ? path[directory.Length..] : null;

    /// <summary>What <c>/files/debug</c> lists: each path and its directory.</summary>
    public IEnumerable<KeyValuePair<string, string>> List(AgentView view)
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

        foreach ((Sandbox sandbox, string path, VolumePlace volume) in VolumePaths.List(_workDirectory, view))
            all[sandbox.Directory + "/" + path] = volume.Directory;
        return all;
    }
}
