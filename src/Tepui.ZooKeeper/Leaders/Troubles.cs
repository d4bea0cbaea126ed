namespace Tepui.ZooKeeper.Leaders;

/// <summary>Which failures only a person can mend.</summary>
internal static class Troubles
{
    public static ElectionNews.Trouble Of(ZooKeeperException exception) => new(
        exception.Message,
        exception.Error is ZooKeeperError.NotAuthorized or ZooKeeperError.AuthenticationFailed or ZooKeeperError.InvalidAcl
            or ZooKeeperError.NoChildrenForEphemerals or ZooKeeperError.BadArguments);

    public static ElectionNews.Trouble? OfEnd(SessionEnd end) => end == SessionEnd.AuthenticationFailed
        ? new ElectionNews.Trouble("ZooKeeper refused the credentials of the zk:// URL: check its user:password", IsRefusal: true)
        : null;
}
