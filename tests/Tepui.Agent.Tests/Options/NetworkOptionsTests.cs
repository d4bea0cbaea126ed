using System;
using System.Linq;
using Tepui.Agent.Options;
using Tepui.Containerizer.Isolation.Cni;

namespace Tepui.Agent.Tests.Options;

/// <summary>Flags about networks of containers and the socket of executors.</summary>
public sealed class NetworkOptionsTests
{
    [Fact]
    public void Networks_AreWhatTheFlagsSay()
    {
        CniOptions networks = new AgentOptions
        {
            NetworkCniConfigDirectory = "/etc/cni",
            NetworkCniPluginsDirectory = "/usr/lib/cni:/opt/cni",
            NetworkCniMetrics = false,
            NetworkCniRootDirectoryPersist = true,
        }.CniNetworks;

        (networks.ConfigurationDirectory, networks.TellsTraffic, networks.Persists).ShouldBe(("/etc/cni", false, true));
        networks.PluginDirectories.ShouldBe(["/usr/lib/cni", "/opt/cni"]);
        (new AgentOptions().CniNetworks.TellsTraffic, new AgentOptions().CniNetworks.Persists).ShouldBe((true, false));
    }

    [Theory]
    [InlineData("/etc", null, "--network_cni_plugins_dir: is needed with --network_cni_config_dir")]
    [InlineData(null, "/usr/lib/cni", "--network_cni_config_dir: is needed with --network_cni_plugins_dir")]
    [InlineData("/no/such/folder", "/usr/lib/cni", "--network_cni_config_dir: there is no folder /no/such/folder")]
    public void Networks_ThatCannotBe_AreToldWithWhatToDo(string? configurations, string? plugins, string fault)
    {
        var options = new AgentOptions
        {
            Master = "127.0.0.1:5050",
            WorkDirectory = "/w",
            NetworkCniConfigDirectory = configurations,
            NetworkCniPluginsDirectory = plugins,
        };

        options.Faults().ShouldContain(said => said.StartsWith(fault, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, "/w/run/agent.sock", null)]
    [InlineData("/s/agent.sock", "/s/agent.sock", null)]
    [InlineData("systemd:agent", null, "--domain_socket_location: a socket of systemd's is not supported")]
    [InlineData("/0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789/agent.sock", null, "--domain_socket_location: ")]
    public void TheSocketOfExecutors_IsWhereTheFlagSays(string? location, string? path, string? fault)
    {
        var options = new AgentOptions
        {
            Master = "127.0.0.1:5050",
            WorkDirectory = "/w",
            HttpExecutorDomainSockets = true,
            DomainSocketLocation = location,
        };

        if (fault is null)
            options.ExecutorSocketIn("/w")!.Path.ShouldBe(path);
        options.Faults().Count(said => said.StartsWith("--domain_socket_location", StringComparison.Ordinal)).ShouldBe(fault is null ? 0 : 1);
        if (fault is not null)
            options.Faults().ShouldContain(said => said.StartsWith(fault, StringComparison.Ordinal));
        new AgentOptions { DomainSocketLocation = location }.ExecutorSocketIn("/w").ShouldBeNull("it is off where nothing is said");
    }

    [Fact]
    public void AnAgentsImage_IsForAnAgentThatRunsDockerContainers()
    {
        new AgentOptions { DockerMesosImage = "tepui" }.Faults().ShouldContain(said => said.StartsWith("--docker_mesos_image: ", StringComparison.Ordinal));
        new AgentOptions { DockerMesosImage = "tepui", Containerizers = "mesos,docker" }.Faults()
            .ShouldNotContain(said => said.StartsWith("--docker_mesos_image", StringComparison.Ordinal));
    }
}
