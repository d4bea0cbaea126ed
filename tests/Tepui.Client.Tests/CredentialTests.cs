using System;
using System.Text.Json;
using Tepui.Client.Schedulers;

namespace Tepui.Client.Tests;

public class CredentialTests
{
    [Fact]
    public void ToString_DoesNotTellTheSecret()
    {
        var credential = new Credential("framework", "hush-hush");
        var options = new SchedulerDriverOptions { Masters = ["m:1"], Credential = credential };

        credential.ToString().ShouldBe("Credential { Principal = framework }");
        options.ToString().ShouldNotContain("hush-hush");
        JsonSerializer.Serialize(credential).ShouldBe("""{"Principal":"framework"}""");
    }

    [Fact]
    public void Equality_IsOfPrincipalAndSecret()
    {
        new Credential("a", "x").ShouldBe(new Credential("a", "x"));
        new Credential("a", "x").ShouldNotBe(new Credential("a", "y"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a:b")]
    public void Credential_APrincipalThatTheHeaderCannotHold_IsRefused(string principal) =>
        Should.Throw<ArgumentException>(() => new Credential(principal, "x"));
}
