using Tepui.Internal.V1;
using Tepui.Kernel.Master.Agents;
using Tepui.Kernel.Master.Executors;

namespace Tepui.Kernel.Master.Messages;

/// <summary>A custom executor ended: its framework gets FAILURE. Command tasks have none that a master knows of, as in Mesos.</summary>
internal static class ExecutorExit
{
    public static void Handle(MasterContext context, AgentRecord agent, ExecutorExited exit)
    {
        context.Counters.Count(MasterCounter.MessagesExitedExecutor);
        var framework = new FrameworkId(exit.FrameworkId.Value);
        if (agent.Executor(framework, new ExecutorId(exit.ExecutorId.Value)) is not { } executor)
        {
            return;
        }

        ExecutorLife.Remove(context, agent, executor);
        context.Tell(new ExecutorEnded(framework, executor.Id, agent.Id, exit.WaitStatus));
        if (context.State.Frameworks.Find(framework) is { } owner)
        {
            context.Send(owner, SchedulerEvents.ExecutorFailure(agent.Id, executor.Id, exit.WaitStatus));
        }
    }
}
