using Tepui.Kernel.Agent.Containers;
using Tepui.Kernel.Agent.Tasks;

namespace Tepui.Kernel.Agent.Calls.Containers;

/// <summary>
/// REMOVE_CONTAINER and REMOVE_NESTED_CONTAINER: what is left of an ended container goes, its sandbox too. Of a nested one that is
/// not known there is nothing to remove, and that is no fault.
/// </summary>
internal static class RemoveContainerCall
{
    public static void Apply(AgentState agent, RequestId request, ContainerCall call)
    {
        ContainerId id = ContainerIds.Of(call.Id);
        agent.Emit(new ReplyToOperator(request, Refusal(agent, id)));
        if (agent.Containers.Find(id) is { IsLive: false } container)
        {
            ContainerLife.Remove(agent, container);
        }
    }

    private static Rejection? Refusal(AgentState agent, ContainerId id)
    {
        if (agent.Containers.Find(id) is { IsLive: true } || agent.Find(id) is { Phase: not TaskPhase.Ended })
        {
            string kind = ContainerIds.IsNested(id) ? "Nested container" : "Container";
            return new Rejection(RejectionKind.Failed, $"{kind} has not terminated yet: kill {id} and wait for its end first");
        }

        ContainerId root = ContainerIds.RootOf(id);
        if (agent.FindExecutor(id) is { IsLive: true })
        {
            return new Rejection(RejectionKind.Failed, $"Container {id} is an executor's: it is removed when that has ended");
        }

        return ContainerPlace.Find(agent, root) is null or { State: PlaceState.Ended } && agent.Containers.Find(root) is null
            ? new Rejection(RejectionKind.Failed, $"Root container {root} not found")
            : null;
    }
}
