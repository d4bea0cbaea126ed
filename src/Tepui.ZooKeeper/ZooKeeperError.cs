namespace Tepui.ZooKeeper;

/// <summary>What went wrong (ZooKeeper's KeeperException.Code; the numbers are the protocol's, those of our own above zero).</summary>
public enum ZooKeeperError
{
    /// <summary>An error that has no name here; the message has its number.</summary>
    Other = 0,
    ConnectionLoss = -4,
    MarshallingError = -5,
    Unimplemented = -6,
    OperationTimeout = -7,
    BadArguments = -8,
    NoNode = -101,
    NotAuthorized = -102,
    BadVersion = -103,
    NoChildrenForEphemerals = -108,
    NodeExists = -110,
    NotEmpty = -111,
    SessionExpired = -112,
    InvalidAcl = -114,
    AuthenticationFailed = -115,
    SessionMoved = -118,
    NotReadOnly = -119,

    /// <summary>The session is over, whatever the reason.</summary>
    SessionEnded = 1,

    /// <summary>More than a node may hold; nothing was sent.</summary>
    TooLarge = 2,
}
