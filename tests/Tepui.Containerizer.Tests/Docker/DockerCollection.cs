using Tepui.Testing.Docker;

namespace Tepui.Containerizer.Tests.Docker;

[CollectionDefinition(Name)]
public sealed class DockerCollection : ICollectionFixture<SharedDaemon>
{
    public const string Name = "dockerd";
}
