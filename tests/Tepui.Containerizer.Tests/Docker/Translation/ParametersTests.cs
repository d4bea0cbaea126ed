using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tepui.Containerizer.Docker;
using Tepui.Containerizer.Docker.Engine;
using Tepui.Containerizer.Docker.Translation;
using Tepui.Containerizer.Resolvers;
using Tepui.Testing;

namespace Tepui.Containerizer.Tests.Docker.Translation;

public class ParametersTests
{
    [Theory]
    [InlineData("add-host", "db:10.0.0.1", "\"ExtraHosts\":[\"db:10.0.0.1\"]")]
    [InlineData("cap-add", "NET_ADMIN", "\"CapAdd\":[\"NET_ADMIN\"]")]
    [InlineData("cap-drop", "ALL", "\"CapDrop\":[\"ALL\"]")]
    [InlineData("cpu-period", "50000", "\"CpuPeriod\":50000")]
    [InlineData("cpu-quota", "25000", "\"CpuQuota\":25000")]
    [InlineData("cpuset-cpus", "0,2-3", "\"CpusetCpus\":\"0,2-3\"")]
    [InlineData("device", "/dev/x", "\"Devices\":[{\"PathOnHost\":\"/dev/x\",\"PathInContainer\":\"/dev/x\",\"CgroupPermissions\":\"rwm\"}]")]
    [InlineData("device", "/dev/x:/dev/y:r", "\"PathInContainer\":\"/dev/y\",\"CgroupPermissions\":\"r\"")]
    [InlineData("device", "/dev/x:rw", "\"PathInContainer\":\"/dev/x\",\"CgroupPermissions\":\"rw\"")]
    [InlineData("dns", "10.0.0.2", "\"Dns\":[\"10.0.0.2\"]")]
    [InlineData("dns-search", "example.org", "\"DnsSearch\":[\"example.org\"]")]
    [InlineData("entrypoint", "/run", "\"Entrypoint\":[\"/run\"]")]
    [InlineData("env", "A=b=c", "\"A=b=c\"")]
    [InlineData("expose", "80", "\"ExposedPorts\":{\"80/tcp\":{}}")]
    [InlineData("expose", "53/udp", "\"ExposedPorts\":{\"53/udp\":{}}")]
    [InlineData("group-add", "audio", "\"GroupAdd\":[\"audio\"]")]
    [InlineData("init", "true", "\"Init\":true")]
    [InlineData("ipc", "host", "\"IpcMode\":\"host\"")]
    [InlineData("label", "a=b=c", "\"a\":\"b=c\"")]
    [InlineData("label", "a", "\"a\":\"\"")]
    [InlineData("log-driver", "local", "\"LogConfig\":{\"Type\":\"local\"}")]
    [InlineData("log-opt", "max-size=1m", "\"LogConfig\":{\"Type\":\"\",\"Config\":{\"max-size\":\"1m\"}}")]
    [InlineData("memory-reservation", "64m", "\"MemoryReservation\":67108864")]
    [InlineData("memory-swap", "-1", "\"MemorySwap\":-1")]
    [InlineData("memory-swap", "1.5g", "\"MemorySwap\":1610612736")]
    [InlineData("net", "bridge", "\"NetworkMode\":\"bridge\"")]
    [InlineData("oom-score-adj", "-500", "\"OomScoreAdj\":-500")]
    [InlineData("pid", "host", "\"PidMode\":\"host\"")]
    [InlineData("pids-limit", "100", "\"PidsLimit\":100")]
    [InlineData("privileged", "true", "\"Privileged\":true")]
    [InlineData("read-only", "", "\"ReadonlyRootfs\":true")]
    [InlineData("security-opt", "no-new-privileges", "\"SecurityOpt\":[\"no-new-privileges\"]")]
    [InlineData("shm-size", "128MB", "\"ShmSize\":134217728")]
    [InlineData("stop-signal", "SIGINT", "\"StopSignal\":\"SIGINT\"")]
    [InlineData("stop-timeout", "7", "\"StopTimeout\":7")]
    [InlineData("sysctl", "net.core.somaxconn=1024", "\"Sysctls\":{\"net.core.somaxconn\":\"1024\"}")]
    [InlineData("tmpfs", "/tmp:size=1m", "\"Tmpfs\":{\"/tmp\":\"size=1m\"}")]
    [InlineData("ulimit", "nofile=10:20", "\"Ulimits\":[{\"Name\":\"nofile\",\"Soft\":10,\"Hard\":20}]")]
    [InlineData("ulimit", "nofile=10", "\"Soft\":10,\"Hard\":10")]
    [InlineData("user", "1000:1000", "\"User\":\"1000:1000\"")]
    [InlineData("volume", "/data", "\"Volumes\":{\"/data\":{}}")]
    [InlineData("volume", "/a:/b:ro", "{\"Type\":\"bind\",\"Source\":\"/a\",\"Target\":\"/b\",\"ReadOnly\":true}")]
    [InlineData("volume", "name:/b", "{\"Type\":\"volume\",\"Source\":\"name\",\"Target\":\"/b\",\"ReadOnly\":false}")]
    [InlineData("volume", "/a:/b:rshared", "\"BindOptions\":{\"Propagation\":\"rshared\"}")]
    [InlineData("workdir", "/x", "\"WorkingDir\":\"/x\"")]
    [InlineData("cpuset-mems", "0", "\"CpusetMems\":\"0\"")]
    [InlineData("dns-opt", "ndots:2", "\"DnsOptions\":[\"ndots:2\"]")]
    [InlineData("dns-option", "ndots:2", "\"DnsOptions\":[\"ndots:2\"]")]
    [InlineData("domainname", "example.org", "\"Domainname\":\"example.org\"")]
    [InlineData("memory-swappiness", "10", "\"MemorySwappiness\":10")]
    [InlineData("runtime", "runc", "\"Runtime\":\"runc\"")]
    [InlineData("uts", "host", "\"UTSMode\":\"host\"")]
    public void Apply_Known_IsInTheBody(string key, string value, string part)
    {
        TranslatedContainer translated = Translate((key, value));

        System.Text.Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(translated.Body, EngineJson.Default.CreateContainer)).ShouldContain(part);
    }

    [Theory]
    [InlineData("ip", "10.9.0.7", "\"IPAMConfig\":{\"IPv4Address\":\"10.9.0.7\"}")]
    [InlineData("ip6", "fd00::7", "\"IPAMConfig\":{\"IPv6Address\":\"fd00::7\"}")]
    [InlineData("net-alias", "db", "\"Aliases\":[\"db\"]")]
    [InlineData("network-alias", "db", "\"Aliases\":[\"db\"]")]
    public void Apply_AddressesAndAliases_AreOfTheNetworkThatIsNamed(string key, string value, string part) =>
        System.Text.Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(
            Translate(("network", "mine"), (key, value)).Body, EngineJson.Default.CreateContainer)).ShouldContain(part);

    [Fact]
    public void Apply_Publish_BindsOutsideTheHostsNetwork() =>
        Translate(("network", "bridge"), ("publish", "127.0.0.1:31000:80/udp")).Body.HostConfig.PortBindings!["80/udp"]
            .ShouldBe([new PortBinding("127.0.0.1", "31000")]);

    [Theory]
    [InlineData("hostname", "here", "host's network")]
    [InlineData("publish", "31000:80", "have no effect in the network 'host'")]
    [InlineData("network-alias", "db", "need a network of your own")]
    [InlineData("env", "HOME", "inherits nothing")]
    [InlineData("label", "tepui.runtime=x", "the agent's own")]
    [InlineData("security-opt", "seccomp=/etc/shadow", "only 'unconfined'")]
    [InlineData("restart", "always", "a task that ends has ended")]
    [InlineData("name", "x", "the agent names its containers")]
    [InlineData("no-such-option", "x", "docs/DOCKER.md")]
    [InlineData("memory-swap", "much", "amount of memory")]
    [InlineData("init", "yes", "neither 'true' nor 'false'")]
    [InlineData("device", "x", "it is not PATH")]
    [InlineData("volume", "a/b:/c", "neither an absolute path")]
    [InlineData("volume", "/a:/b:z", "'z' is not supported")]
    [InlineData("ulimit", "nofile=20:10", "above its hard limit")]
    [InlineData("dns", "example", "no IP address")]
    public void Apply_Bad_IsNamedWithItsValue(string key, string value, string part)
    {
        string message = Should.Throw<ContainerLaunchException>(() => Translate((key, value))).Message;

        message.ShouldContain(part);
    }

    [Theory]
    [InlineData("rm", "true")]
    [InlineData("restart", "no")]
    public void Apply_WhatTepuiDoesAnyway_IsGranted(string key, string value) => Translate((key, value)).ShouldNotBeNull();

    [Theory]
    [InlineData("bridge", "10.0.0.4")]
    [InlineData("net2", "10.0.0.5")]
    [InlineData("other", null)]
    [InlineData("host", null)]
    public void WithoutParameters_TheNetworksDefaultsAreWhomItAsks(string network, string? server) =>
        Translate(("network", network)).Body.HostConfig.Dns.ShouldBe(server is null ? null : [server]);

    [Fact]
    public void AnyOfTheParametersOfNameServers_StandsForAll()
    {
        HostConfig host = Translate(("network", "bridge"), ("dns-search", "example.org")).Body.HostConfig;

        host.Dns.ShouldBeNull();
        host.DnsSearch.ShouldBe(["example.org"]);
    }

    [Fact]
    public void The_documented_list_is_the_one_in_the_code()
    {
        string page = File.ReadAllText(Repository.At("docs/DOCKER.md"));
        string[] documented = [.. Regex.Matches(page, "^\\| `(?<name>[a-z][a-z0-9-]*)`", RegexOptions.Multiline).Select(match => match.Groups["name"].Value).Order()];

        documented.ShouldBe(Parameters.Names.Append("restart").Append("rm").Order().ToArray());
    }

    private static TranslatedContainer Translate(params (string Key, string Value)[] parameters) => ContainerTranslator.Translate(
        DockerLaunches.Launch("c", "/sandbox", container =>
        {
            foreach ((string key, string value) in parameters)
                container.Add(key, value);
        }),
        "mesos-c",
        new DockerContainerizerOptions("/run")
        {
            Resolvers = new DefaultResolvers
            {
                DockerBridge = new ResolverSettings(["10.0.0.4"], null, ["a.org"], []),
                Docker = new Dictionary<string, ResolverSettings> { ["net2"] = new(["10.0.0.5"], null, [], []) },
            },
        });
}
