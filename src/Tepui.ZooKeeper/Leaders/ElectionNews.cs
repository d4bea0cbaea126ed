namespace Tepui.ZooKeeper.Leaders;

/// <summary>What an election has to tell; one after the other, on no particular thread.</summary>
public abstract record ElectionNews
{
    /// <summary>Who leads now; null: nobody, or nobody knows, because the session ended and the next has not begun.</summary>
    public sealed record LeaderSeen(Leader? Leader) : ElectionNews;

    /// <summary>This candidate leads, for as long as the session lives: until <see cref="IZooKeeperSession.AliveUntil"/> and no longer.</summary>
    public sealed record Gained(Leader Self, IZooKeeperSession Session) : ElectionNews;

    /// <summary>This candidate led and does no more; nothing follows.</summary>
    public sealed record Lost(string Reason) : ElectionNews;

    /// <summary>A candidate that did not lead is out of the election, e.g. because its session expired; it joins again.</summary>
    public sealed record Left(string Reason) : ElectionNews;

    /// <summary>
    /// It does not go on as it is: refused, or something failed. It is tried again after a while; with
    /// <paramref name="IsRefusal"/> only somebody who changes the credentials or the node's ACL can help.
    /// </summary>
    public sealed record Trouble(string Message, bool IsRefusal) : ElectionNews;
}
