using System;
using System.IO;
using System.Text;
using System.Text.Json;
using Tepui.Containerizer.Docker.Life;
using Tepui.Containerizer.Images.Registry;

namespace Tepui.Containerizer.Tests.Docker.Life;

public sealed class PullCredentialsTests : IDisposable
{
    private readonly string _sandbox = Directory.CreateTempSubdirectory("tepui-pull-").FullName;
    private readonly PullCredentials _credentials = new(DockerConfiguration.Parse(
        """{"auths":{"reg.example:5000":{"username":"agent","password":"?>secret"},"https://index.docker.io/v1/":{"identitytoken":"token"}}}"""));

    public void Dispose() => Directory.Delete(_sandbox, recursive: true);

    [Fact]
    public void HeaderFor_AnImageOfAKnownRegistry_IsDockersAuthentication()
    {
        string header = _credentials.HeaderFor("reg.example:5000/team/app:1", _sandbox)!;

        header.ShouldNotContain("+");
        header.ShouldNotContain("/");
        Parsed(header).ShouldBe("""{"username":"agent","password":"?\u003Esecret","serveraddress":"reg.example:5000"}""");
    }

    [Fact]
    public void HeaderFor_AToken_HasNoPassword() =>
        Parsed(_credentials.HeaderFor("alpine", _sandbox)!).ShouldBe("""{"identitytoken":"token","serveraddress":"registry-1.docker.io"}""");

    [Theory]
    [InlineData("other.example/app")]
    [InlineData("a@b@c")]
    public void HeaderFor_OtherRegistriesAndRubbish_IsNone(string image) => _credentials.HeaderFor(image, _sandbox).ShouldBeNull();

    [Theory]
    [InlineData(".dockercfg", """{"reg.example:5000":{"auth":"AUTH"}}""")]
    [InlineData(".docker/config.json", """{"auths":{"reg.example:5000":{"auth":"AUTH"}}}""")]
    public void HeaderFor_AFileThatWasFetched_ComesFirst(string name, string json)
    {
        Write(name, json.Replace("AUTH", Convert.ToBase64String("task:word"u8), StringComparison.Ordinal));

        using JsonDocument header = JsonDocument.Parse(Parsed(_credentials.HeaderFor("reg.example:5000/app", _sandbox)!));
        header.RootElement.GetProperty("username").GetString().ShouldBe("task");
    }

    [Fact]
    public void HeaderFor_AFileThatIsNone_SaysSoAndQuotesNothing()
    {
        Write(".dockercfg", "secret");

        Should.Throw<ContainerLaunchException>(() => _credentials.HeaderFor("alpine", _sandbox)).Message
            .ShouldBe(".dockercfg of the sandbox holds no credentials for registries: it is no JSON");
    }

    [Fact]
    public void HeaderFor_ALinkInTheSandbox_IsNotFollowed()
    {
        string elsewhere = Path.Combine(_sandbox, "elsewhere");
        File.WriteAllText(elsewhere, "{}");
        File.CreateSymbolicLink(Path.Combine(_sandbox, ".dockercfg"), elsewhere);

        Should.Throw<ContainerLaunchException>(() => _credentials.HeaderFor("alpine", _sandbox));
    }

    private static string Parsed(string header) =>
        Encoding.UTF8.GetString(Convert.FromBase64String(header.Replace('-', '+').Replace('_', '/')));

    private void Write(string name, string text)
    {
        string path = Path.Combine(_sandbox, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
