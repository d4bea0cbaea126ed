using System;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.Agent.Tasks;
using Call = Mesos.V1.Executor.Call;

namespace Tepui.Kernel.Agent.Calls;

/// <summary>What executors ask of <c>/api/v1/executor</c>: whom it comes from, then what it is (src/slave/http.cpp).</summary>
internal static class ExecutorApiCalls
{
    public static void Subscribe(AgentState agent, ExecutorSubscribes input) => Answer(agent, input.Request, input.Call, executor =>
    {
        agent.Emit(new ReplyToExecutor(input.Request));
        ExecutorSubscribeCall.Apply(agent, executor, input);
        return null;
    });

    public static void Apply(AgentState agent, ExecutorCalls input) => Answer(agent, input.Request, input.Call, executor =>
    {
        if (executor.Phase == ExecutorPhase.Registering)
        {
            return new Rejection(RejectionKind.Forbidden, "Executor is not subscribed");
        }

        if (input.Call.Type == Call.Types.Type.Message)
        {
            ExecutorMessageCalls.ToFramework(agent, executor, input.Call.Message.Data);
        }
        else if (ExecutorUpdateCall.Take(agent, executor, input.Call.Update.Status) is { } rejection)
        {
            return rejection;
        }

        agent.Emit(new ReplyToExecutor(input.Request));
        return null;
    });

    /// <summary>An executor's stream is gone; it will come back, or end.</summary>
    public static void Closed(AgentState agent, ExecutorClosed input)
    {
        foreach (AgentExecutor executor in agent.Executors)
        {
            if (executor.Connection == input.Connection)
            {
                executor.Connection = null;
                agent.Emit(new CancelTimer(new AgentTimer.ExecutorHeartbeat(executor.Container)));
                agent.Tell(new AgentNotice.ExecutorDisconnected(executor.Framework.Id, executor.Id));
                return;
            }
        }
    }

    private static void Answer(AgentState agent, RequestId request, Call call, Func<AgentExecutor, Rejection?> carryOut)
    {
        Rejection? rejection;
        if (ExecutorCallRules.Fault(call) is { } fault)
        {
            rejection = new Rejection(RejectionKind.BadRequest, fault);
        }
        else if (agent.Find(new FrameworkId(call.FrameworkId.Value)) is not { } framework)
        {
            rejection = new Rejection(RejectionKind.BadRequest, "Framework cannot be found");
        }
        else if (Find(framework, new ExecutorId(call.ExecutorId.Value)) is not { } executor)
        {
            rejection = new Rejection(RejectionKind.BadRequest, "Executor cannot be found");
        }
        else
        {
            rejection = carryOut(executor);
        }

        if (rejection is not null)
        {
            agent.Emit(new ReplyToExecutor(request, rejection));
        }
    }

    private static AgentExecutor? Find(AgentFramework framework, ExecutorId id) => framework.Find(id) ?? framework.FindEnded(id);
}
