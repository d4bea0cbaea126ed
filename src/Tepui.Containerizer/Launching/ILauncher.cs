using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Isolation;

namespace Tepui.Containerizer.Launching;

/// <summary>
/// Carries out a plan. Whatever it starts is started by the supervisor under the container's own id, so that signals, destruction and
/// ends are the same for all.
/// </summary>
public interface ILauncher
{
    /// <summary>As a <see cref="ContainerRecord"/> names it.</summary>
    string Name { get; }

    /// <param name="ended">Completes when what it had the supervisor start has ended, be it before the container ran.</param>
    /// <returns>With the pid of the container's own first process, in the agent's pid namespace.</returns>
    /// <exception cref="ContainerLaunchException">It could not be started; the supervisor knows nothing of it any more.</exception>
    ValueTask<LaunchedContainer> LaunchAsync(ContainerPlan plan, Task<ContainerExit> ended, CancellationToken cancellation);

    /// <summary>What the end of what the supervisor watched says of the container's own first process.</summary>
    ContainerExit Translate(ContainerExit exit) => exit;

    /// <summary>As <see cref="IContainerizer.RunInsideAsync"/>.</summary>
    ValueTask<int> RunInsideAsync(ContainerRecord container, ContainerCommand command, CancellationToken cancellation);

    /// <summary>Removes what is left of containers that do not run any more.</summary>
    Task RecoverAsync(IReadOnlyList<ContainerRecord> running, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>All processes are gone: removes what the launch left, if anything.</summary>
    ValueTask CleanUpAsync(string containerId, CancellationToken cancellation);
}
