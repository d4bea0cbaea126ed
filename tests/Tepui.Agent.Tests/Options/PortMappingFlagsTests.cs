using System.Collections.Generic;
using System.Linq;
using Tepui.Agent.Detection;
using Tepui.Agent.Options;
using Tepui.Containerizer.Isolation.PortMapping;
using Tepui.Runtime.Flags;

namespace Tepui.Agent.Tests.Options;

/// <summary>Flags of containers that share the host's address.</summary>
public sealed class PortMappingFlagsTests
{
    private const string Resources = "cpus:2;ports:[31000-31999];ephemeral_ports:[20480-24575, 25600-26623]";

    /// <summary>Under Mesos's names.</summary>
    [Fact]
    public void Flags_ReachTheIsolator()
    {
        var options = new AgentOptions { Isolation = "posix/cpu,network/port_mapping", Resources = Resources };
        foreach ((string name, string value) in new Dictionary<string, string>
        {
            ["ephemeral_ports_per_container"] = "512",
            ["eth0_name"] = "ens3",
            ["lo_name"] = "lo0",
            ["egress_rate_limit_per_container"] = "37500KB",
            ["network_enable_socket_statistics_summary"] = "true",
            ["network_enable_snmp_statistics"] = "true",
        })
        {
            FlagProperty.Of(typeof(AgentOptions)).Single(flag => flag.Name == name).Set(options, value).ShouldBeNull();
        }

        var faults = new List<string>();
        PortMappingOptions mapping = options.PortMapping(faults);

        faults.ShouldBeEmpty();
        (mapping.EphemeralPortsPerContainer, mapping.PublicInterface, mapping.Loopback).ShouldBe((512, "ens3", "lo0"));
        (mapping.EgressBytesPerSecond, mapping.TellsSockets, mapping.TellsProtocols).ShouldBe((37500L * 1024, true, true));
        mapping.EphemeralPorts.ShouldBe([(20480, 24575), (25600, 26623)]);
        mapping.OfferedPorts.ShouldBe([(31000, 31999)]);
        new AgentOptions { Isolation = "network/port_mapping" }.PortMapping(faults).OfferedPorts.ShouldBe([(31000, 32000)]);
    }

    [Fact]
    public void EphemeralPorts_AreNotOffered()
    {
        string[] names = [.. HostResources.Find(new AgentOptions { Resources = Resources }, "/").Select(entry => entry.Name)];

        names.ShouldContain("ports");
        names.ShouldNotContain("ephemeral_ports");
    }

    [Fact]
    public void WhatIsNotSupported_IsRefusedByName()
    {
        string[] faults = [.. new AgentOptions
        {
            Master = "127.0.0.1:5050",
            WorkDirectory = "/w",
            EgressRateLimitPerContainer = "much",
            EgressUniqueFlowPerContainer = true,
            NetworkEnableSocketStatisticsDetails = true,
        }.Faults()];

        faults.ShouldContain("--egress_rate_limit_per_container: 'much' is no number with B, KB, MB, GB or TB, as in 37500KB");
        faults.ShouldContain("--egress_unique_flow_per_container: is not supported: leave it out");
        faults.ShouldContain("--network_enable_socket_statistics_details: is not supported: leave it out");
    }
}
