using System.Threading.Tasks;
using Tepui.Testing.Docker;

namespace Tepui.Containerizer.Tests.Docker;

/// <summary>An agent's containerizer on the real dockerd that these tests share; no container stays on it.</summary>
public abstract class DockerTest(SharedDaemon shared) : IAsyncLifetime
{
    protected DockerScenario Agent { get; private set; } = null!;

    protected DockerDaemon Daemon { get; } = shared.Daemon;

    public Task InitializeAsync()
    {
        Agent = new DockerScenario(Daemon);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await Agent.DisposeAsync();
        if (Daemon is not null)
            await Daemon.Engine.RemoveAllAsync();
    }
}
