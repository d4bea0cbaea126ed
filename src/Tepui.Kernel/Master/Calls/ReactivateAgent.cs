using System.Collections.Generic;
using Tepui.Kernel.Master.Agents;

namespace Tepui.Kernel.Master.Calls;

/// <summary>REACTIVATE_AGENT: a deactivated or drained agent is used as any other again.</summary>
internal static class ReactivateAgent
{
    public static void Handle(MasterContext context, OperatorRequest request)
    {
        if (request.Call.ReactivateAgent is not { } call)
        {
            OperatorCall.RefuseMissing(request, "reactivate_agent");
            return;
        }

        var id = new AgentId(call.AgentId.Value);
        if (!context.Registrar.Stored.Managed.TryGetValue(id.Value, out var managed))
        {
            request.Refuse(RejectionKind.BadRequest, "Agent is not deactivated");
            return;
        }

        if (managed.IsDraining)
        {
            request.Refuse(RejectionKind.BadRequest, "Agent is still in the DRAINING state");
            return;
        }

        context.Registrar.Apply(
            registry => registry.Managed.GetValueOrDefault(id.Value) is { IsDraining: true } ? registry : registry.Manage(id.Value, null),
            () => Stored(context, request, id),
            request.RefuseNotStored);
    }

    private static void Stored(MasterContext context, OperatorRequest request, AgentId id)
    {
        context.Tell(new AgentReactivated(id));
        if (context.State.Agents.Find(id) is not { } agent)
        {
            request.Refuse(RejectionKind.Conflict, "Agent removed while processing the call");
            return;
        }

        agent.DrainStart = null;
        AgentLife.Settle(context, agent, "agent deactivated");
        request.Accept();
    }
}
