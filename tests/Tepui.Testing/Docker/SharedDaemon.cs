using System.Threading.Tasks;
using Xunit;

namespace Tepui.Testing.Docker;

/// <summary>One dockerd for all tests of a collection that leave it alone; each test assembly names its collection.</summary>
public sealed class SharedDaemon : IAsyncLifetime
{
    public DockerDaemon Daemon { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (DockerDaemon.Missing is null)
            Daemon = await DockerDaemon.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (Daemon is not null)
            await Daemon.DisposeAsync();
    }
}
