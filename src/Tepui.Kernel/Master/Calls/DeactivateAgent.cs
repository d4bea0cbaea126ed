using System.Collections.Generic;
using Tepui.Kernel.Master.Agents;
using Tepui.Kernel.Registry;

namespace Tepui.Kernel.Master.Calls;

/// <summary>DEACTIVATE_AGENT: nothing of an agent is offered any more; what runs there goes on.</summary>
internal static class DeactivateAgent
{
    public static void Handle(MasterContext context, OperatorRequest request)
    {
        if (request.Call.DeactivateAgent is not { } call)
        {
            OperatorCall.RefuseMissing(request, "deactivate_agent");
            return;
        }

        var id = new AgentId(call.AgentId.Value);
        request.Store(
            registry => registry.Knows(id.Value) ? null : new Rejection(RejectionKind.BadRequest, "Unknown agent"),
            registry => registry.Manage(id.Value, new ManagedAgent(registry.Managed.GetValueOrDefault(id.Value)?.Drain, Deactivated: true)),
            () =>
            {
                if (context.State.Agents.Find(id) is { } agent)
                {
                    AgentLife.Settle(context, agent, "agent deactivated");
                }

                context.Tell(new AgentDeactivated(id));
            });
    }
}
