using Tepui.Internal.V1;
using Tepui.Kernel.Master.Frameworks;
using Call = Mesos.V1.Scheduler.Call;

namespace Tepui.Kernel.Master.Calls;

/// <summary>SHUTDOWN: ends an executor of the framework's; passed on to its agent.</summary>
internal static class Shutdown
{
    public static Rejection? Handle(MasterContext context, FrameworkRecord framework, Call.Types.Shutdown shutdown)
    {
        if (context.State.Agents.Find(new AgentId(shutdown.AgentId.Value)) is not { Connected: true } agent)
        {
            context.Drop(framework, "SHUTDOWN", $"Agent {shutdown.AgentId.Value} is unknown or disconnected");
            return null;
        }

        context.Send(agent, new AgentLinkFrame
        {
            ShutdownExecutor = new ShutdownExecutor { FrameworkId = framework.Info.Id, ExecutorId = shutdown.ExecutorId },
        });
        return null;
    }
}
