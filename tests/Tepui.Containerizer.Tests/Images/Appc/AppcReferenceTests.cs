using System.Linq;
using Mesos.V1;
using Tepui.Containerizer.Images;
using Tepui.Containerizer.Images.Appc;

namespace Tepui.Containerizer.Tests.Images.Appc;

public sealed class AppcReferenceTests
{
    [Theory]
    [InlineData("a", "version=1 os=linux arch=amd64", "a-1-linux-amd64.aci")]
    [InlineData("example.com/reduce-worker", "os=linux arch=arm64", "example.com/reduce-worker-latest-linux-arm64.aci")]
    [InlineData("localhost:8080/a/b_c~d", "arch=amd64 os=linux version=1.0.0+x colour=red", "localhost:8080/a/b_c~d-1.0.0+x-linux-amd64.aci")]
    public void DiscoveryPath_IsMesoss(string name, string labels, string path) => Of(name, labels).DiscoveryPath().ShouldBe(path);

    [Theory]
    [InlineData("", "this is no name of an ACI")]
    [InlineData("../etc/passwd", "this is no name of an ACI")]
    [InlineData("a/../b", "this is no name of an ACI")]
    [InlineData("/a", "this is no name of an ACI")]
    [InlineData("A", "this is no name of an ACI")]
    [InlineData("a\n", "this is no name of an ACI")]
    [InlineData("host:80", "this is no name of an ACI")]
    [InlineData("user@host/a", "this is no name of an ACI")]
    public void Names_ThatCouldLeadAnywhere_AreRefused(string name, string told) =>
        Should.Throw<ImageException>(() => Of(name, "os=linux arch=amd64")).Message.ShouldContain(told);

    [Theory]
    [InlineData("arch=amd64", "without the label 'os' it cannot be looked for")]
    [InlineData("os=linux", "without the label 'arch' it cannot be looked for")]
    [InlineData("os=linux arch=../x", "its label 'arch' is '../x'")]
    [InlineData("os=linux arch=amd64 version=a/b", "its label 'version' is 'a/b'")]
    [InlineData("os= arch=amd64", "its label 'os' is ''")]
    public void Labels_ThatNameNoFile_AreRefused(string labels, string told) =>
        Should.Throw<ImageException>(() => Of("a", labels).DiscoveryPath()).Message.ShouldContain(told);

    [Theory]
    [InlineData("sha512-abc")]
    [InlineData("../../etc")]
    public void Ids_OfAnotherForm_AreRefused(string id) =>
        Should.Throw<ImageException>(() => AppcReference.Of("a", id, [])).Message.ShouldContain("its id is none");

    [Fact]
    public void Key_IsTheSameForTheSameLabels()
    {
        Of("a", "os=linux arch=amd64").Key.ShouldBe(Of("a", "arch=amd64 os=linux").Key);
        Of("a", "os=linux").Key.ShouldNotBe(Of("a", "os=linux arch=amd64").Key);
    }

    private static AppcReference Of(string name, string labels)
    {
        var image = new Image.Types.Appc { Name = name, Labels = new Labels() };
        foreach (string[] pair in labels.Split(' ').Select(label => label.Split('=')))
            image.Labels.Labels_.Add(new Label { Key = pair[0], Value = pair[1] });
        return AppcReference.Of(image);
    }
}
