using System.Collections.Generic;
using System.Linq;

namespace Tepui.Miner.Server;

/// <summary>An option of p2pool's that has no counterpart here: either it makes no difference, or there is no such thing.</summary>
/// <param name="HasValue">Its value is the next argument.</param>
/// <param name="IsRefused">Leaving it aside would not be what the user asked for.</param>
internal sealed record P2poolOption(string Name, string? Letter, bool HasValue, bool IsRefused, string Why)
{
    private const string NoPeers = "there is no p2pool network to be part of";
    private const string NoFiles = "no files are kept; lines go to standard output";
    private const string PayoutAddress = "coins go to one address: see --payout_address";

    public static IReadOnlyList<P2poolOption> All { get; } =
    [
        new("--debug", null, false, false, "there is nothing more to tell"),
        new("--numaddresses", "-i", true, false, PayoutAddress),
        new("--timeaddresses", "-t", true, false, PayoutAddress),
        new("--datadir", null, true, false, NoFiles),
        new("--logfile", null, true, false, NoFiles),
        new("--web-static", null, true, false, "there are no pages but /stats"),
        new("--give-author", null, true, false, "nothing is given away"),
        new("--iocp", null, false, false, "it is Windows's"),
        new("--irc-announce", null, false, false, "nothing is announced"),
        new("--no-bugreport", null, false, false, "nothing is reported to anybody"),
        new("--p2pool-node", "-n", true, false, NoPeers),
        new("--disable-upnp", null, false, false, "no router is asked for anything"),
        new("--max-conns", null, true, false, NoPeers + "; for workers see --max_connections"),
        new("--outgoing-conns", null, true, false, NoPeers),
        new("--external-ip", null, true, false, NoPeers),
        new("--disable-advertise", null, false, false, NoPeers),
        new("--bitcoind-p2p-port", null, true, false, "only the node's JSON-RPC is used"),
        new("--merged", null, true, true, "there is no merged mining"),
        new("--fee", "-f", true, true, "workers are not charged; all coins go to one address"),
        new("--bitcoind-rpc-ssl", null, false, true, "the node's JSON-RPC is spoken without TLS, as Bitcoin Core has it since 0.12"),
        new("--bitcoind-config-path", null, true, true, "give user and password: --rpc_user, --rpc_password_file or TEPUI_RPC_PASSWORD"),
        new("--version", null, false, true, "see tepui --version"),
    ];

    public static P2poolOption? Find(string argument) =>
        All.FirstOrDefault(option => option.Name == argument || option.Letter == argument);

    /// <summary>What to tell of an option that is left aside, or why it is refused.</summary>
    public string Tell() => IsRefused ? $"{Name}: not supported: {Why}" : $"{Name}: left aside: {Why}";
}
