using Tepui.Containerizer.Launching.Oci;
using Tepui.Containerizer.Tests.Images;
using Tepui.Testing.Images;

namespace Tepui.Containerizer.Tests.Launching;

[Collection(ImageCollection.Name)]
public sealed class RuncConformanceTests(ImageFolder images) : OciConformance(images)
{
    protected override string Runtime => OciRuntime.Find("runc", out _)!;
}
