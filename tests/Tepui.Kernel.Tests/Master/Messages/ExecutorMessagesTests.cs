using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Internal.V1;

namespace Tepui.Kernel.Tests.Master.Messages;

public class ExecutorMessagesTests
{
    private readonly MasterScenario _scenario = new();
    private readonly ScenarioScheduler _scheduler;
    private readonly ScenarioAgent _agent;

    public ExecutorMessagesTests()
    {
        _scheduler = _scenario.Subscribe();
        _agent = _scenario.Register();
    }

    [Fact]
    public void ExecutorMessage_ReachesTheFramework()
    {
        _agent.Send(new AgentLinkFrame
        {
            ExecutorMessage = new ExecutorMessage
            {
                FrameworkId = _scheduler.Id,
                ExecutorId = new ExecutorID { Value = "e" },
                Data = ByteString.CopyFrom(0, 255),
            },
        });
        var message = _scheduler.Events[^1].Message;
        message.AgentId.ShouldBe(_agent.Id);
        message.ExecutorId.Value.ShouldBe("e");
        message.Data.ToByteArray().ShouldBe([0, 255]);
    }

    [Fact]
    public void ExecutorExited_OfACommandTask_IsNoEvent()
    {
        _agent.Send(Exit());
        _scheduler.Events.ShouldNotContain(static e => e.Type == Event.Types.Type.Failure);
    }

    [Fact]
    public void ExecutorExited_OfAKnownExecutor_IsAFailure()
    {
        var relinked = _agent.LoseLink();
        relinked.Info.Port = 6000;
        _scenario.RestartMaster();
        var scheduler = _scenario.Subscribe(id: _scheduler.Id.Value);
        relinked = _scenario.Relink(relinked);
        relinked.Send(new AgentLinkFrame
        {
            ReregisterAgent = new ReregisterAgent
            {
                Agent = relinked.Info,
                ProtocolVersion = 1,
                Frameworks = { new FrameworkInfo { Name = "n", User = "u", Id = scheduler.Id } },
                Executors = { new ExecutorInfo { ExecutorId = new ExecutorID { Value = "e" }, FrameworkId = scheduler.Id } },
            },
        });
        scheduler.Offers.ShouldHaveSingleItem().ExecutorIds.Single().Value.ShouldBe("e");

        relinked.Send(Exit());

        var failure = scheduler.Events[^1].Failure;
        failure.ExecutorId.Value.ShouldBe("e");
        failure.AgentId.ShouldBe(relinked.Id);
        failure.Status.ShouldBe(256);
    }

    private AgentLinkFrame Exit() => new()
    {
        ExecutorExited = new ExecutorExited
        {
            FrameworkId = _scheduler.Id,
            ExecutorId = new ExecutorID { Value = "e" },
            WaitStatus = 256,
        },
    };
}
