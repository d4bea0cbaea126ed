using Tepui.Simulation.Worlds;

namespace Tepui.Simulation.Networks;

/// <summary>A connection between two processes.</summary>
public sealed class Connection
{
    internal Connection(Network network, Process dialer, Process acceptor)
    {
        Network = network;
        Dialer = new ConnectionEnd(this, dialer);
        Acceptor = new ConnectionEnd(this, acceptor);
    }

    public Network Network { get; }

    public ConnectionEnd Dialer { get; }

    public ConnectionEnd Acceptor { get; }

    public bool IsOpen => Dialer.IsOpen || Acceptor.IsOpen;

    internal bool IsCut => Network.AreCut(Dialer.Owner.Host, Acceptor.Owner.Host);

    internal ConnectionEnd Other(ConnectionEnd end) => end == Dialer ? Acceptor : Dialer;

    /// <summary>Something on the way resets it: what is under way is lost, and each side hears of it.</summary>
    public void Break(string reason)
    {
        Dialer.Lose(reason);
        Acceptor.Lose(reason);
    }

    internal void Mended()
    {
        Dialer.Mended();
        Acceptor.Mended();
    }

    internal void EndClosed()
    {
        if (!IsOpen)
            Network.Forget(this);
    }
}
