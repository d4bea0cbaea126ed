using System.Linq;
using Tepui.Kernel.Master.Views;
using Tepui.Master.Endpoints.State;

namespace Tepui.Master.Tests.Endpoints.State;

public sealed class KeptPartsTests
{
    [Fact]
    public void Forget_TakesAwayWhatReadersLeft()
    {
        MasterView view = SampleView.Of(agents: 40, frameworks: 2, tasks: 1);
        StatePieces.State(view, static _ => { }).Count().ShouldBeGreaterThan(0);
        OperatorStateJson.Response(OperatorStatePart.State, view).Count().ShouldBeGreaterThan(0);
        OperatorStateProtobuf.Response(OperatorStatePart.State, view).Count().ShouldBeGreaterThan(0);
        view.Frameworks[1].Tasks.Part(0).Kept(ViewForm.Json).ShouldNotBeNull();

        KeptParts.Forget(view);

        foreach (ViewForm form in (ViewForm[])[ViewForm.State, ViewForm.Json, ViewForm.Protobuf])
        {
            view.Agents.Part(1).Kept(form).ShouldBeNull();
            view.Frameworks[1].Tasks.Part(0).Kept(form).ShouldBeNull();
            view.CompletedFrameworks[1].CompletedTasks.Part(0).Kept(form).ShouldBeNull();
        }
    }

    [Fact]
    public void HasRoom_ForSomeHundredThousandTasks() =>
        (KeptParts.HasRoom(60_000_000), KeptParts.HasRoom(600_000_000)).ShouldBe((true, false));
}
