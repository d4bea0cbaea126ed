using System;
using System.Text.Json;
using Tepui.Client.Schedulers;

namespace Tepui.Client.Tests;

public class BasicCredentialTests
{
    [Fact]
    public void ToString_DoesNotTellTheSecret()
    {
        var credential = new BasicCredential("framework", "hush-hush");
        var options = new SchedulerDriverOptions { Masters = ["m:1"], Credential = credential };

        credential.ToString().ShouldBe("BasicCredential { Principal = framework }");
        options.ToString().ShouldNotContain("hush-hush");
        JsonSerializer.Serialize(credential).ShouldBe("""{"Principal":"framework"}""");
    }

    [Fact]
    public void Equality_IsOfPrincipalAndSecret()
    {
        new BasicCredential("a", "x").ShouldBe(new BasicCredential("a", "x"));
        new BasicCredential("a", "x").ShouldNotBe(new BasicCredential("a", "y"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a:b")]
    public void BasicCredential_APrincipalThatTheHeaderCannotHold_IsRefused(string principal) =>
        Should.Throw<ArgumentException>(() => new BasicCredential(principal, "x"));
}
