using System.Threading.Tasks;
using Tepui.Testing.Docker;

namespace Tepui.Containerizer.Tests.Docker;

/// <summary>One dockerd for all tests that leave it alone.</summary>
[CollectionDefinition(Name)]
public sealed class DockerCollection : ICollectionFixture<SharedDaemon>
{
    public const string Name = "dockerd";
}

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
