using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Processes;
using Tepui.Containerizer.Volumes;

namespace Tepui.Containerizer.Launching;

/// <summary>
/// Starts what has the host's root: the command behind a chain of small programs, each of which sets one thing and becomes the next.
/// </summary>
public sealed class HostLauncher(ProcessContainerizer processes) : ILauncher
{
    public string Name => "host";

    public ValueTask<LaunchedContainer> LaunchAsync(ContainerPlan plan, Task<ContainerExit> ended, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ContainerLaunch launch = plan.Launch with
        {
            Argv = plan.Argv,
            Executable = plan.Executable,
            Environment = plan.Environment,
            WorkingDirectory = plan.WorkingDirectory,
            User = plan.User,
        };
        return processes.LaunchAsync(EnteringShell.IsNeeded(plan) ? Entering(plan, launch) : launch, cancellation);
    }

    public ValueTask<int> RunInsideAsync(ContainerRecord container, ContainerCommand command, CancellationToken cancellation) =>
        throw new ContainerLaunchException("a command cannot be run inside this container yet");

    public ValueTask CleanUpAsync(string containerId, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>The cgroups are entered before the user is switched, who may not enter them.</summary>
    private static ContainerLaunch Entering(ContainerPlan plan, ContainerLaunch launch)
    {
        EnteringShell.Check();
        SandboxLinks.Make(launch.WorkingDirectory, launch.User, launch.Volumes);
        string path = ExecutableLookup.FindRunnable(
            launch.Executable ?? (launch.Argv.Count > 0 ? launch.Argv[0] : ""), launch.Environment, launch.WorkingDirectory);
        ContainerLaunch switched = UserSwitch.Apply(launch with { Argv = [path, .. launch.Argv.Skip(1)], Executable = null });
        return switched with { Argv = EnteringShell.Wrap(plan, switched.Argv), User = null, Volumes = [] };
    }
}
