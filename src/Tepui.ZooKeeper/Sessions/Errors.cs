using System;

namespace Tepui.ZooKeeper.Sessions;

/// <summary>What failures say to people.</summary>
internal static class Errors
{
    public static ZooKeeperException Of(int code, string operation, string path)
    {
        var error = (ZooKeeperError)code;
        string message = error switch
        {
            ZooKeeperError.NoNode => "there is no such node (or none above it)",
            ZooKeeperError.NodeExists => "there is such a node already",
            ZooKeeperError.BadVersion => "somebody else has changed it since it was read",
            ZooKeeperError.NotEmpty => "it has nodes below it",
            ZooKeeperError.NoChildrenForEphemerals => "the node above it is ephemeral, and may have none below",
            ZooKeeperError.NotAuthorized => "the node's ACL does not let this client: check the user:password of the zk:// URL, or the ACL",
            ZooKeeperError.InvalidAcl => "the ACL was refused: check the user:password of the zk:// URL",
            ZooKeeperError.AuthenticationFailed => "the credentials were refused: check the user:password of the zk:// URL",
            ZooKeeperError.SessionExpired => "the session has expired",
            ZooKeeperError.SessionMoved => "the session is on another connection now",
            ZooKeeperError.NotReadOnly => "the server only reads now",
            ZooKeeperError.Unimplemented => "the server does not know this operation",
            ZooKeeperError.BadArguments => "the server takes this for a bad request",
            ZooKeeperError.MarshallingError => "the server could not read the request",
            ZooKeeperError.OperationTimeout => "it took the server too long",
            _ => $"ZooKeeper's error {code}",
        };
        return new ZooKeeperException(
            Enum.IsDefined(error) && code < 0 ? error : ZooKeeperError.Other, $"cannot {operation} {path} in ZooKeeper: {message}");
    }

    public static ZooKeeperException BadPath(string operation, string path, string fault) =>
        new(ZooKeeperError.BadArguments, $"cannot {operation} '{path}' in ZooKeeper: the path {fault}");

    public static ZooKeeperException Ended(SessionEnd? end, string operation, string path) => new(
        ZooKeeperError.SessionEnded,
        $"cannot {operation} {path} in ZooKeeper: the session " + end switch
        {
            SessionEnd.Expired => "has expired",
            SessionEnd.AuthenticationFailed => "was refused for its credentials: check the user:password of the zk:// URL",
            _ => "is closed",
        });

    public static ZooKeeperException Lost(string operation, string path, string reason) => new(
        ZooKeeperError.ConnectionLoss,
        $"cannot tell whether it did {operation} {path} in ZooKeeper: the connection broke before the answer ({reason})");

    public static ZooKeeperException TooLarge(string operation, string path, int bytes) => new(
        ZooKeeperError.TooLarge,
        $"cannot {operation} {path} in ZooKeeper: {bytes:N0} bytes are more than the {Session.LongestRequest:N0} that its servers take in a request");
}
