using Tepui.Internal.V1;
using Tepui.Kernel.Master.Agents;
using Kind = Tepui.Internal.V1.AgentLinkFrame.MessageOneofCase;

namespace Tepui.Kernel.Master.Messages;

/// <summary>Every frame of an agent's, and which file handles it.</summary>
internal static class AgentMessage
{
    public static void Handle(MasterContext context, AgentSends input)
    {
        var frame = input.Frame;
        if (!context.State.Leads)
        {
            // It asks again, as it would of a master that is not there.
            context.Add(new CloseConnection(input.Connection));
            return;
        }

        if (Term(frame) is not (null or 0) and var term && term != context.State.Term)
        {
            AgentRegistration.TurnAway(
                context, input.Connection, input.Address, $"it looks for the leader of term {term}, and this one's is {context.State.Term}");
            return;
        }

        switch (frame.MessageCase)
        {
            case Kind.RegisterAgent:
                AgentRegistration.Handle(context, input.Connection, input.Address, frame.RegisterAgent);
                return;
            case Kind.ReregisterAgent:
                AgentReregistration.Handle(context, input.Connection, input.Address, frame.ReregisterAgent);
                return;
        }

        if (Sender(context, input.Connection) is not { } agent)
        {
            if (frame.MessageCase == Kind.UpdateStatus)
            {
                context.Counters.Count(MasterCounter.MessagesStatusUpdate);
                context.Counters.Count(MasterCounter.InvalidStatusUpdates);
            }

            context.Tell(new AgentFrameIgnored(input.Address, frame.MessageCase.ToString(), "it is not registered on this link"));
            return;
        }

        switch (frame.MessageCase)
        {
            case Kind.UpdateStatus:
                StatusUpdate.Handle(context, agent, frame.UpdateStatus);
                break;
            case Kind.UpdateOperationStatus:
                OperationStatusUpdate.Handle(context, agent, frame.UpdateOperationStatus);
                break;
            case Kind.Pong:
                Pong.Handle(context, agent, frame.Pong);
                break;
            case Kind.ExecutorExited:
                ExecutorExit.Handle(context, agent, frame.ExecutorExited);
                break;
            case Kind.ExecutorMessage:
                MessageOfExecutor.Handle(context, agent, frame.ExecutorMessage);
                break;
            case Kind.UnregisterAgent:
                AgentUnregistration.Handle(context, agent, frame.UnregisterAgent);
                break;
            default:
                context.Tell(new AgentFrameIgnored(agent.Id.Value, frame.MessageCase.ToString(), "a master does not take it"));
                break;
        }
    }

    /// <summary>
    /// Of the leader that a registration is meant for; 0 when the agent was given this master's address, or is of a version that knew
    /// no terms; null of any other frame.
    /// </summary>
    private static long? Term(AgentLinkFrame frame) => frame.MessageCase switch
    {
        Kind.RegisterAgent => frame.RegisterAgent.Term,
        Kind.ReregisterAgent => frame.ReregisterAgent.Term,
        _ => null,
    };

    private static AgentRecord? Sender(MasterContext context, ConnectionId connection) =>
        context.State.AgentConnections.TryGetValue(connection, out var id) ? context.State.Agents.Find(id) : null;
}
