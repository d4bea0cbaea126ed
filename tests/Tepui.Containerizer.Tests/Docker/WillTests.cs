using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Docker;
using Tepui.Containerizer.Processes;
using Tepui.Testing.Docker;

namespace Tepui.Containerizer.Tests.Docker;

/// <summary>What becomes of containers whose agent is gone for good: its supervisor sees to it.</summary>
[Collection(DockerCollection.Name)]
public sealed class WillTests(SharedDaemon shared) : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("tepui-will-").FullName;

    private DockerDaemon Daemon => shared.Daemon;

    private CancellationToken Bound { get; } = new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (shared.Daemon is not null)
            await Daemon.Engine.RemoveAllAsync();
        Directory.Delete(_root, recursive: true);
    }

    [DockerFact]
    public async Task AgentGone_WhereTasksEndWithIt_ContainersAreRemoved()
    {
        await LeaveAsync(dieWithAgent: true, TimeSpan.FromMinutes(15));

        (await Daemon.Engine.NamesAsync()).ShouldBeEmpty();
    }

    [DockerFact]
    public async Task AgentGone_LongerThanTheRecoveryTimeout_ContainersAreKilledAndTheirEndIsToldLater()
    {
        await LeaveAsync(dieWithAgent: false, TimeSpan.FromMilliseconds(50));

        await using var processes = new ProcessContainerizer(new ProcessContainerizerOptions(_root));
        await using var docker = new DockerContainerizer(Options(false), processes);
        (await docker.RecoverAsync(Bound)).Single().Exit.ShouldBe(new ContainerExit("c", 137 << 8));
    }

    [DockerFact]
    public async Task AgentGone_NothingRunsAnyMore_SupervisorEndsAtOnce()
    {
        int supervisor;
        await using (var processes = new ProcessContainerizer(new ProcessContainerizerOptions(_root)))
        await using (var docker = new DockerContainerizer(Options(false), processes))
        {
            await docker.LaunchAsync(DockerLaunches.Launch("c", Sandbox(), null, "true"), Bound);
            _ = await docker.Exits.ReadAsync(Bound);
            supervisor = processes.SupervisorPid!.Value;
        }

        await EndOfAsync(supervisor);
    }

    private DockerContainerizerOptions Options(bool dieWithAgent) => new(_root) { Socket = Daemon.Socket, DieWithAgent = dieWithAgent };

    private string Sandbox() => Directory.CreateDirectory(Path.Combine(_root, "sandbox")).FullName;

    /// <summary>Runs a container, ends the agent, and waits for its supervisor to end.</summary>
    private async Task LeaveAsync(bool dieWithAgent, TimeSpan recoveryTimeout)
    {
        int supervisor;
        var options = new ProcessContainerizerOptions(_root) { DieWithAgent = dieWithAgent, RecoveryTimeout = recoveryTimeout };
        await using (var processes = new ProcessContainerizer(options))
        await using (var docker = new DockerContainerizer(Options(dieWithAgent), processes))
        {
            await docker.LaunchAsync(DockerLaunches.Launch("c", Sandbox(), null, "sleep", "1000"), Bound);
            supervisor = processes.SupervisorPid!.Value;
        }

        await EndOfAsync(supervisor);
    }

    private async Task EndOfAsync(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            await process.WaitForExitAsync(Bound);
        }
        catch (ArgumentException)
        {
            // It has ended.
        }
    }
}
