using System;
using Microsoft.Extensions.Logging;
using Tepui.ZooKeeper.Connections;
using Tepui.ZooKeeper.Sessions;

namespace Tepui.ZooKeeper;

/// <summary>A client of ZooKeeper's own protocol (jute records over TCP), without any library of the system.</summary>
public static class ZooKeeperClient
{
    /// <summary>
    /// Begins a session. It goes on connecting by itself; one that reached no server for <paramref name="sessionTimeout"/> is over
    /// (<see cref="SessionEnd.Expired"/>), also one that never reached any.
    /// </summary>
    /// <param name="url">Its path is nothing to the session: nodes are named by whole paths.</param>
    /// <param name="sessionTimeout">What is asked for; the ensemble may agree to another (2 to 20 of its ticks).</param>
    /// <param name="time">By whose clock <see cref="IZooKeeperSession.AliveUntil"/> is told; it should not go back.</param>
    public static IZooKeeperSession Open(
        ZooKeeperUrl url, TimeSpan sessionTimeout, TimeProvider time, ILogger logger, KeepAlive keepAlive = KeepAlive.Ping) =>
        Open(url, sessionTimeout, time, logger, keepAlive, TcpDial.DialAsync, Random.Shared);

    internal static Session Open(
        ZooKeeperUrl url, TimeSpan sessionTimeout, TimeProvider time, ILogger logger, KeepAlive keepAlive, Dial dial, Random random)
    {
        ArgumentNullException.ThrowIfNull(url);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(logger);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(sessionTimeout, TimeSpan.Zero);
        var session = new Session(url, sessionTimeout, time, logger, keepAlive, dial, random);
        session.Start();
        return session;
    }
}
