using System;
using System.Threading.Tasks;
using Tepui.Containerizer.Tests.Processes;

namespace Tepui.Containerizer.Tests.Isolation.Linux;

/// <summary>
/// The shared suite with namespaces and filters around every container (as root; else with what needs none): all that holds for a plain
/// process must hold for one that is kept apart.
/// </summary>
#pragma warning disable CA1001 // The suite closes and abandons what it made.
public sealed class IsolatedContainerizerTests : ProcessConformance
#pragma warning restore CA1001
{
    private const string AsRoot = "filesystem/linux,namespaces/ipc,posix/rlimits,linux/nnp";

    private IsolatedMachine _machine = null!;

    protected override Task<IContainerizer> CreateAsync()
    {
        _machine = new IsolatedMachine(Root, Environment.IsPrivilegedProcess ? AsRoot : "posix/rlimits,linux/nnp");
        return Task.FromResult<IContainerizer>(_machine.Containerizer);
    }

    protected override Task CloseAsync(IContainerizer containerizer) => _machine.ShutdownAsync();

    protected override Task AbandonAsync(IContainerizer containerizer) => _machine.DisposeAsync().AsTask();
}
