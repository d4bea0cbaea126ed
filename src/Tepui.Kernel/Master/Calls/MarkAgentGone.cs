using Tepui.Kernel.Master.Agents;

namespace Tepui.Kernel.Master.Calls;

/// <summary>MARK_AGENT_GONE: an operator vouches that an agent will never be back.</summary>
internal static class MarkAgentGone
{
    public static void Handle(MasterContext context, OperatorRequest request)
    {
        if (request.Call.MarkAgentGone is not { } call)
        {
            OperatorCall.RefuseMissing(request, "mark_agent_gone");
            return;
        }

        var id = new AgentId(call.AgentId.Value);
        if (context.Registrar.Stored.Gone.ContainsKey(id.Value))
        {
            request.Accept();
        }
        else if (context.State.AgentsUnderWay.TryGetValue(id.Value, out var change))
        {
            request.Refuse(RejectionKind.Unavailable, $"Agent '{id}' is {Progress(change)}");
        }
        else if (!context.Registrar.Stored.Knows(id.Value))
        {
            request.Refuse(RejectionKind.NotFound, $"Agent '{id}' not found");
        }
        else
        {
            AgentRegistry.MarkGone(context, id, request.Accept, request.RefuseNotStored);
        }
    }

    private static string Progress(AgentChange change) => change switch
    {
        AgentChange.Gone => "already being transitioned to gone",
        AgentChange.Removal => "being transitioned to removed",
        AgentChange.Unreachable => "being transitioned to unreachable",
        _ => "being admitted",
    };
}
