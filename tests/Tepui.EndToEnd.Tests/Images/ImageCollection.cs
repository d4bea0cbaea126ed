using Tepui.Testing.Images;

namespace Tepui.EndToEnd.Tests.Images;

[CollectionDefinition(Name)]
public sealed class ImageCollection : ICollectionFixture<SharedRegistry>
{
    public const string Name = "registry";
}
