using System;
using Mesos.V1.Scheduler;
using Tepui.Http.Links;
using Tepui.Internal.V1;
using Tepui.Kernel;

namespace Tepui.Master.Connections;

/// <summary>One agent's channel of a link that it may share with others.</summary>
/// <param name="onClosed">Told when the machine closed the channel.</param>
internal sealed class AgentChannel(AgentLink link, uint channel, ConnectionId id, Action<AgentChannel> onClosed) : IConnection
{
    public ConnectionId Id => id;

    public uint Channel => channel;

    public object Target => link;

    public void Send(Event message) => throw new InvalidOperationException("an event for a scheduler was sent to an agent's channel");

    public void Send(AgentLinkFrame frame)
    {
        frame.Channel = channel;
        link.Send(frame);
    }

    public void Flush() => link.Flush();

    public void Close() => onClosed(this);
}
