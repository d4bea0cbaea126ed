using Tepui.Kernel.Master.Frameworks;

namespace Tepui.Kernel.Master.Calls;

/// <summary>TEARDOWN: a framework ends itself, with all its tasks.</summary>
internal static class Teardown
{
    public static Rejection? Handle(MasterContext context, FrameworkRecord framework)
    {
        context.Counters.Count(MasterCounter.MessagesUnregisterFramework);
        FrameworkLife.Remove(context, framework, "torn down by its scheduler");
        return null;
    }
}
