using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;

namespace Tepui.EndToEnd.Tests.Survival;

/// <summary>
/// Hosts on one bridge, each a network namespace of its own, and this machine's own as one more. All of it is gone when it is disposed;
/// a namespace, and with it its end of the cable, goes by itself when nobody holds it.
/// </summary>
internal sealed class HostNetwork : IDisposable
{
    private readonly string _tag = Convert.ToHexStringLower(Guid.NewGuid().ToByteArray()[..3]);
    private readonly List<string> _namespaces = [];

    private HostNetwork()
    {
    }

    public List<Host> Hosts { get; } = [];

    private string Bridge => $"tp{_tag}br";

    public static HostNetwork Make(int count)
    {
        var network = new HostNetwork();
        try
        {
            network.Build(count);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Nothing gets in or out any more, and nothing answers.</summary>
    public static void Cut(Host host) => Within(
        host,
        "table inet cut { chain in { type filter hook input priority 0; iif != lo drop; }; chain out { type filter hook output priority 0; oif != lo drop; }; }");

    /// <summary>Nothing to or from ZooKeeper's clients' port, not even that of the host itself.</summary>
    public static void CutFromZooKeeper(Host host) => Within(
        host,
        "table inet cut { chain in { type filter hook input priority 0; tcp sport 2181 drop; }; chain out { type filter hook output priority 0; tcp dport 2181 drop; }; }");

    public static void Mend(Host host) => Run("nsenter", [.. host.Within[1..], "nft", "delete", "table", "inet", "cut"]);

    public void Dispose()
    {
        foreach (string name in _namespaces)
            TryRun("ip", "netns", "del", name);
        TryRun("ip", "link", "del", Bridge);
    }

    private static void Within(Host host, string rules) => Run("nsenter", [.. host.Within[1..], "nft", rules]);

    private static void Run(string program, params string[] arguments)
    {
        string errors = TryRun(program, arguments) ?? "";
        if (errors.Length > 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {errors}");
    }

    /// <returns>What went wrong.</returns>
    private static string? TryRun(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : errors.Length > 0 ? errors : $"exit code {process.ExitCode}";
    }

    private void Build(int count)
    {
        // A network of 10.214.*.0/24 that nobody else has taken.
        int net = Random.Shared.Next(1, 255);
        string Address(int host) => string.Create(CultureInfo.InvariantCulture, $"10.214.{net}.{host}");
        Run("ip", "link", "add", Bridge, "type", "bridge");
        Run("ip", "address", "add", $"{Address(1)}/24", "dev", Bridge);
        Run("ip", "link", "set", Bridge, "up");
        for (int i = 1; i <= count; i++)
        {
            string name = $"tp{_tag}h{i}";
            string cable = $"tp{_tag}v{i}";
            Run("ip", "netns", "add", name);
            _namespaces.Add(name);
            Run("ip", "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", name);
            Run("ip", "link", "set", cable, "master", Bridge);
            Run("ip", "link", "set", cable, "up");
            Run("ip", "-n", name, "address", "add", $"{Address(i + 1)}/24", "dev", "eth0");
            Run("ip", "-n", name, "link", "set", "eth0", "up");
            Run("ip", "-n", name, "link", "set", "lo", "up");

            // Not ip netns exec, which would take /sys away as well.
            Hosts.Add(new Host(name, Address(i + 1), ["nsenter", $"--net=/var/run/netns/{name}"]));
        }
    }
}
