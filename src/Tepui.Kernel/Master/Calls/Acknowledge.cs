using Tepui.Internal.V1;
using Tepui.Kernel.Master.Frameworks;
using Tepui.Kernel.Tasks;
using Call = Mesos.V1.Scheduler.Call;

namespace Tepui.Kernel.Master.Calls;

/// <summary>ACKNOWLEDGE: passed on to the agent, which then sends the next update; with the last one the task is completed.</summary>
internal static class Acknowledge
{
    public static Rejection? Handle(MasterContext context, FrameworkRecord framework, Call.Types.Acknowledge acknowledge)
    {
        context.Counters.Count(MasterCounter.MessagesStatusUpdateAcknowledgement);
        var id = new TaskId(acknowledge.TaskId.Value);
        if (context.State.Agents.Find(new AgentId(acknowledge.AgentId.Value)) is not { Connected: true } agent)
        {
            return Ignore(context, framework, id, $"agent {acknowledge.AgentId.Value} is not registered or is disconnected");
        }

        if (agent.Task(framework.Id, id) is { } task)
        {
            if (task.Image.StatusUpdateState is not { } sent)
            {
                return Ignore(context, framework, id, "the update was not sent by this master");
            }

            if (sent.IsTerminal() && task.Image.StatusUpdateUuid == acknowledge.Uuid)
            {
                TaskLife.Remove(context, task, unreachable: false);
            }
        }

        context.Send(agent, new AgentLinkFrame
        {
            AcknowledgeStatus = new AcknowledgeStatus
            {
                FrameworkId = framework.Info.Id,
                TaskId = acknowledge.TaskId,
                Uuid = acknowledge.Uuid,
            },
        });
        context.Counters.Count(MasterCounter.ValidStatusUpdateAcknowledgements);
        return null;
    }

    private static Rejection? Ignore(MasterContext context, FrameworkRecord framework, TaskId task, string reason)
    {
        context.Counters.Count(MasterCounter.InvalidStatusUpdateAcknowledgements);
        context.Tell(new CallDropped(framework.Id, "ACKNOWLEDGE", $"Task {task}: {reason}"));
        return null;
    }
}
