using Tepui.Containerizer.Images;
using Tepui.Containerizer.Images.References;
using Tepui.Containerizer.Images.Registry;

namespace Tepui.Containerizer.Tests.Images.References;

public sealed class ImageNameTests
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("alpine", null, "alpine", "latest")]
    [InlineData("alpine:3", null, "alpine", "3")]
    [InlineData("library/alpine:3.18_x", null, "library/alpine", "3.18_x")]
    [InlineData("host.example/a/b/c", "host.example", "a/b/c", "latest")]
    [InlineData("localhost/a:1", "localhost", "a", "1")]
    [InlineData("localhost:5000/a:1", "localhost:5000", "a", "1")]
    [InlineData("[::1]:5000/a", "[::1]:5000", "a", "latest")]
    [InlineData("a@" + Digest, null, "a", Digest)]
    [InlineData("host:80/a:tag@" + Digest, "host:80", "a", Digest)]
    public void Parse_TakesItApart(string text, string? registry, string repository, string reference) =>
        ImageName.Parse(text).ShouldBe(new ImageName(registry, repository, reference));

    [Theory]
    [InlineData("")]
    [InlineData("Alpine")]
    [InlineData("a//b")]
    [InlineData("../a")]
    [InlineData("a:")]
    [InlineData("a:b/c?d")]
    [InlineData("a:../../etc")]
    [InlineData("a@sha256:short")]
    [InlineData("a@md5:0123")]
    [InlineData("ho st.x/a")]
    [InlineData("host.x\r\nHost: other/a")]
    public void Parse_WhatIsNoName_IsRefused(string text) => Should.Throw<ImageException>(() => ImageName.Parse(text));

    [Theory]
    [InlineData("alpine", "https://registry-1.docker.io", "https", "registry-1.docker.io", "library/alpine")]
    [InlineData("docker.io/alpine", "https://elsewhere", "https", "registry-1.docker.io", "library/alpine")]
    [InlineData("a/b", "https://index.docker.io/v1/", "https", "registry-1.docker.io", "a/b")]
    [InlineData("a", "http://reg:5000", "http", "reg:5000", "a")]
    [InlineData("reg.example/a", "http://other", "https", "reg.example", "a")]
    [InlineData("reg.example:80/a", "http://other", "http", "reg.example:80", "a")]
    [InlineData("localhost:5000/a", "http://other", null, "localhost:5000", "a")]
    [InlineData("127.0.0.1:443/a", "http://other", "https", "127.0.0.1:443", "a")]
    public void Address_IsTheNamesOwnOrTheAgents(string name, string registry, string? scheme, string host, string repository) =>
        RegistryAddress.Of(ImageName.Parse(name), registry).ShouldBe(new RegistryAddress(scheme, host, repository));
}
