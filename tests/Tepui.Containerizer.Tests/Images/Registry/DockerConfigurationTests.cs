using System;
using System.Text;
using Tepui.Containerizer.Images.Registry;

namespace Tepui.Containerizer.Tests.Images.Registry;

public sealed class DockerConfigurationTests
{
    private static readonly string Auth = Convert.ToBase64String(Encoding.UTF8.GetBytes("me:pass:word"));

    [Theory]
    [InlineData("""{"auths":{"reg.example:5000":{"auth":"AUTH"}}}""", "reg.example:5000")]
    [InlineData("""{"reg.example":{"auth":"AUTH","email":"x"}}""", "reg.example")]
    [InlineData("""{"auths":{"https://reg.example/v2/":{"auth":"AUTH"}}}""", "reg.example")]
    [InlineData("""{"auths":{"https://index.docker.io/v1/":{"auth":"AUTH"}}}""", "registry-1.docker.io")]
    [InlineData("""{"auths":{"reg.example":{"username":"me","password":"pass:word"}}, "credsStore":"x"}""", "reg.example")]
    public void For_FindsTheHostsOwn(string json, string host)
    {
        DockerConfiguration configuration = DockerConfiguration.Parse(json.Replace("AUTH", Auth, StringComparison.Ordinal));

        configuration.For(host).ShouldBe(new DockerCredentials("me", "pass:word", null));
        configuration.For("other.example").ShouldBeNull();
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("[]")]
    [InlineData("""{"auths":[]}""")]
    [InlineData("""{"auths":{"h":{"auth":"%secret"}}}""")]
    [InlineData("""{"auths":{"h":{"auth":"c2VjcmV0"}}}""")]
    public void Parse_WhatIsNone_SaysSoAndQuotesNothing(string json) =>
        Should.Throw<FormatException>(() => DockerConfiguration.Parse(json)).Message.ShouldNotContain("secret");
}
