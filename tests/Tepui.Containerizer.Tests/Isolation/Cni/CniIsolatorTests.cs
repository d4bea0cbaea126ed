using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Isolation.Cni;
using Tepui.Testing.Hosts;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Tests.Isolation.Cni;

/// <summary>Containers in real networks: what a plan says, what is made, and that nothing stays.</summary>
[Collection("cni")]
public sealed class CniIsolatorTests : IAsyncLifetime
{
    /// <summary>Writes what it is told into files beside it, and answers as the test wants.</summary>
    private const string Recorder = """
        n=$(ls "$0".calls 2>/dev/null | grep -c env); mkdir -p "$0".calls; cat > "$0".calls/$n
        echo "$CNI_COMMAND $CNI_CONTAINERID $CNI_IFNAME ${CNI_NETNS:+ns}" > "$0".calls/$n.env
        [ $CNI_COMMAND = DEL ] || cat "$0".answer
        """;

    private readonly CniHost? _host = System.Environment.IsPrivilegedProcess ? new() : null;

    private CniHost Host => _host!;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
    }

    [RootFact]
    public async Task ABridge_GivesAnAddressThatAnswersAndLeavesNothing()
    {
        Host.Network("10-net.conf", $$"""{"name":"net","cniVersion":"0.4.0","ipMasq":true,{{Host.BridgePlugin[1..]}}""");
        ContainerPlan plan = Host.Plan("c1", new NetworkInfo
        {
            Name = "net",
            Labels = new Labels { Labels_ = { new Label { Key = "app", Value = "web" } } },
        });
        await Host.Isolator.PrepareAsync(plan, Host.Bound);

        NetworkInfo network = (await Host.StatusAsync(plan)).NetworkInfos.Single();
        string address = network.IpAddresses.Single().IpAddress;
        address.ShouldStartWith(Host.Subnet + ".");
        (network.Name, network.Labels.Labels_.Single().Value).ShouldBe(("net", "web"));
        CniHost.Ping(address);
        Host.RunIn("c1", CniHost.PingCommand(Host.Subnet + ".1"));
        Host.RunIn("c1", CniHost.PingCommand("127.0.0.1"));
        plan.Joined.Single().ShouldBe(new JoinedNamespace(Namespaces.Network, Host.NamespaceOf("c1")));
        plan.Own.ShouldBe(Namespaces.Mount | Namespaces.Uts);
        plan.Hostname.ShouldBe("c1");
        plan.Mounts.Select(mount => mount.Target).ShouldContain("/etc/hosts");
        (await File.ReadAllTextAsync(plan.Mounts.First(mount => mount.Target == "/etc/hosts").Source, Host.Bound))
            .ShouldBe($"127.0.0.1 localhost\n{address} c1\n");
        (await File.ReadAllTextAsync(plan.Mounts.First(mount => mount.Target == "/etc/hostname").Source, Host.Bound)).ShouldBe("c1\n");
        plan.Environment.ShouldContain(new System.Collections.Generic.KeyValuePair<string, string>("LIBPROCESS_IP", "0.0.0.0"));
        Host.Leases.ShouldBe([address]);

        await Host.Isolator.CleanUpAsync("c1", Host.Bound);

        Host.Leases.ShouldBeEmpty();
        CniHost.Run("ip", "-o", "link", "show", "master", Host.Bridge).ShouldBeEmpty();
        Host.NewRules().ShouldBeEmpty();
        Directory.Exists(Host.FolderOf("c1")).ShouldBeFalse();
        (await File.ReadAllTextAsync("/proc/self/mountinfo", Host.Bound)).ShouldNotContain(Host.Root);
        (await Host.StatusAsync(plan)).NetworkInfos.ShouldBeEmpty();
        await Host.Isolator.CleanUpAsync("c1", Host.Bound);
    }

    [RootFact]
    public async Task EveryVersionOfTheSpecification_IsSpoken()
    {
        foreach (string version in (string[])["", "0.1.0", "0.2.0", "0.3.0", "0.3.1", "0.4.0", "1.0.0"])
        {
            string member = version.Length == 0 ? "" : $"\"cniVersion\":\"{version}\",";
            Host.Network("net.conf", $$"""{{{member}}"name":"net","type":"ptp","ipam":{{Host.Ipam}}}""");
            ContainerPlan plan = await Host.JoinAsync("net");

            CniHost.Ping(await Host.AddressAsync(plan));
            await Host.Isolator.CleanUpAsync(plan.Id, Host.Bound);
            Host.Leases.ShouldBeEmpty(version);
        }
    }

    [RootFact]
    public async Task SeveralNetworks_EachHasADeviceAndAllAreLeft()
    {
        Host.Network("a.conf", $$"""{"name":"a","cniVersion":"0.3.1","type":"ptp","ipam":{{Host.Ipam}}}""");
        Host.Network("b.conf", $$"""{"name":"b","cniVersion":"1.0.0",{{Host.BridgePlugin[1..].Replace("/leases", "/leases/b", StringComparison.Ordinal).Replace(",\"routes\":[{\"dst\":\"0.0.0.0/0\"}]", "", StringComparison.Ordinal)}}""");
        ContainerPlan plan = await Host.JoinAsync("a", "b");

        ContainerStatus status = await Host.StatusAsync(plan);
        status.NetworkInfos.Select(network => network.Name).ShouldBe(["a", "b"]);
        string links = Host.RunIn(plan.Id, "ip", "-o", "link");
        links.ShouldContain("eth0");
        links.ShouldContain("eth1");
        var statistics = new ResourceStatistics();
        await Host.Isolator.MeasureAsync(CniHost.Record(plan, System.Environment.ProcessId), statistics, Host.Bound);
        statistics.HasNetRxBytes.ShouldBe((await File.ReadAllTextAsync("/proc/self/net/dev", Host.Bound)).Contains("eth0", StringComparison.Ordinal));

        await Host.Isolator.CleanUpAsync(plan.Id, Host.Bound);
        Host.Leases.ShouldBeEmpty();
    }

    [RootFact]
    public async Task PortMappings_ByThePluginPortmap_ReachTheContainer() => await PortsAsync(
        $$"""{"name":"net","cniVersion":"0.4.0","plugins":[{{Host.BridgePlugin}},{"type":"portmap","capabilities":{"portMappings":true} }]}""");

    [RootFact]
    public async Task PortMappings_ByMesossPortMapper_ReachTheContainer()
    {
        string chain = "TEPUI-" + Host.Bridge;
        try
        {
            await PortsAsync(
                $$"""{"name":"net","type":"mesos-cni-port-mapper","excludeDevices":["{{Host.Bridge}}"],"chain":"{{chain}}","delegate":{{Host.BridgePlugin}}}""",
                chain);
        }
        finally
        {
            CniHost.Run("/bin/sh", "-c", $"""
                PATH=$PATH:/usr/sbin:/sbin; exec 2>/dev/null
                iptables -w -t nat -D PREROUTING -m addrtype --dst-type LOCAL -j {chain}
                iptables -w -t nat -D OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j {chain}
                iptables -w -t nat -X {chain}; exit 0
                """);
        }
    }

    [RootFact]
    public async Task WhatAPluginIsTold_IsInOrderAndHasMesossArguments()
    {
        foreach (string name in (string[])["first", "second"])
        {
            Host.Plugin(name, Recorder);
            await File.WriteAllTextAsync(
                Path.Combine(Host.OwnPlugins, name + ".answer"), $$"""{"cniVersion":"0.4.0","ips":[{"version":"4","address":"10.9.8.7/24"}],"by":"{{name}}"}""", Host.Bound);
        }

        Host.Network("net.conflist", """
            {"name":"net","cniVersion":"0.4.0","plugins":[
              {"type":"first","key":1,"args":{"mine":true}},{"type":"second","capabilities":{"portMappings":true}}]}
            """);
        ContainerPlan plan = Host.Plan("c1", new NetworkInfo
        {
            Name = "net",
            Labels = new Labels { Labels_ = { new Label { Key = "app", Value = "web" } } },
            PortMappings = { new NetworkInfo.Types.PortMapping { HostPort = 8080, ContainerPort = 80, Protocol = "UDP" } },
        });
        await Host.Isolator.PrepareAsync(plan, Host.Bound);
        await Host.Isolator.CleanUpAsync("c1", Host.Bound);

        JsonObject first = Call("first", 0);
        first.ToJsonString().ShouldBe("""
            {"type":"first","key":1,"args":{"mine":true,"org.apache.mesos":{"network_info":{"name":"net","labels":{"labels":[{"key":"app","value":"web"}]},"port_mappings":[{"host_port":8080,"container_port":80,"protocol":"UDP"}]}}},"name":"net","cniVersion":"0.4.0"}
            """.Trim(), StringCompareShould.IgnoreLineEndings);
        JsonObject second = Call("second", 0);
        second["prevResult"]!["by"]!.GetValue<string>().ShouldBe("first");
        second["runtimeConfig"]!.ToJsonString().ShouldBe("""{"portMappings":[{"hostPort":8080,"containerPort":80,"protocol":"udp"}]}""");
        Call("first", 1)["prevResult"]!["by"]!.GetValue<string>().ShouldBe("second");
        Environments("first").ShouldBe("ADD c1 eth0 ns\nDEL c1 eth0 ns\n");
        File.GetLastWriteTimeUtc(Path.Combine(Host.OwnPlugins, "second.calls", "1"))
            .ShouldBeLessThanOrEqualTo(File.GetLastWriteTimeUtc(Path.Combine(Host.OwnPlugins, "first.calls", "1")));
    }

    [RootFact]
    public async Task AFailureInAList_UndoesWhatWasBegunAndTellsThePluginsWords()
    {
        Host.Plugin("fails", """[ $CNI_COMMAND = DEL ] || { echo '{"code":7,"msg":"no  more VLANs","details":"all 4094 are taken"}'; exit 1; }""");
        Host.Network("net.conflist", $$"""{"name":"net","cniVersion":"0.4.0","plugins":[{{Host.BridgePlugin}},{"type":"fails"}]}""");

        ContainerLaunchException e = await Host.RefusedAsync(Host.Plan("c1", new NetworkInfo { Name = "net" }));

        e.Message.ShouldBe("the CNI network 'net' cannot be joined: the plug-in 'fails' says: no more VLANs (all 4094 are taken)");
        Host.Leases.ShouldBeEmpty();
        Directory.Exists(Host.FolderOf("c1")).ShouldBeFalse();
        CniHost.Run("ip", "-o", "link", "show", "master", Host.Bridge).ShouldBeEmpty();
    }

    [RootFact]
    public async Task Networks_ThatCannotBeJoined_AreToldWithWhatIsWrong()
    {
        Host.Network("broken.conf", "{");
        Host.Network("missing.conf", """{"name":"missing","type":"no-such-plugin"}""");
        Host.Network("ipam.conf", """{"name":"ipam","type":"bridge","ipam":{"type":"../../bin/sh"}}""");
        Host.Network("bad.conf", $$"""{"name":"bad","cniVersion":"0.4.0","type":"bridge","bridge":"{{Host.Bridge}}","vlan":99999}""");
        async Task<string> Refused(params string[] names) =>
            (await Host.RefusedAsync(Host.Plan("c", [.. names.Select(name => new NetworkInfo { Name = name })]))).Message;

        (await Refused("nowhere")).ShouldStartWith($"Unknown CNI network 'nowhere': no file in {Host.Configurations} describes it; {Host.Configurations}/broken.conf is left out, because it is no JSON");
        (await Refused("missing")).ShouldStartWith("the CNI network 'missing' cannot be joined: its plug-in 'no-such-plugin' (named in ");
        (await Refused("ipam")).ShouldContain("its plug-in '../../bin/sh' (named in ");
        (await Refused("bad")).ShouldContain("the plug-in 'bridge' says: invalid VLAN ID 99999");
        (await Refused("bad", "bad")).ShouldBe("Attempted to join CNI network 'bad' multiple times");
        Host.Network("later.conf", $$"""{"name":"nowhere","type":"ptp","ipam":{{Host.Ipam}}}""");
        await Host.Isolator.CleanUpAsync((await Host.JoinAsync("nowhere")).Id, Host.Bound);
    }

    [RootFact]
    public async Task Resolver_IsWhatTheNetworkSaysAndElseTheHosts()
    {
        await File.WriteAllTextAsync(
            Path.Combine(Host.Root, "resolver"), "domain example.org\nsearch a.org b.org\noptions ndots:2\nnameserver 10.1.2.3\n", Host.Bound);
        Host.Network("told.conf", $$"""{"name":"told","cniVersion":"0.4.0","type":"ptp","ipam":{"resolvConf":"{{Host.Root}}/resolver",{{Host.Ipam[1..]}}}""");
        Host.Network("silent.conf", $$"""{"name":"silent","cniVersion":"0.4.0","type":"ptp","ipam":{{Host.Ipam}}}""");
        ContainerPlan told = await Host.JoinAsync("told");
        ContainerPlan silent = await Host.JoinAsync("silent");
        Host.Network("defaulted.conf", $$"""{"name":"defaulted","cniVersion":"0.4.0","type":"ptp","ipam":{{Host.Ipam}}}""");
        ContainerPlan defaulted = await Host.JoinAsync("defaulted");

        string path = told.Mounts.Single(mount => mount.Target == "/etc/resolv.conf").Source;
        (await File.ReadAllTextAsync(path, Host.Bound))
            .ShouldBe("domain example.org\nsearch a.org b.org\noptions ndots:2\nnameserver 10.1.2.3\n");
        string byDefault = defaulted.Mounts.Single(mount => mount.Target == "/etc/resolv.conf").Source;
        (await File.ReadAllTextAsync(byDefault, Host.Bound)).ShouldBe("search c.org\nnameserver 10.4.5.6\n");
        if (File.Exists("/etc/resolv.conf"))
            silent.Mounts.Single(mount => mount.Target == "/etc/resolv.conf").Source.ShouldBe("/etc/resolv.conf");
    }

    [RootFact]
    public async Task Recover_KeepsWhatRunsAndLeavesTheNetworksOfWhatDoesNot()
    {
        Host.Network("net.conf", $$"""{"name":"net","cniVersion":"0.4.0",{{Host.BridgePlugin[1..]}}""");
        ContainerPlan kept = await Host.JoinAsync("net");
        ContainerPlan orphan = await Host.JoinAsync("net");
        string address = await Host.AddressAsync(kept);
        File.Delete(Path.Combine(Host.Configurations, "net.conf"));

        await Host.RestartAsync(CniHost.Record(kept));

        (await Host.AddressAsync(kept)).ShouldBe(address);
        Host.Leases.ShouldBe([address]);
        Directory.Exists(Host.FolderOf(orphan.Id)).ShouldBeFalse();
        CniHost.Ping(address);

        // As after a reboot: the namespace is gone, the addresses are still given out.
        CniHost.Run("umount", Host.NamespaceOf(kept.Id));
        await Host.RestartAsync();
        Host.Leases.ShouldBeEmpty();
        Directory.Exists(Host.FolderOf(kept.Id)).ShouldBeFalse();
    }

    [RootFact]
    public async Task WhatPersists_IsKeptWhereItOutlivesAReboot()
    {
        var options = new IsolationOptions(Path.Combine(Host.Root, "work"), Path.Combine(Host.Root, "run"))
        {
            Networks = Host.Options with { Persists = true },
        };
        Host.Network("net.conf", $$"""{"name":"net","cniVersion":"0.4.0","type":"ptp","ipam":{{Host.Ipam}}}""");
        await new CniIsolator(options).PrepareAsync(Host.Plan("c1", new NetworkInfo { Name = "net" }), Host.Bound);
        string folder = Path.Combine(Host.Root, "work", "isolators", "network", "cni", "c1");
        Directory.Exists(folder).ShouldBeTrue();
        Host.Leases.Count().ShouldBe(1);

        // A reboot, after which nothing is left of what ran.
        CniHost.Run("umount", Path.Combine(folder, "ns"));
        if (Directory.Exists(options.RuntimeDirectory))
            Directory.Delete(options.RuntimeDirectory, recursive: true);
        await new CniIsolator(options).RecoverAsync([], Host.Bound);

        Host.Leases.ShouldBeEmpty();
        Directory.Exists(folder).ShouldBeFalse();
    }

    [RootFact]
    public async Task NestedContainers_ShareTheNetworkAndTheFilesOfTheirParent()
    {
        Host.Network("net.conf", $$"""{"name":"net","cniVersion":"0.4.0",{{Host.BridgePlugin[1..]}}""");
        ContainerPlan parent = await Host.JoinAsync("net");
        var nested = new ContainerPlan(
            new ContainerLaunch("c1.n", ["/bin/true"], [], "/") { Parent = parent.Id }, CniHost.Record(parent, 4711));
        var debug = new ContainerPlan(
            new ContainerLaunch("c1.d", ["/bin/true"], [], "/") { Parent = parent.Id, IsDebug = true }, CniHost.Record(parent, 4711));
        await Host.Isolator.PrepareAsync(nested, Host.Bound);
        await Host.Isolator.PrepareAsync(debug, Host.Bound);

        nested.Joined.ShouldBe(
            [new JoinedNamespace(Namespaces.Network, Host.NamespaceOf(parent.Id)), new JoinedNamespace(Namespaces.Uts, "/proc/4711/ns/uts")]);
        nested.Mounts.ShouldBe(parent.Mounts);
        (await Host.AddressAsync(nested)).ShouldBe(await Host.AddressAsync(parent));
        debug.Joined.ShouldBeEmpty();
        debug.Mounts.ShouldBeEmpty();
        (await Host.AddressAsync(debug)).ShouldBe(await Host.AddressAsync(parent));
        await Host.Isolator.CleanUpAsync("c1.n", Host.Bound);
        Host.Leases.Count().ShouldBe(1);
    }

    [RootFact]
    public async Task WithoutANamedNetwork_TheHostsFilesGoIntoAnotherRootAndNothingElseHappens()
    {
        ContainerPlan plain = Host.Plan("c1", new NetworkInfo());
        ContainerPlan rooted = Host.Plan("c2");
        rooted.Root = "/some/root";
        await Host.Isolator.PrepareAsync(plain, Host.Bound);
        await Host.Isolator.PrepareAsync(rooted, Host.Bound);

        (plain.Joined.Count, plain.Mounts.Count, plain.Own, plain.Hostname).ShouldBe((0, 0, Namespaces.None, null));
        rooted.Mounts.ShouldAllBe(mount => mount.Source == mount.Target && mount.Options.Contains("ro"));
        rooted.Joined.ShouldBeEmpty();
    }

    private async Task PortsAsync(string network, string? chain = null)
    {
        Host.Network("net.conflist", network);
        uint port = (uint)Random.Shared.Next(20_000, 30_000);
        ContainerPlan plan = Host.Plan("ct:1:2 x", new NetworkInfo
        {
            Name = "net",
            PortMappings = { new NetworkInfo.Types.PortMapping { HostPort = port, ContainerPort = 80 } },
        });
        await Host.Isolator.PrepareAsync(plan, Host.Bound);
        await File.WriteAllTextAsync(Path.Combine(Host.Root, "index.html"), "hello", Host.Bound);
        Host.RunIn(plan.Id, "busybox", "httpd", "-p", "80", "-h", Host.Root);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        var url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{Host.Subnet}.1:{port}/index.html"));
        try
        {
            (await http.GetStringAsync(url, Host.Bound)).ShouldBe("hello");
        }
        finally
        {
            CniHost.Run("/bin/sh", "-c", $"kill $(for p in /proc/[0-9]*; do [ \"$(readlink $p/ns/net)\" = \"$(stat -Lc 'net:[%i]' '{Host.NamespaceOf(plan.Id)}')\" ] && basename $p; done)");
        }

        await Host.Isolator.CleanUpAsync(plan.Id, Host.Bound);
        (await Should.ThrowAsync<HttpRequestException>(async () => await http.GetStringAsync(url, Host.Bound))).ShouldNotBeNull();
        string[] left = [.. Host.NewRules().Split('\n').Where(rule => chain is null ? rule.Length > 0 : rule.StartsWith("-A " + chain, StringComparison.Ordinal))];
        left.ShouldBeEmpty();
    }

    private JsonObject Call(string plugin, int number) =>
        (JsonObject)JsonNode.Parse(File.ReadAllText(Path.Combine(Host.OwnPlugins, plugin + ".calls", $"{number}")))!;

    private string Environments(string plugin) => string.Concat(
        Directory.GetFiles(Path.Combine(Host.OwnPlugins, plugin + ".calls"), "*.env").Order(StringComparer.Ordinal).Select(File.ReadAllText));
}
