using System.Collections.Generic;
using Tepui.Internal.V1;

namespace Tepui.Agent.Links;

/// <summary>Told what comes over a channel, on one thread at a time.</summary>
internal interface IChannelReceiver
{
    void Received(AgentChannel channel, IReadOnlyList<AgentLinkFrame> frames);

    /// <summary>The connection is gone, or the master closed the channel; said once, and not of a channel that was closed from here.</summary>
    void Closed(AgentChannel channel, string reason);
}

/// <summary>One agent's part of a shared link.</summary>
internal sealed class AgentChannel(SharedLink link, uint number)
{
    public uint Number { get; } = number;

    /// <summary>Keeps a frame for the next <see cref="Flush"/>.</summary>
    public void Send(AgentLinkFrame frame)
    {
        frame.Channel = Number;
        link.Send(frame);
    }

    public void Flush() => link.Flush();

    public void Close() => link.Close(this);
}
