using Tepui.Kernel.Master.Frameworks;
using Call = Mesos.V1.Scheduler.Call;

namespace Tepui.Kernel.Master.Calls;

/// <summary>REQUEST: what a framework would like to be offered. The allocator of Mesos takes no notice of it, nor does ours.</summary>
internal static class Request
{
    public static Rejection? Handle(MasterContext context, FrameworkRecord framework, Call.Types.Request request)
    {
        context.Counters.Count(MasterCounter.MessagesResourceRequest);
        context.Tell(new CallDropped(framework.Id, "REQUEST", $"{request.Requests.Count} requests noted; allocation does not use them"));
        return null;
    }
}
