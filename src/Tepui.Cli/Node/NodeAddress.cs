using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;

namespace Tepui.Cli.Node;

/// <summary>Which of the hosts this one is.</summary>
internal static class NodeAddress
{
    /// <exception cref="NodeException">None or several of the addresses are this host's.</exception>
    public static IPAddress Find(NodeFlags flags)
    {
        if (flags.Ip is not null)
        {
            var given = IPAddress.Parse(flags.Ip);
            return IsOwn(given) ? given : throw new NodeException($"--ip: {given} is no address of this host (see 'ip address')");
        }

        List<IPAddress> own = [.. flags.Addresses.Where(IsOwn)];
        return own.Count switch
        {
            1 => own[0],
            0 => throw new NodeException($"none of --nodes={flags.Nodes} is an address of this host (see 'ip address')"),
            _ => throw new NodeException($"{string.Join(" and ", own)} are all this host's: say which one it is to be with --ip"),
        };
    }

    /// <summary>One can listen there.</summary>
    private static bool IsOwn(IPAddress address)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
