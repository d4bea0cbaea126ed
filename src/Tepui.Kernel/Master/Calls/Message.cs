using Tepui.Internal.V1;
using Tepui.Kernel.Master.Frameworks;
using Call = Mesos.V1.Scheduler.Call;

namespace Tepui.Kernel.Master.Calls;

/// <summary>MESSAGE: bytes from a scheduler to one of its executors, passed on to the agent; nothing promises that they arrive.</summary>
internal static class Message
{
    public static Rejection? Handle(MasterContext context, FrameworkRecord framework, Call.Types.Message message)
    {
        context.Counters.Count(MasterCounter.MessagesFrameworkToExecutor);
        if (context.State.Agents.Find(new AgentId(message.AgentId.Value)) is not { Connected: true } agent)
        {
            context.Counters.Count(MasterCounter.InvalidFrameworkToExecutorMessages);
            context.Drop(framework, "MESSAGE", $"Agent {message.AgentId.Value} is unknown or disconnected");
            return null;
        }

        context.Counters.Count(MasterCounter.ValidFrameworkToExecutorMessages);
        context.Send(agent, new AgentLinkFrame
        {
            FrameworkMessage = new FrameworkMessage
            {
                FrameworkId = framework.Info.Id,
                ExecutorId = message.ExecutorId,
                Data = message.Data,
            },
        });
        return null;
    }
}
