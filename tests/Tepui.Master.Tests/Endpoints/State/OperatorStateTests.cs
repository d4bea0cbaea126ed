using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1.Master;
using Tepui.Kernel.Master.Views;
using Tepui.Master.Endpoints.State;
using Tepui.Protocol.Json;

namespace Tepui.Master.Tests.Endpoints.State;

public sealed class OperatorStateTests
{
    /// <summary>Several parts of tasks and of agents.</summary>
    private readonly MasterView _view = SampleView.Of(agents: 70, frameworks: 3, tasks: 2);

    public static TheoryData<string> Parts => new(Enum.GetNames<OperatorStatePart>());

    [Theory]
    [MemberData(nameof(Parts))]
    public void BothEncodings_SayTheSame_AndSayItAgainFromWhatWasKept(string name)
    {
        OperatorStatePart part = Enum.Parse<OperatorStatePart>(name);
        byte[] json = All(OperatorStateJson.Response(part, _view));
        byte[] protobuf = All(OperatorStateProtobuf.Response(part, _view));

        MesosJson.Parse<Response>(json).TryGet(out Response? response).ShouldBeTrue();

        response.ShouldBe(Response.Parser.ParseFrom(protobuf));
        response!.Type.ShouldBe(part.ResponseType());
        All(OperatorStateJson.Response(part, _view)).ShouldBe(json);
        All(OperatorStateProtobuf.Response(part, _view)).ShouldBe(protobuf);
    }

    [Fact]
    public void State_HasEveryTaskAgentAndFramework()
    {
        Response.Types.GetState state = Response.Parser.ParseFrom(All(OperatorStateProtobuf.Response(OperatorStatePart.State, _view))).GetState;

        state.GetTasks.Tasks.ShouldBe(_view.Frameworks.SelectMany(static framework => framework.Tasks).Select(static task => task.ToTask()));
        state.GetTasks.UnreachableTasks.Count.ShouldBe(3);
        state.GetTasks.CompletedTasks.Count.ShouldBe(3 * 70 * 2, "the tasks of completed frameworks too");
        state.GetAgents.Agents.Select(static agent => agent.AgentInfo.Id.Value).ShouldBe(_view.Agents.Select(static agent => agent.Id.Value));
        state.GetAgents.RecoveredAgents.ShouldHaveSingleItem();
        state.GetFrameworks.Frameworks.Count.ShouldBe(3);
        state.GetFrameworks.CompletedFrameworks.Count.ShouldBe(3);
    }

    [Fact]
    public void State_Alone_IsWhatTheResponseHolds()
    {
        var response = Response.Parser.ParseFrom(All(OperatorStateProtobuf.Response(OperatorStatePart.State, _view)));
        WireMessage alone = OperatorStateProtobuf.State(_view);
        byte[] bytes = All(alone.Pieces);

        bytes.Length.ShouldBe((int)alone.Size);
        Response.Types.GetState.Parser.ParseFrom(bytes).ShouldBe(response.GetState);
        MesosJson.Parse<Response.Types.GetState>(All(OperatorStateJson.State(_view))).TryGet(out Response.Types.GetState? json).ShouldBeTrue();
        json.ShouldBe(response.GetState);
    }

    private static byte[] All(IEnumerable<ReadOnlyMemory<byte>> pieces) => pieces.SelectMany(static piece => piece.ToArray()).ToArray();
}
