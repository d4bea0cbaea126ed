using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Containerizer.Docker;
using Tepui.Testing.Docker;

namespace Tepui.Containerizer.Tests.Docker;

/// <summary>An agent's Docker containerizer with a folder of its own, which can be left and started again. Its type is no IAsyncDisposable: fields of tests hold it.</summary>
public sealed class DockerScenario
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _root = Directory.CreateTempSubdirectory("tepui-docker-").FullName;
    private readonly TimeProvider? _time;

    public DockerScenario(DockerDaemon? daemon, Func<DockerContainerizerOptions, DockerContainerizerOptions>? change = null, TimeProvider? time = null)
    {
        Options = new DockerContainerizerOptions(Path.Combine(_root, "runtime")) { Socket = daemon?.Socket ?? Path.Combine(_root, "nobody.sock") };
        Options = change?.Invoke(Options) ?? Options;
        _time = time;
        Containerizer = new DockerContainerizer(Options, null, _time);
    }

    public DockerContainerizerOptions Options { get; }

    public DockerContainerizer Containerizer { get; private set; }

    public CancellationToken Bound { get; } = new CancellationTokenSource(Patience).Token;

    /// <summary>The agent's process ends and another begins.</summary>
    public async Task<IReadOnlyList<RecoveredContainer>> RestartAsync()
    {
        await Containerizer.DisposeAsync();
        Containerizer = new DockerContainerizer(Options, null, _time);
        return await Containerizer.RecoverAsync(Bound);
    }

    public ContainerLaunch Launch(string id, string script, Action<ContainerInfo>? change = null, string folder = "sandbox") =>
        DockerLaunches.Launch(id, Sandbox(folder), change, "/bin/sh", "-c", script);

    public async Task<LaunchedContainer> RunAsync(string id, string script, Action<ContainerInfo>? change = null) =>
        await Containerizer.LaunchAsync(Launch(id, script, change, id), Bound);

    public async Task<ContainerExit> ExitAsync(string id)
    {
        while (true)
        {
            ContainerExit exit = await Containerizer.Exits.ReadAsync(Bound);
            if (exit.ContainerId == id)
                return exit;
        }
    }

    /// <summary>Completes when a file of the sandbox holds the text.</summary>
    public async Task<string> WrittenAsync(string folder, string name, string text)
    {
        string sandbox = Sandbox(folder);
        await SandboxWatch.UntilAsync(sandbox, name, written => written.Contains(text, StringComparison.Ordinal), Bound);
        return Path.Combine(sandbox, name);
    }

    public string Sandbox(string folder) => Directory.CreateDirectory(Path.Combine(_root, folder)).FullName;

    public string Output(string folder, string name = "stdout") => File.ReadAllText(Path.Combine(Sandbox(folder), name));

    public async ValueTask DisposeAsync()
    {
        await Containerizer.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }
}
