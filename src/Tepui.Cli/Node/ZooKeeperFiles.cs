using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net;
using System.Text;

namespace Tepui.Cli.Node;

/// <summary>ZooKeeper's configuration on this host (its Administrator's Guide, "Configuration Parameters").</summary>
internal sealed class ZooKeeperFiles(NodeFlags flags, IPAddress own)
{
    private readonly string _folder = Path.Combine(Path.GetFullPath(flags.WorkDirectory), "zookeeper");

    public string Configuration => Path.Combine(_folder, "zoo.cfg");

    private string Data => Path.Combine(_folder, "data");

    private string MyId => Path.Combine(Data, "myid");

    /// <summary>Writes the files.</summary>
    /// <exception cref="NodeException">The data there is another server's.</exception>
    public void Write()
    {
        Directory.CreateDirectory(Data);
        var number = Number(flags.Addresses, own);
        if (File.Exists(MyId) && File.ReadAllText(MyId).Trim() is { Length: > 0 } found && found != number)
        {
            throw new NodeException(
                $"{Data} is the data of ZooKeeper's server {found}, but among --nodes={flags.Nodes} this host, {own}, is number {number}: "
                + "name the hosts as before, or move that folder away to begin anew");
        }

        File.WriteAllText(MyId, number + "\n");
        File.WriteAllText(Configuration, Text());
    }

    public string Text()
    {
        var text = new StringBuilder()
            .AppendLine("# Written by 'tepui node' at each start.")
            .AppendLine("tickTime=1000")
            .AppendLine("initLimit=30")
            .AppendLine("syncLimit=10")
            .AppendLine(CultureInfo.InvariantCulture, $"maxSessionTimeout={TimeSpan.FromMinutes(1).TotalMilliseconds}")
            .AppendLine(CultureInfo.InvariantCulture, $"dataDir={Data}")
            .AppendLine(CultureInfo.InvariantCulture, $"clientPortAddress={own}")
            .AppendLine(CultureInfo.InvariantCulture, $"clientPort={flags.ZooKeeperPort}")

            // All agents and frameworks of a host are one address to it.
            .AppendLine("maxClientCnxns=0")
            .AppendLine("autopurge.snapRetainCount=5")
            .AppendLine("autopurge.purgeInterval=1")
            .AppendLine("admin.enableServer=false")
            .AppendLine("4lw.commands.whitelist=srvr,ruok,mntr");

        // A single one is no ensemble.
        if (flags.Addresses.Count > 1)
        {
            foreach (var address in flags.Addresses)
            {
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"server.{Number(flags.Addresses, address)}={InUrl(address)}:{flags.ZooKeeperPeerPort}:{flags.ZooKeeperElectionPort}");
            }
        }

        return text.ToString();
    }

    /// <summary>As it stands before a port.</summary>
    public static string InUrl(IPAddress address) => address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : $"{address}";

    private static string Number(IReadOnlyList<IPAddress> addresses, IPAddress address)
    {
        for (var index = 0; ; index++)
        {
            if (addresses[index].Equals(address))
                return (index + 1).ToString(CultureInfo.InvariantCulture);
        }
    }
}
