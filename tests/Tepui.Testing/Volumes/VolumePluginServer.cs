using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Tepui.Testing.Volumes;

/// <summary>
/// A volume plug-in by Docker's protocol on a Unix socket: each volume is a file system in memory, there while somebody has it mounted.
/// It counts strictly: who has not mounted a volume cannot unmount it. Needs root.
/// </summary>
public sealed class VolumePluginServer : IAsyncDisposable
{
    private readonly Dictionary<string, PluginVolume> _volumes = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _calls = new();
    private readonly SemaphoreSlim _called = new(0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly string _mounts;
    private readonly WebApplication _server;

    private VolumePluginServer(string socket, string mounts)
    {
        Socket = socket;
        _mounts = mounts;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(socket));
        _server = builder.Build();
        _server.Run(ServeAsync);
    }

    public string Socket { get; }

    /// <summary>What is answered to a call instead of doing it, as it is.</summary>
    public ConcurrentDictionary<string, string> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>Calls that are never answered, as "VolumeDriver.Mount", or as "VolumeDriver.Mount data" for one volume.</summary>
    public ConcurrentDictionary<string, bool> Hangs { get; } = new(StringComparer.Ordinal);

    /// <summary>As "Mount data".</summary>
    public IReadOnlyList<string> Calls => [.. _calls];

    /// <param name="plugins">The folder that the socket NAME.sock goes to.</param>
    /// <param name="mounts">The folder below which volumes are mounted.</param>
    public static async Task<VolumePluginServer> StartAsync(string plugins, string name, string mounts)
    {
        Directory.CreateDirectory(plugins);
        Directory.CreateDirectory(mounts);
        var plugin = new VolumePluginServer(Path.Combine(plugins, name + ".sock"), mounts);
        await plugin._server.StartAsync();
        return plugin;
    }

    /// <summary>Where a volume is, or would be, mounted.</summary>
    public string PathOf(string volume) => Path.Combine(_mounts, volume);

    /// <summary>Who has it mounted.</summary>
    public IReadOnlyList<string> MountsOf(string volume)
    {
        lock (_volumes)
            return _volumes.TryGetValue(volume, out PluginVolume? known) ? [.. known.Mounts] : [];
    }

    public IReadOnlyDictionary<string, string> OptionsOf(string volume)
    {
        lock (_volumes)
            return _volumes[volume].Options;
    }

    /// <summary>Mounts it for somebody whom no call told of.</summary>
    public void Mount(string volume, string id)
    {
        _ = Do("VolumeDriver.Create", volume, new JsonObject());
        _ = Do("VolumeDriver.Mount", volume, new JsonObject { ["ID"] = id });
    }

    /// <summary>Waits until something holds after a call.</summary>
    public async Task UntilAsync(Func<bool> holds, CancellationToken bound)
    {
        while (!holds())
            await _called.WaitAsync(bound);
    }

    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
            return;
        await _stopping.CancelAsync();
        await _server.DisposeAsync();
        File.Delete(Socket);
        foreach (string volume in _volumes.Where(volume => volume.Value.Mounts.Count > 0).Select(volume => volume.Key))
            Run("umount", "-l", PathOf(volume));
        _called.Dispose();
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new IOException($"{program} {string.Join(' ', arguments)} ended with status {process.ExitCode}");
    }

    private async Task ServeAsync(HttpContext context)
    {
        string call = context.Request.Path.Value!.TrimStart('/');
        using var body = new StreamReader(context.Request.Body);
        string text = await body.ReadToEndAsync(_stopping.Token);
        JsonObject request = text.Length > 0 ? JsonNode.Parse(text)!.AsObject() : [];
        string volume = request["Name"]?.GetValue<string>() ?? "";
        _calls.Enqueue($"{call.Replace("VolumeDriver.", "", StringComparison.Ordinal)} {volume}".Trim());
        _ = _called.Release();
        if (Hangs.ContainsKey(call) || Hangs.ContainsKey($"{call} {volume}"))
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, context.RequestAborted);
            await Task.Delay(Timeout.Infinite, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        await context.Response.WriteAsync(
            Answers.TryGetValue(call, out string? answer) ? answer : Do(call, volume, request).ToJsonString(), _stopping.Token);
        _ = _called.Release();
    }

    private JsonObject Do(string call, string name, JsonObject request)
    {
        lock (_volumes)
        {
            if (call == "Plugin.Activate")
                return new JsonObject { ["Implements"] = new JsonArray("VolumeDriver") };
            if (call == "VolumeDriver.Create")
            {
                var options = request["Opts"] is JsonObject given ? given.Deserialize<Dictionary<string, string>>()! : [];
                return _volumes.TryAdd(name, new PluginVolume(options)) ? [] : Error($"the volume {name} is there already");
            }

            if (!_volumes.TryGetValue(name, out PluginVolume? volume))
                return Error($"there is no volume {name}");
            string id = request["ID"]?.GetValue<string>() ?? "";
            switch (call)
            {
                case "VolumeDriver.Get":
                    return new JsonObject { ["Volume"] = new JsonObject { ["Name"] = name, ["Mountpoint"] = Mountpoint(name, volume) } };
                case "VolumeDriver.Path":
                    return new JsonObject { ["Mountpoint"] = Mountpoint(name, volume) };
                case "VolumeDriver.Mount":
                    if (volume.Mounts.Count == 0)
                    {
                        Directory.CreateDirectory(PathOf(name));
                        Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", PathOf(name));
                    }

                    volume.Mounts.Add(id);
                    return new JsonObject { ["Mountpoint"] = Mountpoint(name, volume), ["Err"] = "" };
                case "VolumeDriver.Unmount":
                    if (!volume.Mounts.Remove(id))
                        return Error($"{id} has not mounted the volume {name}");
                    if (volume.Mounts.Count == 0)
                        Run("umount", PathOf(name));
                    return [];
                default:
                    return Error($"no such call: {call}");
            }
        }
    }

    private static JsonObject Error(string text) => new() { ["Err"] = text };

    private string Mountpoint(string name, PluginVolume volume) => volume.Mounts.Count > 0 ? PathOf(name) : "";

    private sealed record PluginVolume(IReadOnlyDictionary<string, string> Options)
    {
        public List<string> Mounts { get; } = [];
    }
}
