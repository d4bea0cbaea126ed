using System.Linq;
using System.Text;
using Tepui.Containerizer.Images;
using Tepui.Containerizer.Images.Appc;
using Tepui.Containerizer.Images.References;
using Tepui.Testing.Images;

namespace Tepui.Containerizer.Tests.Images.Appc;

public sealed class AppcManifestTests
{
    private const string Begin = """{"acKind":"ImageManifest","acVersion":"0.8.11","name":"a",""";

    [Fact]
    public void App_SaysHowItRuns()
    {
        AppcManifest manifest = Parse(Aci.Manifest("a", new
        {
            exec = new[] { "/bin/run", "-v" },
            user = "0",
            environment = new[] { new { name = "A", value = "b=c" } },
            workingDirectory = "/work",
        }));

        ImageConfiguration configuration = manifest.Configuration();

        configuration.Entrypoint.ShouldBeNull();
        configuration.Cmd.ShouldBe(["/bin/run", "-v"]);
        configuration.Env.ShouldBe(["A=b=c"]);
        configuration.WorkingDir.ShouldBe("/work");
    }

    [Fact]
    public void WithoutAnApp_ItSaysNothing()
    {
        ImageConfiguration configuration = Parse(Aci.Manifest("a")).Configuration();

        configuration.Cmd.ShouldBeEmpty();
        configuration.Env.ShouldBeEmpty();
        configuration.WorkingDir.ShouldBeNull();
    }

    [Fact]
    public void Dependencies_AreNamedWithTheirLabels()
    {
        AppcReference reference = Parse(Aci.Manifest("a", null, "example.com/base")).References().Single();

        (reference.Name, reference.Id).ShouldBe(("example.com/base", null));
        reference.DiscoveryPath().ShouldBe(Aci.FileName("example.com/base"));
    }

    [Theory]
    [InlineData("", "its manifest is damaged")]
    [InlineData("""{"acKind":"Ima""", "its manifest is damaged")]
    [InlineData("[]", "its manifest is damaged")]
    [InlineData("null", "is null")]
    [InlineData("{}", "has no acKind 'ImageManifest'")]
    [InlineData("""{"acKind":"PodManifest","acVersion":"1","name":"a"}""", "has no acKind 'ImageManifest'")]
    [InlineData("""{"acKind":"ImageManifest","name":"a"}""", "has no acVersion")]
    [InlineData("""{"acKind":"ImageManifest","acVersion":"1"}""", "has no name")]
    [InlineData(Begin + """ "labels":[{"name":"os"}]}""", "has a label without name or value")]
    [InlineData(Begin + """ "labels":[null]}""", "has a label without name or value")]
    [InlineData(Begin + """ "app":{"exec":[null]}}""", "has an app.exec with an empty word")]
    [InlineData(Begin + """ "app":{"exec":"/bin/sh"}}""", "its manifest is damaged")]
    [InlineData(Begin + """ "app":{"environment":[{"name":"A=B","value":""}]}}""", "has an app.environment")]
    [InlineData(Begin + """ "app":{"workingDirectory":"here"}}""", "has no absolute app.workingDirectory")]
    [InlineData(Begin + """ "dependencies":[{"labels":[]}]}""", "has a dependency without imageName")]
    public void Bad_IsToldInOneLine(string json, string told)
    {
        string message = Should.Throw<ImageException>(() => Parse(json)).Message;

        message.ShouldContain(told);
        message.ShouldContain("make the ACI anew");
        message.ShouldNotContain("\n");
    }

    private static AppcManifest Parse(string json) => AppcManifest.Parse(Encoding.UTF8.GetBytes(json));
}
