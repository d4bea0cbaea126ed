using Tepui.Kernel.Master.Agents;
using Tepui.Kernel.Registry;

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
        request.Store(
            registry => Check(registry, id),
            registry => registry.Manage(id.Value, null),
            () => Stored(context, id));
    }

    private static Rejection? Check(RegistryState registry, AgentId id) =>
        !registry.Managed.TryGetValue(id.Value, out var managed)
            ? new Rejection(RejectionKind.BadRequest, "Agent is not deactivated")
            : managed.IsDraining
                ? new Rejection(RejectionKind.BadRequest, "Agent is still in the DRAINING state")
                : null;

    /// <summary>One that is away is used again when it comes back.</summary>
    private static void Stored(MasterContext context, AgentId id)
    {
        context.Tell(new AgentReactivated(id));
        if (context.State.Agents.Find(id) is { } agent)
        {
            agent.DrainStart = null;
            AgentLife.Settle(context, agent, "agent deactivated");
        }
    }
}
