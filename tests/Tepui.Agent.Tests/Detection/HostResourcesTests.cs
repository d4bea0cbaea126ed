using System;
using System.Linq;
using Tepui.Agent.Detection;
using Tepui.Agent.Options;
using Tepui.Kernel.Resources;

namespace Tepui.Agent.Tests.Detection;

public sealed class HostResourcesTests
{
    private const long Gigabyte = 1L << 30;

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(2, 1)]
    [InlineData(8, 7)]
    public void Memory_LeavesAGigabyteOrHalf(double total, double left) =>
        HostResources.Memory((long)(total * Gigabyte)).ShouldBe((long)(left * Gigabyte));

    [Theory]
    [InlineData(8, 4)]
    [InlineData(10, 5)]
    [InlineData(100, 95)]
    public void Disk_LeavesFiveGigabytesOrHalf(double total, double left) =>
        HostResources.Disk((long)(total * Gigabyte)).ShouldBe((long)(left * Gigabyte));

    [Fact]
    public void What_is_given_is_not_detected_not_even_nothing_of_it()
    {
        ResourceSet resources = HostResources.Find(new AgentOptions { Resources = "cpus:2;disk:0;gpus:1" }, "/");

        resources.Scalar("cpus").ShouldBe(2000);
        resources.Scalar("disk").ShouldBe(0);
        resources.Scalar("mem").ShouldBeGreaterThan(0);
        resources.Ranges("ports").ToString().ShouldBe("[31000-32000]");
        resources.Any(entry => entry.Name == "gpus").ShouldBeTrue();
    }

    [Fact]
    public void Json_and_roles_count_as_given()
    {
        const string Json = """[{"name":"cpus","type":"SCALAR","scalar":{"value":3}}]""";

        HostResources.Find(new AgentOptions { Resources = Json }, "/").Scalar("cpus").ShouldBe(3000);
        HostResources.Find(new AgentOptions { Resources = "cpus(dev):1" }, "/").Scalar("cpus").ShouldBe(1000);
    }

    [Fact]
    public void Without_a_flag_everything_is_detected()
    {
        ResourceSet resources = HostResources.Find(new AgentOptions(), "/");

        resources.Scalar("cpus").ShouldBe(Environment.ProcessorCount * 1000);
        resources.Select(entry => entry.Name).Order().ShouldBe(["cpus", "disk", "mem", "ports"]);
    }
}
