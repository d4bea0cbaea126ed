namespace Tepui.ZooKeeper;

/// <summary>Who one is to ZooKeeper, by its digest scheme. Its text never shows the password.</summary>
public sealed record ZooKeeperCredentials(string User, string Password)
{
    internal const string Hidden = "****";

    public override string ToString() => $"{User}:{Hidden}";
}
