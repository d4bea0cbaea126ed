using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

namespace Tepui.LoadBench.Containers;

/// <summary>An OCI runtime alone: the same image's files in a folder, the same namespaces, nothing around it.</summary>
internal sealed class BareContainer(string runtime, string folder)
{
    private int _last;

    /// <summary>Unpacks a root and writes a bundle.</summary>
    public async Task PrepareAsync(byte[] root, IReadOnlyList<string> command)
    {
        Directory.CreateDirectory(Path.Combine(folder, "rootfs"));
        await File.WriteAllBytesAsync(Path.Combine(folder, "root.tar"), root);
        await RunAsync("tar", ["-xf", Path.Combine(folder, "root.tar"), "-C", Path.Combine(folder, "rootfs")]);
        if (!File.Exists(Path.Combine(folder, "config.json")))
            await RunAsync(runtime, ["spec"]);
        JsonNode spec = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "config.json")))!;
        spec["process"]!["terminal"] = false;
        spec["process"]!["args"] = new JsonArray([.. command.Select(argument => JsonValue.Create(argument))]);
        spec["process"]!["env"] = new JsonArray("PATH=/bin");
        spec["root"]!["readonly"] = false;
        spec["linux"]!["namespaces"] = new JsonArray(new JsonObject { ["type"] = "mount" });
        _ = spec["linux"]!.AsObject().Remove("resources");
        _ = spec.AsObject().Remove("hostname");
        JsonArray mounts = spec["mounts"]!.AsArray();
        foreach (JsonNode? mount in mounts.Where(mount => mount!["type"]!.GetValue<string>() is "mqueue" or "cgroup").ToList())
            _ = mounts.Remove(mount);
        await File.WriteAllTextAsync(Path.Combine(folder, "config.json"), spec.ToJsonString());
    }

    /// <summary>Milliseconds until its process runs.</summary>
    public async Task<double> StartAsync()
    {
        string name = $"bare-{Environment.ProcessId}-{++_last}";
        string state = Path.Combine(folder, "state");
        bool crun = Path.GetFileName(runtime).Contains("crun", StringComparison.Ordinal);
        string[] cgroups = crun ? ["--cgroup-manager=disabled"] : [];
        long begun = Stopwatch.GetTimestamp();
        await RunAsync(runtime, ["--root", state, .. cgroups, "run", "-d", "--bundle", folder, "--pid-file", Path.Combine(folder, "pid"), name]);
        double milliseconds = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        await RunAsync(runtime, ["--root", state, .. cgroups, "delete", "--force", name]);
        return milliseconds;
    }

    /// <summary>Without pipes: a container in the background would hold them open.</summary>
    private async Task RunAsync(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(
            "/bin/sh", ["-c", "exec \"$@\" < /dev/null > log 2>&1", "sh", program, .. arguments])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
        })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {await File.ReadAllTextAsync(Path.Combine(folder, "log"))}");
    }
}
