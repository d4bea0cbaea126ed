using Google.Protobuf;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Kernel.Master;

namespace Tepui.Kernel.Tests.Master.Calls;

public class MessageTests
{
    private readonly MasterScenario _scenario = new();

    [Fact]
    public void Message_GoesToTheAgentAsItIs()
    {
        var agent = _scenario.Register();
        Send(agent.Id.Value).ShouldBeNull();
        var message = agent.Frames[^1].FrameworkMessage;
        message.ExecutorId.Value.ShouldBe("e");
        message.Data.ToByteArray().ShouldBe([0, 255]);
    }

    [Fact]
    public void Message_UnknownAgent_IsCounted()
    {
        Send("nosuch").ShouldBeNull();
        _scenario.Machine.TakeView().Counters[MasterCounter.InvalidFrameworkToExecutorMessages].ShouldBe(1);
    }

    private Rejection? Send(string agent) => _scenario.Subscribe().Call(
        Call.Types.Type.Message,
        call => call.Message = new Call.Types.Message
        {
            AgentId = new AgentID { Value = agent },
            ExecutorId = new ExecutorID { Value = "e" },
            Data = ByteString.CopyFrom(0, 255),
        });
}
