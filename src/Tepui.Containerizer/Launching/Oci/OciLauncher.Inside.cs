using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Isolation;

namespace Tepui.Containerizer.Launching.Oci;

/// <summary>Commands inside containers.</summary>
public sealed partial class OciLauncher
{
    public async ValueTask<int> RunInsideAsync(ContainerRecord container, ContainerCommand command, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(container);
        ArgumentNullException.ThrowIfNull(command);
        string name = container.Notes.GetValueOrDefault(RuntimeName)
            ?? throw new ContainerLaunchException($"container '{container.ContainerId}' is not known to the OCI runtime");
        Bundle own = BundleOf(container.ContainerId);
        string mark = Guid.NewGuid().ToString("N");
        string file = Path.Combine(own.Path, $"inside-{mark}.json");
        string log = Path.Combine(own.Path, $"inside-{mark}.log");
        try
        {
            await File.WriteAllTextAsync(file, Process(own, command), cancellation);
            List<string> argv = _options.Runtime.Command(log, "exec", "--process", file, name);
            if (_options.Runtime.EntersNoCgroups)
                argv = CgroupShell.Wrap(container.Cgroups, argv);
            int code = await RuntimeProgram.RunAsync(argv, RuntimeEnvironment, cancellation);
            return code != 0 && RuntimeLog.Error(log) is { } error
                ? throw new ContainerLaunchException(RuntimeLog.Explain(error, command.Executable ?? command.Argv[0]))
                : Translate(code << 8);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new ContainerLaunchException($"container '{container.ContainerId}' does not run", e);
        }
        finally
        {
            // The container may have ended meanwhile, and its folder with it.
            if (Directory.Exists(own.Path))
                Remove(file, log);
        }
    }

    private static void Remove(params string[] files)
    {
        try
        {
            foreach (string file in files)
                File.Delete(file);
        }
        catch (DirectoryNotFoundException)
        {
            // It ended just now.
        }
    }

    /// <summary>The container's own process with another command, as it was started.</summary>
    private static string Process(Bundle bundle, ContainerCommand command)
    {
        bool isWhole = File.Exists(bundle.Configuration);
        JsonNode node = JsonNode.Parse(File.ReadAllBytes(isWhole ? bundle.Configuration : bundle.Process))!;
        JsonObject process = (isWhole ? node["process"]! : node).DeepClone().AsObject();
        var environment = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string[] variable in process["env"]!.AsArray().Select(one => one!.GetValue<string>().Split('=', 2)))
            environment[variable[0]] = variable[^1];
        foreach ((string name, string value) in command.Environment)
            environment[name] = value;
        string[] argv = command.Executable is { } executable ? [executable, .. command.Argv.Skip(1)] : [.. command.Argv];
        process["terminal"] = false;
        process["env"] = new JsonArray([.. environment.Select(pair => JsonValue.Create($"{pair.Key}={pair.Value}"))]);
        process["args"] = new JsonArray([.. argv.Select(argument => JsonValue.Create(argument))]);
        if (command.User is { } user)
        {
            OciUser found = OciUser.Of(user);
            process["user"] = new JsonObject
            {
                ["uid"] = found.Uid,
                ["gid"] = found.Gid,
                ["additionalGids"] = new JsonArray([.. found.Groups.Select(group => JsonValue.Create(group))]),
            };
        }

        return process.ToJsonString();
    }
}
