using Mesos.V1.Scheduler;
using Tepui.Internal.V1;

namespace Tepui.Master.Connections;

/// <summary>A scheduler's stream or an agent's channel, as the machine's effects reach it. Used by the loop only.</summary>
internal interface IConnection
{
    /// <summary>Keeps an event for the next flush.</summary>
    void Send(Event message);

    /// <summary>Keeps a frame for the next flush.</summary>
    void Send(AgentLinkFrame frame);

    /// <summary>What <see cref="Flush"/> is called for once per batch, however many share it.</summary>
    object Target { get; }

    void Flush();

    /// <summary>Ends it after what was sent before.</summary>
    void Close();
}
