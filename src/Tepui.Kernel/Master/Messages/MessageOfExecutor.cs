using Tepui.Internal.V1;
using Tepui.Kernel.Master.Agents;

namespace Tepui.Kernel.Master.Messages;

/// <summary>Bytes from an executor to its framework; nothing promises that they arrive.</summary>
internal static class MessageOfExecutor
{
    public static void Handle(MasterContext context, AgentRecord agent, ExecutorMessage message)
    {
        context.Counters.Count(MasterCounter.MessagesExecutorToFramework);
        if (context.State.Frameworks.Find(new FrameworkId(message.FrameworkId.Value)) is not { Connected: true } framework)
        {
            context.Counters.Count(MasterCounter.InvalidExecutorToFrameworkMessages);
            return;
        }

        context.Counters.Count(MasterCounter.ValidExecutorToFrameworkMessages);
        context.Send(framework, SchedulerEvents.Message(agent.Id, new ExecutorId(message.ExecutorId.Value), message.Data));
    }
}
