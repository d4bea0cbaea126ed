using Mesos.V1;
using Mesos.V1.Scheduler;

namespace Tepui.Kernel.Tests.Master.Calls;

public class ShutdownTests
{
    private readonly MasterScenario _scenario = new();

    [Fact]
    public void Shutdown_GoesToTheAgent()
    {
        var agent = _scenario.Register();
        Shutdown(agent.Id.Value).ShouldBeNull();
        agent.Frames[^1].ShutdownExecutor.ExecutorId.Value.ShouldBe("e");
        agent.Frames[^1].ShutdownExecutor.FrameworkId.Value.ShouldBe("m-0000");
    }

    [Fact]
    public void Shutdown_UnknownAgent_IsDropped() => Shutdown("nosuch").ShouldBeNull();

    private Rejection? Shutdown(string agent) => _scenario.Subscribe().Call(
        Call.Types.Type.Shutdown,
        call => call.Shutdown = new Call.Types.Shutdown
        {
            AgentId = new AgentID { Value = agent },
            ExecutorId = new ExecutorID { Value = "e" },
        });
}
