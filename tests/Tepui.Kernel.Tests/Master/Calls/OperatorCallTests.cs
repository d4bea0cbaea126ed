using Mesos.V1;
using Call = Mesos.V1.Master.Call;

namespace Tepui.Kernel.Tests.Master.Calls;

public class OperatorCallTests
{
    private readonly MasterScenario _scenario = new();

    [Fact]
    public void Teardown_KnownFramework_EndsIt()
    {
        var scheduler = _scenario.Subscribe();
        _scenario.Operate(Teardown(scheduler.Id)).ShouldBeNull();
        scheduler.IsClosed.ShouldBeTrue();
    }

    [Fact]
    public void Teardown_DisconnectedFramework_EndsIt()
    {
        var scheduler = _scenario.Subscribe(static subscribe => subscribe.FrameworkInfo.FailoverTimeout = 3600);
        scheduler.Disconnect();
        _scenario.Operate(Teardown(scheduler.Id)).ShouldBeNull();
        _scenario.Machine.TakeView().Frameworks.ShouldBeEmpty();
        _scenario.Timers.ShouldBeEmpty();
    }

    [Fact]
    public void Teardown_UnknownFramework_Is400()
    {
        var refusal = _scenario.Operate(Teardown(new FrameworkID { Value = "nosuch" })).ShouldNotBeNull();
        refusal.Kind.ShouldBe(RejectionKind.BadRequest);
        refusal.Message.ShouldBe("No framework found with specified ID");
    }

    [Fact]
    public void CallOfALaterDay_IsRefusedByName()
    {
        var refusal = _scenario.Operate(new Call { Type = Call.Types.Type.GetOperations }).ShouldNotBeNull();
        refusal.Kind.ShouldBe(RejectionKind.NotSupported);
        refusal.Message.ShouldBe("The GET_OPERATIONS call is not supported yet by this master");
    }

    private static Call Teardown(FrameworkID framework) => new()
    {
        Type = Call.Types.Type.Teardown,
        Teardown = new Call.Types.Teardown { FrameworkId = framework },
    };
}
