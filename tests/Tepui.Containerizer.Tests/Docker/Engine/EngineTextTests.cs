using Tepui.Containerizer.Docker.Engine;
using Tepui.Containerizer.Docker.Life;

namespace Tepui.Containerizer.Tests.Docker.Engine;

public class EngineTextTests
{
    [Theory]
    [InlineData("busybox", "busybox", "latest")]
    [InlineData("busybox:1.35", "busybox", "1.35")]
    [InlineData("host:5000/a/b", "host:5000/a/b", "latest")]
    [InlineData("host:5000/a/b:c", "host:5000/a/b", "c")]
    [InlineData("a@sha256:00", "a", "sha256:00")]
    [InlineData("a:b@sha256:00", "a", "sha256:00")]
    public void ImageReference_IsTakenApartAsAPullWantsIt(string image, string repository, string tag) =>
        ImageReference.Parse(image).ShouldBe(new ImageReference(repository, tag));

    [Theory]
    [InlineData("1.41", 1, 41)]
    [InlineData("1.9", 1, 9)]
    public void EngineVersion_IsComparedByNumbers(string text, int major, int minor) =>
        EngineVersion.Parse(text).ShouldBe(new EngineVersion(major, minor));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("v1.41")]
    public void EngineVersion_Rubbish_IsNone(string? text) => EngineVersion.Parse(text).ShouldBeNull();

    [Fact]
    public void EngineVersion_NineIsOlderThanFortyOne() => new EngineVersion(1, 9).CompareTo(EngineVersion.Lowest).ShouldBeLessThan(0);

    [Theory]
    [InlineData("0b7d1c0e-1", "mesos-0b7d1c0e-1")]
    [InlineData("ct:1448:0 x", "mesos-ct_1448_0_x-")]
    [InlineData("a/../b", "mesos-a_.._b-")]
    [InlineData("", "mesos--")]
    public void ContainerName_IsWhatDockerTakes(string id, string beginning)
    {
        string name = ContainerName.For(id);

        name.ShouldStartWith(beginning);
        name.ShouldMatch("^[a-zA-Z0-9][a-zA-Z0-9_.-]+$");
        name.Length.ShouldBeLessThan(140);
    }

    [Fact]
    public void ContainerName_OfOddIdsThatLookAlike_Differs() => ContainerName.For("a:b").ShouldNotBe(ContainerName.For("a b"));
}
