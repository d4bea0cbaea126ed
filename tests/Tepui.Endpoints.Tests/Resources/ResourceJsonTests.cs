using System.Collections.Generic;
using Tepui.Endpoints.Resources;
using Tepui.Kernel.Resources;

namespace Tepui.Endpoints.Tests.Resources;

public sealed class ResourceJsonTests
{
    [Fact]
    public void WriteResources_OfNothing_ShowsTheCommonOnes() =>
        JsonText.OfMembers(static writer => writer.WriteResources("r", ResourceSet.Empty))
            .ShouldBe("""{"r":{"disk":0.0,"mem":0.0,"gpus":0.0,"cpus":0.0}}""");

    [Fact]
    public void WriteResources_AddsUpTheRoles() =>
        JsonText.OfMembers(static writer => writer.WriteResources(
                "r", Parse("cpus(a):1;cpus(b):0.5;mem:64;ports(a):[1-2];ports:[3-3,8-9];zones(a):{x};zones:{y};tokens:3")))
            .ShouldBe("""{"r":{"disk":0.0,"mem":64.0,"gpus":0.0,"cpus":1.5,"tokens":3.0,"ports":"[1-3, 8-9]","zones":"{x, y}"}}""");

    [Fact]
    public void WriteReserved_IsByRole_InTheirOrder() =>
        JsonText.OfMembers(static writer => writer.WriteReserved("r", Parse("cpus(b):1;mem:64;cpus(a):2"))).ShouldBe(
            """{"r":{"a":{"disk":0.0,"mem":0.0,"gpus":0.0,"cpus":2.0},"b":{"disk":0.0,"mem":0.0,"gpus":0.0,"cpus":1.0}}}""");

    [Fact]
    public void WriteReservedMessages_HasBothFormats() =>
        JsonText.OfMembers(static writer => writer.WriteReservedMessages("r", Parse("cpus(a):2;mem:64"))).ShouldBe(
            """{"r":{"a":[{"name":"cpus","type":"SCALAR","scalar":{"value":2.0},"role":"a","reservations":[{"type":"STATIC","role":"a"}]}]}}""");

    private static ResourceSet Parse(string text)
    {
        var faults = new List<string>();
        return ResourceSet.From(ResourceText.Parse(text, faults, "*")!);
    }
}
