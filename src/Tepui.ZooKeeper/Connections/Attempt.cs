using System;
using System.Threading;

namespace Tepui.ZooKeeper.Connections;

/// <summary>A server is being asked; given up at its deadline (since the session began), whatever it is waiting for.</summary>
internal sealed class Attempt(ServerAddress server, TimeSpan deadline) : IDisposable
{
    private readonly CancellationTokenSource _giveUp = new();

    public ServerAddress Server => server;

    public TimeSpan Deadline => deadline;

    public CancellationToken Cancellation => _giveUp.Token;

    /// <summary>What it waits for is given up.</summary>
    public void Dispose()
    {
        _giveUp.Cancel();
        _giveUp.Dispose();
    }
}
