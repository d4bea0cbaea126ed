using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Processes;

namespace Tepui.Containerizer.Launching.Starting;

/// <summary>Has the supervisor run the starter with a script, and hears whether it became the command.</summary>
internal sealed class StarterRuns(ProcessContainerizer processes)
{
    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OnlyOwnersFolder = OnlyOwner | UnixFileMode.UserExecute;

    private readonly string _directory = Path.Combine(Path.GetFullPath(processes.RuntimeDirectory), "launching");
    private readonly Lock _gate = new();
    private string? _starter;
    private int _last;

    /// <param name="script">Given where it will lie.</param>
    /// <param name="ended">Completes when the supervisor says that it is gone.</param>
    public async ValueTask<LaunchedContainer> StartAsync(
        ContainerLaunch launch, Func<string, StartScript> script, Task<ContainerExit> ended, CancellationToken cancellation)
    {
        string starter = Starter();
        string name = Path.Combine(_directory, Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture));
        string path = name + ".calls";
        StartScript calls = script(path);
        using LaunchReport report = LaunchReport.Create(name + ".report");
        try
        {
            Write(path, calls.ToBytes(report.Path));
            string command = launch.Executable ?? launch.Argv[0];
            LaunchedContainer started = await processes.LaunchAsync(
                launch with { Argv = [starter, path, command, .. Arguments(launch, command)], Executable = starter, IsSpread = calls.IsSpread }, cancellation);
            if (calls.IsSpread)
                await processes.SpreadAsync(launch.ContainerId);
            if (await report.ReadAsync(processes.Events, ended) is not { } failure)
                return started;
            _ = await ended.WaitAsync(CancellationToken.None);
            await processes.ForgetAsync(launch.ContainerId, CancellationToken.None);
            throw calls.IsBecoming(failure.Call)
                ? ExecutableLookup.Explain(failure.Error, command, launch.WorkingDirectory)
                : new ContainerLaunchException(calls.Explain(failure.Call, failure.Error));
        }
        finally
        {
            File.Delete(path);
        }
    }

    public async ValueTask<int> RunInsideAsync(ContainerRecord container, ContainerCommand command, CancellationToken cancellation)
    {
        InsideCommand inside = InsideCommand.Of(container, command);
        var ended = new TaskCompletionSource<ContainerExit>(TaskCreationOptions.RunContinuationsAsynchronously);
        string id = processes.StartInside(container.ContainerId, ended);
        try
        {
            _ = await StartAsync(inside.Launch with { ContainerId = id }, inside.ScriptAt, ended.Task, cancellation);
            await using CancellationTokenRegistration registration = cancellation.Register(() => _ = DestroyAsync(id));
            ContainerExit exit = await ended.Task;
            cancellation.ThrowIfCancellationRequested();
            return exit.WaitStatus
                ?? throw new ContainerLaunchException("the supervisor died over the command: nobody knows how it ended");
        }
        finally
        {
            await processes.EndInsideAsync(id);
        }
    }

    private async Task DestroyAsync(string id)
    {
        try
        {
            await processes.DestroyAsync(id, CancellationToken.None);
        }
        catch (Exception e) when (e is ObjectDisposedException or ContainerLaunchException)
        {
            // The agent is ending; its next process ends it.
        }
    }

    private static IEnumerable<string> Arguments(ContainerLaunch launch, string command) =>
        launch.Argv.Count == 0 ? [command] : launch.Argv;

    private static void Write(string path, byte[] script)
    {
        using var file = new FileStream(
            path,
            new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OnlyOwner, BufferSize = 0 });
        file.Write(script);
    }

    /// <summary>What an earlier process of the agent left is of no use to anybody.</summary>
    private string Starter()
    {
        lock (_gate)
        {
            if (_starter is not null)
                return _starter;
            if (Directory.Exists(_directory))
                Directory.Delete(_directory, recursive: true);
            _ = Directory.CreateDirectory(_directory, OnlyOwnersFolder);
            return _starter = StarterFile.Install(_directory);
        }
    }
}
