using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent;
using Call = Mesos.V1.Executor.Call;

namespace Tepui.Kernel.Tests.Agent.Calls;

public sealed class ExecutorMessageTests
{
    private static readonly ByteString Bytes = ByteString.CopyFrom(0, 255, 7);

    [Fact]
    public void Bytes_go_to_the_framework_and_to_the_executor()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunUnderExecutor("t");

        Send(agent).ShouldBeNull();
        FromFramework(agent);

        ExecutorMessage message = agent.Sent.Single(frame => frame.ExecutorMessage is not null).ExecutorMessage;
        message.ExecutorId.Value.ShouldBe("e");
        message.FrameworkId.Value.ShouldBe("F");
        message.Data.ShouldBe(Bytes);
        agent.Events.Last().Message.Data.ShouldBe(Bytes);
    }

    [Fact]
    public void Without_a_master_or_a_subscription_they_are_dropped_and_told()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.Run(AgentScenario.ExecutorTask("t"));
        FromFramework(agent);
        agent.Told<AgentNotice.MessageDropped>().ShouldBeTrue();
        agent.Subscribe();
        agent.Disconnect();

        Send(agent).ShouldBeNull("nobody promises that messages arrive");

        agent.Sent.ShouldNotContain(frame => frame.ExecutorMessage != null);
        agent.Machine.View().Counters.MessagesDropped.ShouldBe(2);
    }

    [Fact]
    public void A_message_without_its_part_is_refused()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunUnderExecutor("t");

        Rejection? rejection = agent.Send(new Call
        {
            Type = Call.Types.Type.Message,
            FrameworkId = new FrameworkID { Value = "F" },
            ExecutorId = new ExecutorID { Value = "e" },
        });

        rejection!.Message.ShouldBe("Failed to validate Executor::Call: Expecting 'message' to be present");
    }

    private static Rejection? Send(AgentScenario agent) => agent.Send(new Call
    {
        Type = Call.Types.Type.Message,
        FrameworkId = new FrameworkID { Value = "F" },
        ExecutorId = new ExecutorID { Value = "e" },
        Message = new Call.Types.Message { Data = Bytes },
    });

    private static void FromFramework(AgentScenario agent) => agent.FromMaster(new AgentLinkFrame
    {
        FrameworkMessage = new FrameworkMessage
        {
            FrameworkId = new FrameworkID { Value = "F" },
            ExecutorId = new ExecutorID { Value = "e" },
            Data = Bytes,
        },
    });
}
