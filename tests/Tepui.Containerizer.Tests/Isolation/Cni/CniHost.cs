using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Isolation.Cni;
using Tepui.Containerizer.Resolvers;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Tests.Isolation.Cni;

/// <summary>An agent's CNI isolator with networks of its own: a bridge and addresses that nobody else has. Real plug-ins of /usr/lib/cni.</summary>
public sealed class CniHost : IAsyncDisposable
{
    private static readonly string[] PortmapChains = ["CNI-HOSTPORT-DNAT", "CNI-HOSTPORT-SETMARK", "CNI-HOSTPORT-MASQ"];

    private readonly string _rulesBefore;
    private int _last;

    public CniHost()
    {
        string unique = Path.GetFileName(Root)[^6..].ToLowerInvariant();
        Bridge = "tcni" + unique;
        Subnet = string.Create(CultureInfo.InvariantCulture, $"10.215.{Random.Shared.Next(1, 255)}");
        Directory.CreateDirectory(Configurations);
        Directory.CreateDirectory(OwnPlugins);
        _rulesBefore = Rules();
        Isolator = NewIsolator();
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("tepui-cni-").FullName;

    public string Bridge { get; }

    /// <summary>The first three numbers of its addresses.</summary>
    public string Subnet { get; }

    public CniIsolator Isolator { get; private set; }

    public CancellationToken Bound { get; } = new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    public CniOptions Options => new()
    {
        ConfigurationDirectory = Configurations,
        PluginDirectories = [OwnPlugins, "/usr/lib/cni"],
        Resolvers = new DefaultResolvers
        {
            Cni = new Dictionary<string, ResolverSettings>
            {
                ["defaulted"] = new(["10.4.5.6"], null, ["c.org"], []),
                ["told"] = new(["10.9.9.9"], null, [], []),
            },
        },
    };

    public string Configurations => Path.Combine(Root, "networks");

    /// <summary>Plug-ins that the test writes.</summary>
    public string OwnPlugins => Path.Combine(Root, "plugins");

    /// <summary>Addresses that are given out, with their files' names.</summary>
    public IEnumerable<string> Leases => Directory.Exists(Path.Combine(Root, "leases"))
        ? Directory.EnumerateFiles(Path.Combine(Root, "leases"), "10.*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)!)
        : [];

    public string Ipam => $$"""{"type":"host-local","dataDir":"{{Root}}/leases","subnet":"{{Subnet}}.0/24","routes":[{"dst":"0.0.0.0/0"}]}""";

    public string BridgePlugin => $$"""{"type":"bridge","bridge":"{{Bridge}}","isGateway":true,"ipam":{{Ipam}}}""";

    public void Network(string file, string json) => File.WriteAllText(Path.Combine(Configurations, file), json);

    public void Plugin(string name, string script)
    {
        string path = Path.Combine(OwnPlugins, name);
        File.WriteAllText(path, "#!/bin/sh\n" + script);
        File.SetUnixFileMode(path, (UnixFileMode)0x1ED);
    }

    public string FolderOf(string id) => Path.Combine(Root, "run", "isolators", "network", "cni", AttachmentFolder.NameOf(id));

    public string NamespaceOf(string id) => Path.Combine(FolderOf(id), "ns");

    /// <summary>The agent's process ends and another begins.</summary>
    public async Task RestartAsync(params ContainerRecord[] running)
    {
        Isolator = NewIsolator();
        await Isolator.RecoverAsync(running, Bound);
    }

    public ContainerPlan Plan(string id, params NetworkInfo[] networks) => new(
        new ContainerLaunch(id, ["/bin/true"], [], Root) { Info = new ContainerInfo { NetworkInfos = { networks } } }, null);

    public async Task<ContainerPlan> JoinAsync(params string[] networks)
    {
        ContainerPlan plan = Plan($"c{++_last}", [.. networks.Select(name => new NetworkInfo { Name = name })]);
        await Isolator.PrepareAsync(plan, Bound);
        return plan;
    }

    public async Task<ContainerLaunchException> RefusedAsync(ContainerPlan plan)
    {
        ContainerLaunchException e = await Should.ThrowAsync<ContainerLaunchException>(async () => await Isolator.PrepareAsync(plan, Bound));
        await Isolator.CleanUpAsync(plan.Id, Bound);
        e.Message.ShouldNotContain("\n");
        return e;
    }

    /// <summary>As the containerizer writes it once the container runs.</summary>
    public static ContainerRecord Record(ContainerPlan plan, int pid = 1) => new(plan.Id, plan.Parent?.ContainerId, pid, "host", "/")
    {
        Joined = [.. plan.Joined],
        Own = plan.Own,
        Notes = new Dictionary<string, string>(plan.Notes),
    };

    public async Task<ContainerStatus> StatusAsync(ContainerPlan plan)
    {
        var status = new ContainerStatus();
        await Isolator.DescribeAsync(Record(plan), status, Bound);
        return status;
    }

    public async Task<string> AddressAsync(ContainerPlan plan) => (await StatusAsync(plan)).NetworkInfos[0].IpAddresses[0].IpAddress;

    /// <summary>What the program writes; it must succeed.</summary>
    public static string Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        string output = process.StandardOutput.ReadToEnd();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}: {errors}");
        return output;
    }

