namespace Tepui.Miner.Upstream;

/// <summary>An upstream pool and who asks for work there. The password never appears in <see cref="ToString"/>.</summary>
public sealed record UpstreamAddress(string Host, int Port, string User, string Password)
{
    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
