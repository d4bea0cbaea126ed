using System.Collections.Generic;
using System.Linq;
using Tepui.Agent.Options;
using Tepui.Containerizer.Resolvers;

namespace Tepui.Agent.Tests.Options;

/// <summary>--default_container_dns.</summary>
public sealed class ContainerDnsTextTests
{
    [Fact]
    public void Parse_IsMesoss()
    {
        var options = new AgentOptions
        {
            DefaultContainerDns = """
                {"mesos": [
                    {"network_mode": "CNI", "network_name": "net1", "dns": {"nameservers": ["10.0.0.1", "10.0.0.2"], "domain": "a.org", "search": ["b.org"], "options": ["ndots:2"]}},
                    {"network_mode": "CNI", "dns": {"nameservers": ["10.0.0.3"]}}],
                 "docker": [
                    {"network_mode": "BRIDGE", "dns": {"nameservers": ["10.0.0.4"]}},
                    {"network_mode": "USER", "network_name": "net2", "dns": {"nameservers": ["fd00::1"]}}]}
                """,
        };
        var faults = new List<string>();

        DefaultResolvers resolvers = options.Resolvers(faults);

        faults.ShouldBeEmpty();
        ResolverSettings one = resolvers.ForCni("net1")!;
        one.NameServers.ShouldBe(["10.0.0.1", "10.0.0.2"]);
        (one.Domain, one.Search.Single(), one.Options.Single()).ShouldBe(("a.org", "b.org", "ndots:2"));
        resolvers.ForCni("other")!.NameServers.ShouldBe(["10.0.0.3"]);
        resolvers.ForDocker("bridge", isOfUser: false)!.NameServers.ShouldBe(["10.0.0.4"]);
        resolvers.ForDocker("net2", isOfUser: true)!.NameServers.ShouldBe(["fd00::1"]);
        resolvers.ForDocker("net3", isOfUser: true).ShouldBeNull();
        resolvers.ForDocker("host", isOfUser: false).ShouldBeNull();
    }

    [Theory]
    [InlineData("nonsense", "is no such configuration")]
    [InlineData("""{"mesos": [{"dns": {}}]}""", "is no such configuration")]
    [InlineData("""{"appc": []}""", "'appc' is unknown: use 'mesos' and 'docker'")]
    [InlineData("""{"mesos": [{"network_mode": "HOST"}]}""", "network_mode 'HOST' of 'mesos' is none of CNI")]
    [InlineData("""{"docker": [{"network_mode": "HOST"}]}""", "network_mode 'HOST' of 'docker' is none of BRIDGE and USER")]
    [InlineData("""{"docker": [{"network_mode": "BRIDGE"}, {"network_mode": "BRIDGE"}]}""", "there is more than one entry for networks of mode BRIDGE without a name")]
    [InlineData("""{"mesos": [{"network_mode": "CNI", "network_name": "n"}, {"network_mode": "CNI", "network_name": "n"}]}""", "there is more than one entry for the network 'n'")]
    [InlineData("""{"mesos": [{"network_mode": "CNI", "dns": {"nameservers": ["here"]}}]}""", "the name server 'here' is no IP address")]
    public void Parse_WhatIsWrong_IsTold(string json, string told)
    {
        var faults = new List<string>();

        _ = ContainerDnsText.Parse(json, faults);

        faults.ShouldHaveSingleItem().ShouldStartWith("--default_container_dns: " + told);
    }
}
