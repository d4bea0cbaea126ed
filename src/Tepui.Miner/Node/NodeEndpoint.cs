namespace Tepui.Miner.Node;

/// <summary>Where a node's JSON-RPC listens and who asks. The password never appears in <see cref="ToString"/>.</summary>
public sealed record NodeEndpoint(string Host, int Port, string User, string Password)
{
    /// <summary>Bitcoin Core's port on the main network.</summary>
    public const int DefaultPort = 8332;

    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
