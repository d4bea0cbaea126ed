using Mesos.V1.Scheduler;

namespace Tepui.Kernel.Tests.Master.Calls;

public class RequestTests
{
    [Fact]
    public void Request_IsAccepted() => new MasterScenario().Subscribe()
        .Call(Call.Types.Type.Request, static call => call.Request = new Call.Types.Request()).ShouldBeNull();
}
