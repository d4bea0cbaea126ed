using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel.Agent;
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

        string root = _slaves + string.Join('/', parts.AsSpan(0, Depth)!);
        if (parts.Length > Depth && Volume(view, parts) is { } volume)
            return volume;
        return (_slaves, root, _slaves + string.Join('/', parts!));
    }

    private (string Above, string Root, string Path)? Volume(AgentView view, string[] parts)
    {
        Sandbox? sandbox = VolumePaths.List(_workDirectory, view)
            .Select(listed => listed.Sandbox)
            .FirstOrDefault(listed => listed.ExecutorDirectory == _slaves + string.Join('/', parts.AsSpan(0, Depth - 2)!)
                && (parts[Depth - 1] == Latest || parts[Depth - 1] == listed.Container.Value));
        if (sandbox is null
            || VolumePaths.Find(_workDirectory, view, sandbox, string.Join('/', parts.AsSpan(Depth)!)) is not var (volume, rest))
        {
            return null;
        }

        string above = VolumePaths.RealPath(volume.Above);
        return volume.IsWholeDisk ? (above, above, above + rest) : (above + "/", volume.Directory, volume.Directory + rest);
    }

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
