using System;
using Mesos.V1.Scheduler;
using Tepui.Http.Streams;
using Tepui.Internal.V1;
using Tepui.Master.Connections;

namespace Tepui.Master.Subscribers;

/// <summary>An operator's event stream as the machine's effects reach it; events go to all at once, through <see cref="OperatorStreams"/>.</summary>
internal sealed class OperatorConnection(BlockStream stream, OperatorStreams streams) : IConnection
{
    public BlockStream Stream => stream;

    public object Target => stream;

    public void Send(Event message) => throw new InvalidOperationException("an event for a scheduler was sent to an operator's stream");

    public void Send(AgentLinkFrame frame) => throw new InvalidOperationException("a frame for an agent was sent to an operator's stream");

    public void Flush()
    {
    }

    public void Close() => streams.Leave(stream);
}
