using Tepui.Testing.Images;

namespace Tepui.Containerizer.Tests.Images;

[CollectionDefinition(Name)]
public sealed class ImageCollection : ICollectionFixture<ImageFolder>, ICollectionFixture<SharedRegistry>
{
    public const string Name = "images";
}
