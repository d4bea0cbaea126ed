namespace Tepui.Repository.Tests.Compatibility;

/// <summary>Whose words a conformance script has: calls go out to the master or agent, events come back.</summary>
internal enum Speech
{
    SchedulerCall,
    SchedulerEvent,
    ExecutorCall,
    ExecutorEvent,
    OperatorCall,
}
