using Mesos.V1.Agent;
using Tepui.Endpoints.Operators;
using Tepui.Http.Responses;
using Type = Mesos.V1.Agent.Call.Types.Type;

namespace Tepui.Endpoints.Tests.Operators;

public sealed class CallChecksTests
{
    [Fact]
    public void Validate_WithoutAType_IsRefused() =>
        Refusal(new Call()).ShouldBe((400, "Failed to validate agent::Call: Expecting 'type' to be present"));

    [Fact]
    public void Validate_WithoutTheCallsMessage_NamesIt() =>
        Refusal(new Call { Type = Type.ReadFile }).ShouldBe((400, "Failed to validate agent::Call: Expecting 'read_file' to be present"));

    [Theory]
    [InlineData(Type.GetHealth)]
    [InlineData(Type.GetContainers)]
    public void Validate_OfACallThatNeedsNoMessage_Passes(Type type) => Refusal(new Call { Type = type }).ShouldBeNull();

    [Fact]
    public void NotSupported_NamesTheCall()
    {
        RequestRefusedException refusal = CallChecks.NotSupported("agent", Type.PruneImages);

        refusal.StatusCode.ShouldBe(501);
        refusal.Message.ShouldBe("The PRUNE_IMAGES call is not supported yet by this agent");
    }

    private static (int Status, string Message)? Refusal(Call call)
    {
        try
        {
            CallChecks.Validate(call, "agent", call.Type, Type.Unknown, Type.GetContainers);
            return null;
        }
        catch (RequestRefusedException refusal)
        {
            return (refusal.StatusCode, refusal.Message);
        }
    }
}
