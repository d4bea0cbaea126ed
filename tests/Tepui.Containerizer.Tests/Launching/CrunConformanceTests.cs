using Tepui.Containerizer.Tests.Images;
using Tepui.Testing.Images;

namespace Tepui.Containerizer.Tests.Launching;

[Collection(ImageCollection.Name)]
public sealed class CrunConformanceTests(ImageFolder images) : OciConformance(images)
{
    protected override string Runtime => Images.Crun;
}
