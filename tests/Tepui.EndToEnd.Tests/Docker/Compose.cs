using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Threading.Tasks;
using Tepui.Testing;
using Tepui.Testing.Docker;

namespace Tepui.EndToEnd.Tests.Docker;

/// <summary>A compose file of examples/ on a dockerd of the tests; what it started is down after it.</summary>
public sealed class Compose : IAsyncDisposable
{
    private readonly DockerDaemon _daemon;
    private readonly string _file;
    private readonly string _project = "tepui" + Guid.NewGuid().ToString("N")[..8];

    public Compose(DockerDaemon daemon, string file, params (string Name, string Value)[] variables)
    {
        (_daemon, _file) = (daemon, Repository.At("examples", file));
        Variables = new Dictionary<string, string> { ["DOCKER_SOCKET"] = daemon.Socket, ["DOCKER_HOST"] = "unix://" + daemon.Socket };
        foreach (var (name, value) in variables)
            Variables[name] = value;
    }

    /// <summary>What the file's variables are.</summary>
    public Dictionary<string, string> Variables { get; }

    /// <summary>The first three numbers of loopback addresses that nothing else listens on.</summary>
    public static string LoopbackNet() =>
        string.Create(CultureInfo.InvariantCulture, $"127.{Random.Shared.Next(1, 255)}.{Random.Shared.Next(1, 255)}");

    /// <summary>docker-compose with this file.</summary>
    public async Task<(int Status, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("docker-compose", ["-p", _project, "-f", _file, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in Variables)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }

    /// <summary>What its containers wrote.</summary>
    public string Logs() => RunAsync("logs", "--tail=20").GetAwaiter().GetResult().Output;

    public async ValueTask DisposeAsync()
    {
        await RunAsync("down", "-t", "1");
        await _daemon.Engine.RemoveAllAsync();
    }
}
