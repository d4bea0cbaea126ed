using System;
using Mesos.V1.Scheduler;
using Tepui.Http.Streams;
using Tepui.Internal.V1;

namespace Tepui.Master.Connections;

/// <summary>A scheduler's event stream.</summary>
internal sealed class SchedulerConnection(EventStream stream) : IConnection
{
    public object Target => stream;

    public void Send(Event message) => stream.Send(message);

    public void Send(AgentLinkFrame frame) => throw new InvalidOperationException("a frame for an agent was sent to a scheduler's stream");

    public void Flush() => stream.Flush();

    public void Close() => stream.Complete();
}
