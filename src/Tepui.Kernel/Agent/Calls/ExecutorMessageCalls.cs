using Google.Protobuf;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.Agent.Tasks;
using Event = Mesos.V1.Executor.Event;

namespace Tepui.Kernel.Agent.Calls;

/// <summary>Bytes between a framework and its executor; nobody promises that they arrive.</summary>
internal static class ExecutorMessageCalls
{
    public static void ToFramework(AgentState agent, AgentExecutor executor, ByteString data)
    {
        string? obstacle = executor.Framework.ShuttingDown ? "its framework is being shut down"
            : !agent.Link.IsRegistered ? "there is no master now"
            : null;
        if (obstacle is not null)
        {
            Drop(agent, executor.Framework.Id, executor.Id, obstacle);
            return;
        }

        agent.Counters.Messages++;
        agent.Link.Send(new AgentLinkFrame
        {
            ExecutorMessage = new ExecutorMessage
            {
                FrameworkId = new FrameworkID { Value = executor.Framework.Id.Value },
                ExecutorId = new ExecutorID { Value = executor.Id.Value },
                Data = data,
            },
        });
    }

    public static void ToExecutor(AgentState agent, FrameworkMessage message)
    {
        var frameworkId = new FrameworkId(message.FrameworkId.Value);
        var executorId = new ExecutorId(message.ExecutorId.Value);
        AgentFramework? framework = agent.Find(frameworkId);
        AgentExecutor? executor = framework?.Find(executorId);
        if (executor is { Phase: ExecutorPhase.Running, Connection: { } connection, Framework.ShuttingDown: false })
        {
            agent.Counters.Messages++;
            agent.Emit(new SendToExecutor(connection, new Event
            {
                Type = Event.Types.Type.Message,
                Message = new Event.Types.Message { Data = message.Data },
            }));
            return;
        }

        string why = framework is null ? "no such framework has tasks here"
            : framework.ShuttingDown ? "its framework is being shut down"
            : executor is not null ? "it is not subscribed"
            : framework.Find(new TaskId(executorId.Value)) is not null ? "a command task reads none"
            : "no such executor runs here";
        Drop(agent, frameworkId, executorId, why);
    }

    private static void Drop(AgentState agent, FrameworkId framework, ExecutorId executor, string reason)
    {
        agent.Counters.MessagesDropped++;
        agent.Tell(new AgentNotice.MessageDropped(framework, executor, reason));
    }
}
