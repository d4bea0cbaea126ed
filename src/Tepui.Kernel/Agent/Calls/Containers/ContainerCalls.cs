using System.Linq;
using Tepui.Kernel.Agent.Containers;
using Type = Mesos.V1.Agent.Call.Types.Type;

namespace Tepui.Kernel.Agent.Calls.Containers;

/// <summary>Calls of the agent's v1 API about containers (docs/operator-http-api.md); each is answered once.</summary>
internal static class ContainerCalls
{
    public static void Apply(AgentState agent, OperatorCalls input)
    {
        if (ContainerCall.Of(input.Call) is not { } call)
        {
            string type = WireNames.Of(input.Call.Type);
            agent.Emit(new ReplyToOperator(
                input.Request, new Rejection(RejectionKind.NotSupported, $"The {type} call is not supported yet by this agent")));
            return;
        }

        if (ContainerCallRules.Validate(call) is { } rejection)
        {
            agent.Emit(new ReplyToOperator(input.Request, rejection));
            return;
        }

        switch (call.Type)
        {
            case Type.WaitContainer or Type.WaitNestedContainer:
                WaitContainerCall.Apply(agent, input.Request, call);
                break;
            case Type.KillContainer or Type.KillNestedContainer:
                KillContainerCall.Apply(agent, input.Request, call);
                break;
            case Type.RemoveContainer or Type.RemoveNestedContainer:
                RemoveContainerCall.Apply(agent, input.Request, call);
                break;
            default:
                LaunchContainerCall.Apply(agent, input.Request, call);
                break;
        }
    }

    /// <summary>Whoever asked has gone: it waits no more, and a session of its ends.</summary>
    public static void Gone(AgentState agent, RequestId request)
    {
        agent.Containers.Forget(request);
        if (agent.Containers.All.FirstOrDefault(container => container.Session == request) is { } session)
        {
            session.Launch = null;
            ContainerLife.Destroy(agent, session);
        }
    }
}
