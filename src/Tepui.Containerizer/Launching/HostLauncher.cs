using System;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Processes;

namespace Tepui.Containerizer.Launching;

/// <summary>
/// Starts what has the host's root: the command behind a chain of small programs, each of which sets one thing and becomes the next.
/// </summary>
public sealed class HostLauncher(ProcessContainerizer processes) : ILauncher
{
    public string Name => "host";

    public ValueTask<LaunchedContainer> LaunchAsync(ContainerPlan plan, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return processes.LaunchAsync(
            plan.Launch with
            {
                Argv = plan.Argv,
                Executable = plan.Executable,
                Environment = plan.Environment,
                WorkingDirectory = plan.WorkingDirectory,
                User = plan.User,
            },
            cancellation);
    }

    public ValueTask<int> RunInsideAsync(ContainerRecord container, ContainerCommand command, CancellationToken cancellation) =>
        throw new ContainerLaunchException("a command cannot be run inside this container yet");

    public ValueTask CleanUpAsync(string containerId, CancellationToken cancellation) => ValueTask.CompletedTask;
}
