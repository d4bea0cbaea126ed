using Tepui.Internal.V1;
using Tepui.Kernel.Master.Agents;

namespace Tepui.Kernel.Master.Messages;

/// <summary>A custom executor ended: its framework gets FAILURE. Command tasks have none that a master knows of, as in Mesos.</summary>
internal static class ExecutorExit
{
    public static void Handle(MasterContext context, AgentRecord agent, ExecutorExited exit)
    {
        context.Counters.Count(MasterCounter.MessagesExitedExecutor);
        var executor = new ExecutorId(exit.ExecutorId.Value);
        if (!agent.Executors.Remove((exit.FrameworkId.Value, executor.Value)))
        {
            return;
        }

        if (context.State.Frameworks.Find(new FrameworkId(exit.FrameworkId.Value)) is { } framework)
        {
            framework.Executors.Remove((agent.Id, executor));
            context.Send(framework, SchedulerEvents.ExecutorFailure(agent.Id, executor, exit.WaitStatus));
        }
    }
}
