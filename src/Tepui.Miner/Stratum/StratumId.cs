namespace Tepui.Miner.Stratum;

/// <summary>
/// A JSON-RPC id as the peer wrote it (<c>7</c>, <c>"seven"</c>, <c>null</c>), so that an answer carries exactly the same.
/// The default value stands for null: a notification.
/// </summary>
public readonly record struct StratumId(string? Json)
{
    public static StratumId None => default;

    public static StratumId Of(long number) => new(number.ToString());

    /// <summary>False for a notification, which nobody answers.</summary>
    public bool IsPresent => Json is not null;

    public override string ToString() => Json ?? "null";
}
