using Tepui.Kernel.Agent.Containers;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.Agent.Tasks;

namespace Tepui.Kernel.Agent.Calls.Containers;

/// <summary>KILL_CONTAINER and KILL_NESTED_CONTAINER: a signal to a container's processes; one that does not run yet is destroyed.</summary>
internal static class KillContainerCall
{
    private const int SigKill = 9;
    private const int HighestSignal = 64;

    public static void Apply(AgentState agent, RequestId request, ContainerCall call)
    {
        ContainerId id = ContainerIds.Of(call.Id);
        if (call.Signal is < 1 or > HighestSignal)
        {
            agent.Emit(new ReplyToOperator(request, new Rejection(
                RejectionKind.BadRequest, $"'{call.Field}.signal' {call.Signal} is no signal: use one from 1 to {HighestSignal}")));
            return;
        }

        Rejection? rejection = null;
        if (agent.Containers.Find(id) is { IsLive: true } container)
        {
            if (container.Phase != ContainerPhase.Running || call.Signal == SigKill)
            {
                ContainerLife.Destroy(agent, container);
            }
            else
            {
                agent.Emit(new SignalContainer(id, call.Signal));
            }
        }
        else if (agent.Find(id) is { Phase: not TaskPhase.Ended } task)
        {
            Send(agent, id, call.Signal, task.Phase == TaskPhase.Running);
        }
        else if (agent.FindExecutor(id) is { IsLive: true } executor)
        {
            Send(agent, id, call.Signal, executor is { Started: true, Phase: not ExecutorPhase.Terminated });
        }
        else
        {
            rejection = new Rejection(RejectionKind.NotFound, $"Container '{id}' cannot be found (or is already killed)");
        }

        agent.Emit(new ReplyToOperator(request, rejection));
    }

    private static void Send(AgentState agent, ContainerId id, int signal, bool runs) =>
        agent.Emit(runs && signal != SigKill ? new SignalContainer(id, signal) : new DestroyContainer(id));
}