    /// <summary>The kernel may take a second until it lets packets through a device that came up.</summary>
    public static string[] PingCommand(string address) =>
        ["/bin/sh", "-c", $"for i in 1 2 3 4 5 6 7 8 9 10; do busybox ping -c 1 -W 1 {address} && exit 0; done; exit 1"];

    public static void Ping(string address) => Run(PingCommand(address)[0], PingCommand(address)[1..]);

    public string RunIn(string id, params string[] command) => Run("nsenter", ["--net=" + NamespaceOf(id), .. command]);

    /// <summary>Rules that were not there before, but for the empty chains that the plug-in portmap leaves for the next container.</summary>
    public string NewRules()
    {
        HashSet<string> before = [.. _rulesBefore.Split('\n')];
        return string.Join('\n', Rules().Split('\n').Where(rule => !before.Contains(rule) && !PortmapChains.Any(rule.Contains)));
    }

    public async ValueTask DisposeAsync()
    {
        await RestartAsync();
        foreach (string link in Try("ip", "-o", "link", "show", "type", "bridge").Split('\n').Where(line => line.Contains(Bridge, StringComparison.Ordinal)))
            _ = Try("ip", "link", "del", link.Split(':')[1].Trim());
        RemovePortmapChains();
        Directory.Delete(Root, recursive: true);
    }

    private static string Rules() => Try("iptables", "-w", "-t", "nat", "-S");

    private static string Try(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "PATH=$PATH:/usr/sbin:/sbin; exec \"$0\" \"$@\" 2>&1", program, .. arguments])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    private void RemovePortmapChains()
    {
        foreach (string rule in Rules().Split('\n').Where(rule => rule.StartsWith("-A ", StringComparison.Ordinal) && PortmapChains.Any(rule.Contains)))
        {
            if (!_rulesBefore.Contains(rule, StringComparison.Ordinal))
                _ = Try("/bin/sh", "-c", "iptables -w -t nat -D" + rule[2..]);
        }

        foreach (string chain in PortmapChains.Where(chain => !_rulesBefore.Contains("-N " + chain, StringComparison.Ordinal)))
        {
            _ = Try("iptables", "-w", "-t", "nat", "-F", chain);
            _ = Try("iptables", "-w", "-t", "nat", "-X", chain);
        }
    }

    private CniIsolator NewIsolator() =>
        new(new IsolationOptions(Path.Combine(Root, "work"), Path.Combine(Root, "run")) { Networks = Options });
}
