using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Tepui.EndToEnd.Tests.Harness;

/// <summary>
/// Hosts that are network namespaces on one bridge, each with an address and with no name of anything: resolv.conf and hosts are empty
/// there. The test itself is on the bridge too. Takes root.
/// </summary>
public sealed class HostNetwork : IDisposable
{
    private readonly string _mark = Guid.NewGuid().ToString("N")[..6];
    private readonly int _net = Random.Shared.Next(1, 255);
    private readonly int _count;

    private HostNetwork(int count) => _count = count;

    private string Bridge => "tepui" + _mark;

    /// <summary>The addresses of the hosts, the first of number 0.</summary>
    public IReadOnlyList<string> Addresses => [.. Enumerable.Range(0, _count).Select(Address)];

    public static HostNetwork Create(int count)
    {
        var network = new HostNetwork(count);
        try
        {
            Must("link", "add", network.Bridge, "type", "bridge");
            Must("address", "add", string.Create(CultureInfo.InvariantCulture, $"10.217.{network._net}.1/24"), "dev", network.Bridge);
            Must("link", "set", network.Bridge, "up");
            for (var host = 0; host < count; host++)
                network.Add(host);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>The words before a command that run it on a host.</summary>
    public string[] On(int host) => ["ip", "netns", "exec", Name(host)];

    /// <summary>Cuts a host off from all others, or joins it to them again.</summary>
    public void Connect(int host, bool connected) => Must("link", "set", Port(host), connected ? "up" : "down");

    /// <summary>kill -9 of all that runs on a host.</summary>
    public void KillAll(int host)
    {
        for (var pids = Pids(host); pids.Count > 0; pids = [.. Pids(host).Where(Processes.IsAlive)])
        {
            foreach (var pid in pids)
                _ = Processes.Signal(pid, Processes.SigKill);
        }
    }

    public IReadOnlyList<int> Pids(int host) =>
        [.. Run("netns", "pids", Name(host)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];

    public void Dispose()
    {
        for (var host = 0; host < _count; host++)
        {
            KillAll(host);
            Run("netns", "del", Name(host));
            if (Directory.Exists(Files(host)))
                Directory.Delete(Files(host), recursive: true);
        }

        Run("link", "del", Bridge);
    }

    private static (int Status, string Output) Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ip", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    private static void Must(params string[] arguments)
    {
        var (status, output) = Run(arguments);
        if (status != 0)
            throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {output.Trim()}");
    }

    private void Add(int host)
    {
        // 'ip netns exec' shows a process these in place of the machine's own.
        Directory.CreateDirectory(Files(host));
        File.WriteAllText(Path.Combine(Files(host), "resolv.conf"), "");
        File.WriteAllText(Path.Combine(Files(host), "hosts"), "");
        Must("netns", "add", Name(host));
        Must("link", "add", Port(host), "type", "veth", "peer", "name", "eth0", "netns", Name(host));
        Must("link", "set", Port(host), "master", Bridge, "up");
        Must("-n", Name(host), "address", "add", Address(host) + "/24", "dev", "eth0");
        Must("-n", Name(host), "link", "set", "eth0", "up");
        Must("-n", Name(host), "link", "set", "lo", "up");
    }

    private string Name(int host) => string.Create(CultureInfo.InvariantCulture, $"tepui-{_mark}-{host + 1}");

    private string Port(int host) => string.Create(CultureInfo.InvariantCulture, $"tv{_mark}-{host + 1}");

    private string Address(int host) => string.Create(CultureInfo.InvariantCulture, $"10.217.{_net}.{host + 11}");

    private string Files(int host) => Path.Combine("/etc/netns", Name(host));
}
