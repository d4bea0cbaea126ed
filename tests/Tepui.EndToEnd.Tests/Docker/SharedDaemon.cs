using System;
using System.Threading.Tasks;
using Tepui.Testing.Docker;

namespace Tepui.EndToEnd.Tests.Docker;

/// <summary>One dockerd for all tests that leave it alone.</summary>
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

[CollectionDefinition(Name)]
public sealed class DockerCollection : ICollectionFixture<SharedDaemon>
{
    public const string Name = "dockerd";
}

/// <summary>A test on a real dockerd; where none can be started (./test --no-install) it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DockerFactAttribute : FactAttribute
{
    /// <param name="package">A package of eng/test-deps that it drives besides.</param>
    public DockerFactAttribute(string? package = null)
    {
        if (DockerDaemon.Missing is { } missing)
            base.Skip = missing;
        else if (package is not null && !Harness.Programs.IsInstalled(package))
            base.Skip = $"needs the npm package {package}: run ./test without --no-install";
    }
}
