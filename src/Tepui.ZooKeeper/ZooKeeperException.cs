using System;

namespace Tepui.ZooKeeper;

/// <summary>A call to ZooKeeper failed; the message is for the user: what, at which node, and what to do.</summary>
public sealed class ZooKeeperException : Exception
{
    public ZooKeeperException()
        : this(ZooKeeperError.Other, "ZooKeeper failed")
    {
    }

    public ZooKeeperException(string message)
        : this(ZooKeeperError.Other, message)
    {
    }

    public ZooKeeperException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public ZooKeeperException(ZooKeeperError error, string message)
        : base(message) => Error = error;

    public ZooKeeperError Error { get; }
}
