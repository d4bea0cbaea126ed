using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Kernel.Tasks;

namespace Tepui.Kernel.Master.Frameworks;

/// <summary>What is counted for one framework (docs/monitoring.md, "per-framework metrics"), indexed by the enums' numbers.</summary>
public sealed class FrameworkMetrics
{
    private const int States = 32;

    private readonly long[] _calls = new long[32];
    private readonly long[] _events = new long[32];
    private readonly long[] _operations = new long[32];
    private readonly long[] _activeTasks = new long[States];
    private readonly long[] _endedTasks = new long[States];

    public long OffersSent { get; set; }

    public long OffersAccepted { get; set; }

    public long OffersDeclined { get; set; }

    public long OffersRescinded { get; set; }

    public long Calls(Call.Types.Type type) => _calls[(int)type];

    public long Events(Event.Types.Type type) => _events[(int)type];

    public long Operations(Offer.Types.Operation.Types.Type type) => _operations[(int)type];

    /// <summary>How many tasks are in a state now.</summary>
    public long ActiveTasks(TaskState state) => _activeTasks[(int)state];

    /// <summary>How many tasks have ended in a state.</summary>
    public long EndedTasks(TaskState state) => _endedTasks[(int)state];

    internal void Count(Call.Types.Type type) => Count(_calls, (int)type);

    internal void Count(Event.Types.Type type) => Count(_events, (int)type);

    internal void Count(Offer.Types.Operation.Types.Type type) => Count(_operations, (int)type);

    internal void TaskEnters(TaskState state)
    {
        Count(state.IsTerminal() ? _endedTasks : _activeTasks, (int)state);
    }

    internal void TaskLeaves(TaskState state)
    {
        if (!state.IsTerminal())
        {
            _activeTasks[(int)state]--;
        }
    }

    private static void Count(long[] counters, int index)
    {
        if ((uint)index < (uint)counters.Length)
        {
            counters[index]++;
        }
    }
}
