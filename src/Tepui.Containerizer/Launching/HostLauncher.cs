using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Launching.Starting;
using Tepui.Containerizer.Processes;
using Tepui.Containerizer.Users;
using Tepui.Containerizer.Volumes;

namespace Tepui.Containerizer.Launching;

/// <summary>
/// Starts what has the host's root. What a plan has beyond a command is set by the starter, which becomes the command; a plan without
/// any is a process of the supervisor's, started as it is.
/// </summary>
public sealed class HostLauncher(ProcessContainerizer processes) : ILauncher
{
    private readonly StarterRuns _runs = processes.Runs;

    public string Name => "host";

    public async ValueTask<LaunchedContainer> LaunchAsync(ContainerPlan plan, Task<ContainerExit> ended, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ParentNamespaces.Join(plan);

        // Who looks into a container begins where that does; its own files are elsewhere.
        if (plan is { Launch: { IsDebug: true, Io.Directory: not null }, Parent.Sandbox: { Length: > 0 } sandbox })
            plan.WorkingDirectory = sandbox;
        ContainerLaunch launch = plan.Launch with
        {
            Argv = plan.Argv,
            Executable = plan.Executable,
            Environment = plan.Environment,
            WorkingDirectory = plan.WorkingDirectory,
            User = plan.User,
        };
        if (!HostScript.IsNeeded(plan))
            return await processes.LaunchAsync(launch, cancellation);
        if (launch.Argv.Count == 0 && launch.Executable is null)
            throw new ContainerLaunchException("the command is empty: give it a path or a name");
        if (!Directory.Exists(launch.WorkingDirectory))
            throw new ContainerLaunchException($"the working directory {launch.WorkingDirectory} does not exist");
        SandboxLinks.Make(launch.WorkingDirectory, launch.User, launch.Volumes);
        UserAccount? account = UserAccount.OtherThanOwn(plan.User);
        if (account is not null)
            UserSwitch.GiveSandbox(launch.OwnDirectory, account);
        LaunchedContainer started = await _runs.StartAsync(
            launch with { User = null, Volumes = [] },
            path => HostScript.Of(plan, path, account),
            ended,
            cancellation);
        int pid = started.Pid;
        for (int i = 0; i < HostScript.Depth(plan); i++)
            pid = ChildProcesses.LastOf(pid) ?? pid;
        return started with { Pid = pid };
    }

    public async ValueTask<int> RunInsideAsync(ContainerRecord container, ContainerCommand command, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(container);
        ArgumentNullException.ThrowIfNull(command);
        return await _runs.RunInsideAsync(container, command, cancellation);
    }

    public ValueTask CleanUpAsync(string containerId, CancellationToken cancellation) => ValueTask.CompletedTask;
}
