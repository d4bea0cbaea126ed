using Google.Protobuf;
using Mesos.V1;
using Mesos.V1.Agent;
using Tepui.Kernel.Agent.Containers;
using Tepui.Kernel.Agent.Tasks;

namespace Tepui.Kernel.Agent.Calls.Containers;

/// <summary>WAIT_CONTAINER and WAIT_NESTED_CONTAINER: answered when the container ends, at once when it has.</summary>
internal static class WaitContainerCall
{
    public static void Apply(AgentState agent, RequestId request, ContainerCall call)
    {
        ContainerId id = ContainerIds.Of(call.Id);
        if (agent.Containers.Find(id)?.Termination is { } termination)
        {
            agent.Emit(new ReplyToOperator(request, Response: Answer(termination, call.NeedsParent)));
        }
        else if (agent.Containers.Find(id) is not null
            || agent.Find(id) is { Phase: not TaskPhase.Ended }
            || agent.FindExecutor(id) is { IsLive: true })
        {
            agent.Containers.Wait(id, new Waiter(request, call.NeedsParent));
        }
        else
        {
            agent.Emit(new ReplyToOperator(request, new Rejection(RejectionKind.NotFound, $"Container {id} cannot be found")));
        }
    }

    /// <summary>A container has ended: whoever waits for it is answered.</summary>
    public static void Answer(AgentState agent, ContainerId id, ContainerTermination termination)
    {
        foreach (Waiter waiter in agent.Containers.TakeWaiters(id))
        {
            agent.Emit(new ReplyToOperator(waiter.Request, Response: Answer(termination, waiter.Nested)));
        }
    }

    private static Response Answer(ContainerTermination termination, bool nested)
    {
        var answer = new Response.Types.WaitContainer { Limitation = Limitation(termination) };
        if (termination.WaitStatus is { } status)
        {
            answer.ExitStatus = status;
        }

        if (termination.State is { } state)
        {
            answer.State = state;
        }

        if (termination.Reason is { } reason)
        {
            answer.Reason = reason;
        }

        if (termination.Message is { } message)
        {
            answer.Message = message;
        }

        // The older answer has the same fields under the same numbers.
        return nested
            ? new Response
            {
                Type = Response.Types.Type.WaitNestedContainer,
                WaitNestedContainer = Response.Types.WaitNestedContainer.Parser.ParseFrom(answer.ToByteString()),
            }
            : new Response { Type = Response.Types.Type.WaitContainer, WaitContainer = answer };
    }

    private static TaskResourceLimitation? Limitation(ContainerTermination termination) =>
        termination.Limited.Count == 0 ? null : new TaskResourceLimitation { Resources = { termination.Limited } };
}
