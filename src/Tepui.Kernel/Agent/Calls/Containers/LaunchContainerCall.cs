using System.Collections.Generic;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Containers;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.Tasks;

namespace Tepui.Kernel.Agent.Calls.Containers;

/// <summary>LAUNCH_CONTAINER, LAUNCH_NESTED_CONTAINER and the beginning of LAUNCH_NESTED_CONTAINER_SESSION.</summary>
internal static class LaunchContainerCall
{
    public static void Apply(AgentState agent, RequestId request, ContainerCall call)
    {
        ContainerId id = ContainerIds.Of(call.Id);
        if (agent.Containers.Find(id) is { IsLive: true } || agent.Find(id) is not null || agent.FindExecutor(id) is { IsLive: true })
        {
            agent.Emit(new ReplyToOperator(request) { Exists = true });
            return;
        }

        if (Refusal(agent, id, call) is { } refusal)
        {
            agent.Emit(new ReplyToOperator(request, refusal));
            return;
        }

        var asked = new AgentCheckpoint.Types.ContainerAccepted
        {
            ContainerId = id.Value,
            Command = call.Command,
            Container = call.Container,
        };
        asked.Resources.AddRange(call.Resources);
        foreach ((string name, Value.Types.Scalar limit) in call.Limits)
        {
            asked.Limits.Add(name, limit);
        }

        if (call.IsDebug)
        {
            asked.Debug = true;
        }

        var container = new AgentContainer(id, asked) { Launch = request, Session = call.IsDebug ? request : null };
        agent.Containers.Add(container);
        agent.Append(new AgentCheckpoint { ContainerAccepted = asked });
        ContainerLife.Launch(agent, container);
    }

    private static Rejection? Refusal(AgentState agent, ContainerId id, ContainerCall call)
    {
        if (agent.Stopping is not null)
        {
            return new Rejection(RejectionKind.Unavailable, "The agent is shutting down");
        }

        List<string> faults = [];
        if (call.Container is { } info)
        {
            if (info.Type == ContainerInfo.Types.Type.Docker)
            {
                return new Rejection(RejectionKind.BadRequest, "The provided ContainerInfo is not supported: a container of type DOCKER is run as a task only");
            }

            foreach (string field in UnsupportedTaskFields.FindContainer(call.Field + ".container", info))
            {
                faults.Add($"{field} is not supported yet");
            }
        }

        faults.AddRange(CommandTaskSupport.CommandFaults(call.Command, call.Container?.Mesos?.Image is not null));
        if (ContainerIds.ParentOf(id) is { } parent && ParentFault(agent, id, parent) is { } fault)
        {
            faults.Add(fault);
        }

        return faults.Count == 0 ? null : new Rejection(RejectionKind.BadRequest, faults);
    }

    private static string? ParentFault(AgentState agent, ContainerId id, ContainerId parent)
    {
        ContainerId root = ContainerIds.RootOf(id);
        return ContainerPlace.Find(agent, root) is null or { State: PlaceState.Ended } ? $"Root container {root} not found"
            : ContainerPlace.Find(agent, parent) is not { State: not PlaceState.Ended } place ? $"Parent container {parent} does not exist"
            : place.State == PlaceState.Ending ? $"Parent container {parent} is in 'DESTROYING' state"
            : place.IsDocker ? $"Parent container {parent} is Docker's, in which none can be nested"
            : null;
    }
}
