using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Tepui.EndToEnd.Tests.Harness;

/// <summary>A host of a <see cref="HostNetwork"/>: a network namespace, of this name, with this address.</summary>
public sealed class NetworkHost(string name, string address) : IDisposable
{
    public string Address => address;

    /// <summary>The words before a command that run it here. Not ip netns exec, which would take /sys away as well.</summary>
    public string[] Within => ["nsenter", $"--net=/var/run/netns/{name}"];

    /// <summary>As <see cref="Within"/>, where resolv.conf and hosts are empty: nothing has a name.</summary>
    public string[] WithinNameless => ["ip", "netns", "exec", name];

    public IReadOnlyList<int> Pids =>
        [.. NetworkCommands.Run("ip", "netns", "pids", name).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];

    /// <summary>What 'ip netns exec' shows a process in place of the machine's own.</summary>
    private string Files => Path.Combine("/etc/netns", name);

    /// <summary>Nothing gets in or out any more, and nothing answers.</summary>
    public void Cut() => Rule("iif != lo drop", "oif != lo drop");

    /// <summary>Nothing to or from a TCP port, not even that of the host itself.</summary>
    public void CutFrom(int port) => Rule($"tcp sport {port} drop", $"tcp dport {port} drop");

    /// <summary>Undoes a cut.</summary>
    public void Mend() => Must("nft", "delete", "table", "inet", "cut");

    /// <summary>kill -9 of all that runs here.</summary>
    public void KillAll()
    {
        for (var pids = Pids; pids.Count > 0; pids = [.. Pids.Where(Processes.IsAlive)])
        {
            foreach (var pid in pids)
                _ = Processes.Signal(pid, Processes.SigKill);
        }
    }

    public void Dispose()
    {
        KillAll();
        NetworkCommands.Run("ip", "netns", "del", name);
        if (Directory.Exists(Files))
            Directory.Delete(Files, recursive: true);
    }

    internal void Join(string bridge)
    {
        Directory.CreateDirectory(Files);
        File.WriteAllText(Path.Combine(Files, "resolv.conf"), "");
        File.WriteAllText(Path.Combine(Files, "hosts"), "");
        NetworkCommands.Must("ip", "netns", "add", name);
        NetworkCommands.Must("ip", "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name);
        NetworkCommands.Must("ip", "link", "set", name, "master", bridge, "up");
        NetworkCommands.Must("ip", "-n", name, "address", "add", Address + "/24", "dev", "eth0");
        NetworkCommands.Must("ip", "-n", name, "link", "set", "eth0", "up");
        NetworkCommands.Must("ip", "-n", name, "link", "set", "lo", "up");
    }

    private void Rule(string incoming, string outgoing) => Must(
        "nft",
        $"table inet cut {{ chain in {{ type filter hook input priority 0; {incoming}; }}; chain out {{ type filter hook output priority 0; {outgoing}; }}; }}");

    private void Must(params string[] command) => NetworkCommands.Must(Within[0], [.. Within[1..], .. command]);
}
