using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Supervisor.Wire;

namespace Tepui.Containerizer.Processes;

/// <summary>The supervisor outlives the agent, so it is who keeps wills; a new one is told them again.</summary>
public sealed partial class ProcessContainerizer
{
    private readonly Dictionary<string, (string Socket, string Request)> _wills = new(StringComparer.Ordinal);

    public ValueTask SetWillAsync(string name, string socket, string request, CancellationToken cancellation)
    {
        lock (_gate)
            _wills[name] = (socket, request);

        // The next supervisor is told when it is connected; once more does no harm.
        return _link.RepeatAsync(MessageKind.SetWill, (name, socket, request), WriteWill, cancellation);
    }

    public ValueTask RevokeWillAsync(string name, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!_wills.Remove(name))
                return ValueTask.CompletedTask;
        }

        return RepeatAsync(MessageKind.RevokeWill, name, cancellation);
    }

    private static void WriteWill(FrameWriter frame, (string Name, string Socket, string Request) will)
    {
        frame.Text(will.Name);
        frame.Text(will.Socket);
        frame.Text(will.Request);
    }

    private void RenewWills(SupervisorConnection connection)
    {
        lock (_gate)
        {
            foreach ((string name, (string socket, string request)) in _wills)
            {
                try
                {
                    _ = connection.RequestAsync(MessageKind.SetWill, (name, socket, request), WriteWill);
                }
                catch (SupervisorLostException)
                {
                    return;
                }
            }
        }
    }
}
