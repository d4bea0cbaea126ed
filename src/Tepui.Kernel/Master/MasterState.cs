using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Kernel.Maintenance;
using Tepui.Kernel.Master.Agents;
using Tepui.Kernel.Master.Frameworks;
using Tepui.Kernel.Master.Subscribers;
using Tepui.Kernel.Master.Tracking;
using Tepui.Kernel.Master.Views;
using Tepui.Kernel.Offers;
using Tepui.Kernel.Operations;
using Tepui.Kernel.Registry;
using Tepui.Kernel.Tasks;

namespace Tepui.Kernel.Master;

/// <summary>All that a master knows. What is walked to make effects is kept in the order it came.</summary>
internal sealed class MasterState(MasterConfig config)
{
    private long _nextFramework;
    private long _nextAgent;
    private long _nextOffer;
    private AgentInfo[] _recoveredView = [];

    /// <summary>Whether this master leads and knows the registry.</summary>
    public bool Leads { get; set; }

    /// <summary>Whether this master led and leads no more: nothing has an effect.</summary>
    public bool IsDeposed { get; set; }

    /// <summary>Of two leaders the later has the greater one; 0 where nobody elects masters.</summary>
    public long Term { get; set; }

    /// <summary>Until when no other master can lead; null where nobody elects masters.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }

    public DateTimeOffset? ElectedTime { get; set; }

    public OrderedIndex<FrameworkId, FrameworkRecord> Frameworks { get; } = new();

    public BoundedIndex<FrameworkId, FrameworkRecord> CompletedFrameworks { get; } = new(config.MaxCompletedFrameworks);

    /// <summary>Registered agents, their link open or not.</summary>
    public TrackedIndex<AgentId, AgentRecord, AgentView> Agents { get; } = new(ViewMaker.Take);

    /// <summary>Agents of the registry that have not come back to this master yet.</summary>
    public SortedDictionary<string, AgentInfo> RecoveredAgents { get; } = new(StringComparer.Ordinal);

    /// <summary>The tasks of an unreachable agent, so that they are known again when it returns.</summary>
    public Dictionary<AgentId, List<(FrameworkId Framework, TaskId Task)>> UnreachableTasks { get; } = [];

    public OrderedIndex<OfferId, OfferRecord> Offers { get; } = new();

    /// <summary>How many agents must be there before offers begin; null once they have.</summary>
    public int? OffersAwaitAgents { get; set; }

    /// <summary>Weights that operators set; a role that is not there weighs 1.</summary>
    public ImmutableSortedDictionary<string, double> Weights { get; set; } = RegistryState.Empty.Weights;

    /// <summary>All agents' operations whose last status is not acknowledged yet, by uuid.</summary>
    public OrderedIndex<ByteString, OperationRecord> Operations { get; } = new();

    /// <summary>Whose each open connection is.</summary>
    public Dictionary<ConnectionId, FrameworkId> SchedulerConnections { get; } = [];

    public Dictionary<ConnectionId, AgentId> AgentConnections { get; } = [];

    /// <summary>Links of agents whose admission is on its way to the registry; one that closes meanwhile drops out.</summary>
    public HashSet<ConnectionId> PendingConnections { get; } = [];

    /// <summary>Agents whose admission, removal or loss is on its way to the registry.</summary>
    public Dictionary<string, AgentChange> AgentsUnderWay { get; } = new(StringComparer.Ordinal);

    public MaintenanceState Maintenance { get; } = new();

    /// <summary>Agents that wait to be marked unreachable.</summary>
    public RemovalQueue Removals { get; } = new();

    /// <summary>How many agents this master found in the registry; 0 once the time they have to come back is over.</summary>
    public int AgentsExpected { get; set; }

    /// <summary>Whether the alarm for forgetting old agents is set.</summary>
    public bool CollectionScheduled { get; set; }

    /// <summary>Of the operator event stream.</summary>
    public SubscriberTable Subscribers { get; } = new(config.MaxOperatorEventStreamSubscribers);

    public MasterCounters Counters { get; } = new();

    /// <summary>What tasks have in common.</summary>
    public TaskShapes TaskShapes { get; } = new();

    /// <summary>They all come at once, when this master begins to lead, and then only leave: their number tells whether they changed.</summary>
    public IReadOnlyList<AgentInfo> ViewRecoveredAgents() =>
        _recoveredView.Length == RecoveredAgents.Count ? _recoveredView : _recoveredView = RecoveredAgents.Values.ToArray();

    public FrameworkId NewFrameworkId() => new($"{config.Info.Id}-{_nextFramework++:D4}");

    public AgentId NewAgentId() => new($"{config.Info.Id}-S{_nextAgent++}");

    public OfferId NewOfferId() => new($"{config.Info.Id}-O{_nextOffer++}");
}
