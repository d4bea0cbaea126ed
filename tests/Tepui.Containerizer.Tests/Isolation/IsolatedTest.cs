using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Containerizer.Isolation;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Tests.Isolation;

/// <summary>Containers of the mesos containerizer with the isolators of a class of tests. Waits for what containers write, never for time.</summary>
public abstract class IsolatedTest : IAsyncLifetime
{
    private readonly Lazy<IsolatedMachine>[] _machines;
    private int _lastSandbox;
    private int _current;

    protected IsolatedTest()
    {
        Func<IsolatedMachine> make = () => new IsolatedMachine(Root, Isolation, Configure);
        _machines = [new(make), new(make)];
    }

    protected string Root { get; } = Directory.CreateTempSubdirectory("tepui-isolated-").FullName;

    protected CancellationToken Bound { get; } = new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    protected IContainerizer Containerizer => _machines[_current].Value.Containerizer;

    protected abstract string Isolation { get; }

    public Task InitializeAsync()
    {
        // Users that tasks are switched to must reach their sandboxes.
        File.SetUnixFileMode(Root, (UnixFileMode)0x1ED);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await ShutdownAsync();
        Directory.Delete(Root, recursive: true);
    }

    /// <summary>Ends all that runs.</summary>
    protected async Task ShutdownAsync()
    {
        if (_machines[_current].IsValueCreated)
            await _machines[_current].Value.ShutdownAsync();
    }

    protected virtual IsolationOptions Configure(IsolationOptions options) => options;

    /// <summary>The agent dies and comes back.</summary>
    protected async Task RestartAsync()
    {
        await _machines[_current].Value.DisposeAsync();
        _current++;
    }

    protected ContainerLaunch Shell(string id, string script, ContainerInfo? info = null) => new(
        id,
        ["/bin/sh", "-c", script],
        [new("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")],
        Directory.CreateDirectory(Path.Combine(Root, "sandboxes", (++_lastSandbox).ToString())).FullName)
    {
        Info = info,
    };

    protected async Task<ContainerExit> ExitAsync(string id)
    {
        while (true)
        {
            ContainerExit exit = await Containerizer.Exits.ReadAsync(Bound);
            if (exit.ContainerId == id)
                return exit;
        }
    }

    /// <summary>Runs a script to its end.</summary>
    protected async Task<(string Output, int? Status)> RunAsync(string script, ContainerInfo? info = null, string? user = null)
    {
        ContainerLaunch launch = Shell($"run-{_lastSandbox + 1}", script, info) with { User = user };
        await Containerizer.LaunchAsync(launch, Bound);
        ContainerExit exit = await ExitAsync(launch.ContainerId);
        string Read(string name) => File.ReadAllText(Path.Combine(launch.WorkingDirectory, name));
        return (Read("stdout") + Read("stderr"), exit.WaitStatus);
    }

    /// <summary>What a launch that is refused says.</summary>
    protected async Task<string> RefusalAsync(ContainerInfo info, string script = "exit 0")
    {
        ContainerLaunch launch = Shell($"run-{_lastSandbox + 1}", script, info);
        ContainerLaunchException e = await Should.ThrowAsync<ContainerLaunchException>(
            async () => await Containerizer.LaunchAsync(launch, Bound));
        return e.Message;
    }

    /// <summary>Waits until a file has a whole line.</summary>
    protected Task<string> FileAsync(ContainerLaunch launch, string name) => SandboxWatch.LineAsync(launch, name, Bound);
}
