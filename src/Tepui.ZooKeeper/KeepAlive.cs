namespace Tepui.ZooKeeper;

/// <summary>How a session that has nothing else to say is kept, and what its <see cref="IZooKeeperSession.AliveUntil"/> is worth.</summary>
public enum KeepAlive
{
    /// <summary>
    /// A ping at each third of the time-out. The server that one is connected to answers it by itself, also when it has lost the
    /// others and does not know it yet: then the ensemble may end the session earlier than AliveUntil says, by as much as that
    /// server's syncLimit. Enough for who only reads.
    /// </summary>
    Ping,

    /// <summary>
    /// A transaction that changes nothing at each quarter of the time-out: only a majority can answer it. AliveUntil counts from the
    /// one before the last that was answered, because a server tells the others of the sessions that it heard only every half tick
    /// (a tick is at most half of a session's time-out).
    /// For who must stop before another may begin.
    /// </summary>
    Transaction,
}
