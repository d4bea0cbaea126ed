namespace Tepui.ZooKeeper.Wire;

/// <summary>Numbers of requests that stand for a kind of message; all others count from 1.</summary>
internal static class FixedXid
{
    public const int Event = -1;
    public const int Ping = -2;
    public const int Authenticate = -4;
    public const int SetWatches = -8;
}
