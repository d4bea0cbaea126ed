using System;
using System.Collections.Generic;
using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Constraints;
using Tepui.Kernel.Maintenance;
using Tepui.Kernel.Master.Executors;
using Tepui.Kernel.Master.Tracking;
using Tepui.Kernel.Master.Views;
using Tepui.Kernel.Offers;
using Tepui.Kernel.Operations;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tasks;
using Capability = Mesos.V1.FrameworkInfo.Types.Capability.Types.Type;

namespace Tepui.Kernel.Master.Frameworks;

/// <summary>A framework as the master keeps it.</summary>
public sealed class FrameworkRecord
{
    private readonly TrackedIndex<TaskId, TaskRecord, TaskView> _tasks = new(static task => new TaskView(task));
    private readonly OrderedIndex<OfferId, OfferRecord> _offers = new();
    private readonly OrderedIndex<(AgentId Agent, ExecutorId Executor), ExecutorRecord> _executors = new();
    private readonly OrderedIndex<ByteString, OperationRecord> _operations = new();
    private readonly Dictionary<string, OperationRecord> _operationsById = new(StringComparer.Ordinal);
    private HashSet<Capability> _capabilities = [];
    private IReadOnlyList<Offer>? _offerView;
    private IReadOnlyList<(AgentId Agent, ExecutorInfo Executor)>? _executorView;

    public FrameworkRecord(FrameworkId id, FrameworkInfo info, int completedTasks, int unreachableTasks)
    {
        Id = id;
        CompletedTasks = new TaskHistory(completedTasks);
        UnreachableTasks = new UnreachableTaskIndex(unreachableTasks);
        Info = info;
        Update(info);
    }

    public FrameworkId Id { get; }

    /// <summary>Its latest FrameworkInfo, with its id; replaced whole, never changed.</summary>
    public FrameworkInfo Info { get; private set; }

    public FrameworkLink Link { get; set; } = FrameworkLink.Recovered;

    /// <summary>Its open stream; meaningful while <see cref="Connected"/>.</summary>
    public ConnectionId Connection { get; set; }

    /// <summary>The Mesos-Stream-Id its calls must bring.</summary>
    public string? StreamId { get; set; }

    public bool Connected => Link == FrameworkLink.Active;

    /// <summary>Until when it must be back; meaningful while it is not connected.</summary>
    public DateTimeOffset FailoverDeadline { get; set; }

    public IReadOnlyList<string> Roles { get; private set; } = [];

    public SortedSet<string> SuppressedRoles { get; } = new(StringComparer.Ordinal);

    public DateTimeOffset RegisteredTime { get; set; }

    public DateTimeOffset? ReregisteredTime { get; set; }

    public DateTimeOffset? UnregisteredTime { get; set; }

    /// <summary>Tasks that live, or ended and whose last update is not acknowledged yet, in the order they came.</summary>
    public TrackedIndex<TaskId, TaskRecord, TaskView> Tasks => _tasks;

    public OrderedIndex<OfferId, OfferRecord> Offers => _offers;

    public TaskHistory CompletedTasks { get; }

    public UnreachableTaskIndex UnreachableTasks { get; }

    /// <summary>Its custom executors, by agent and id, in the order they came.</summary>
    public OrderedIndex<(AgentId Agent, ExecutorId Executor), ExecutorRecord> Executors => _executors;

    /// <summary>Its operations whose last status is not acknowledged yet, by uuid, in the order they came.</summary>
    public OrderedIndex<ByteString, OperationRecord> Operations => _operations;

    public ResourceSet Used { get; set; } = ResourceSet.Empty;

    public ResourceSet Offered { get; set; } = ResourceSet.Empty;

    /// <summary>What it is asked about agents that will be unavailable, until it answers.</summary>
    public OrderedIndex<OfferId, InverseOfferRecord> InverseOffers { get; } = new();

    public FrameworkMetrics Metrics { get; } = new();

    /// <summary>Its view, kept once it has ended.</summary>
    internal FrameworkView? CompletedView { get; set; }

    internal IReadOnlyList<Offer> ViewOffers() => _offerView ??= _offers.Count == 0
        ? []
        : new MappedList<OfferRecord, Offer>(_offers.Snapshot(), ShownOffer.Of);

    internal IReadOnlyList<(AgentId Agent, ExecutorInfo Executor)> ViewExecutors() => _executorView ??= _executors.Count == 0
        ? []
        : new MappedList<ExecutorRecord, (AgentId, ExecutorInfo)>(_executors.Snapshot(), static executor => (executor.Agent, executor.Info));

    public bool Has(Capability capability) => _capabilities.Contains(capability);

    /// <summary>What its capabilities let it be offered.</summary>
    public FrameworkAbilities Abilities =>
        (Has(Capability.RevocableResources) ? FrameworkAbilities.RevocableResources : FrameworkAbilities.None)
        | (Has(Capability.GpuResources) ? FrameworkAbilities.GpuResources : FrameworkAbilities.None)
        | (Has(Capability.SharedResources) ? FrameworkAbilities.SharedResources : FrameworkAbilities.None)
        | (Has(Capability.ReservationRefinement) ? FrameworkAbilities.ReservationRefinement : FrameworkAbilities.None)
        | (Has(Capability.RegionAware) ? FrameworkAbilities.RegionAware : FrameworkAbilities.None);

    /// <summary>Which agents it wants offers of, as its latest SUBSCRIBE or UPDATE_FRAMEWORK said; null: any.</summary>
    public RoleConstraints? Constraints { get; set; }

    /// <summary>On what terms it takes offers: what the allocator is told of it.</summary>
    public FrameworkTerms Terms => new()
    {
        Roles = Roles,
        SuppressedRoles = [.. SuppressedRoles],
        Abilities = Abilities,
        MinAllocatable = OfferMinimums.Of(Info),
        Constraints = Constraints,
    };

    public bool IsPartitionAware => Has(Capability.PartitionAware);

    public bool IsMultiRole => Has(Capability.MultiRole);

    /// <summary>The roles a FrameworkInfo names: several with MULTI_ROLE, else its one role.</summary>
    public static IReadOnlyList<string> RolesOf(FrameworkInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        return info.Capabilities.Any(static capability => capability.Type == Capability.MultiRole)
            ? info.Roles.Order(StringComparer.Ordinal).ToArray()
            : [info.Role];
    }

    /// <summary>Replaces its info, and with it its roles and capabilities, and the roles it has suppressed.</summary>
    public void Update(FrameworkInfo info, IReadOnlyCollection<string> suppressedRoles)
    {
        Update(info);
        SuppressedRoles.Clear();
        SuppressedRoles.UnionWith(suppressedRoles);
    }

    private void Update(FrameworkInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        Info = info;
        _capabilities = info.Capabilities.Select(static capability => capability.Type).ToHashSet();
        Roles = RolesOf(info);
    }

    /// <summary>Its operation of an id it chose; of several, the newest.</summary>
    public OperationRecord? Operation(string id) => _operationsById.GetValueOrDefault(id);

    public TaskRecord? Task(TaskId id) => _tasks.Find(id);

    internal void Add(TaskRecord task)
    {
        _tasks.Add(task.Id, task);
        Metrics.TaskEnters(task.State);
        if (!task.State.FreesResources())
        {
            Used += task.Resources;
        }
    }

    internal void Add(IEnumerable<TaskRecord> tasks)
    {
        var used = new ResourceSum();
        used.Add(Used);
        foreach (var task in tasks)
        {
            _tasks.Add(task.Id, task);
            Metrics.TaskEnters(task.State);
            if (!task.State.FreesResources())
            {
                used.Add(task.Resources);
            }
        }

        Used = used.ToSet();
    }

    internal void Remove(TaskRecord task)
    {
        _tasks.Remove(task.Id);
        Metrics.TaskLeaves(task.State);
    }

    /// <summary>Takes a task out of the past: it turns out to live.</summary>
    internal void Forget(TaskId task)
    {
        UnreachableTasks.Remove(task);
        CompletedTasks.RemoveAll(completed => completed.Id == task);
    }

    internal void Add(OperationRecord operation)
    {
        _operations.Add(operation.Uuid, operation);
        if (operation.Id is { } id)
        {
            _operationsById[id.Value] = operation;
        }
    }

    internal void Remove(OperationRecord operation)
    {
        _operations.Remove(operation.Uuid);
        if (operation.Id is { } id && ReferenceEquals(Operation(id.Value), operation))
        {
            _operationsById.Remove(id.Value);
        }
    }

    internal void Add(ExecutorRecord executor)
    {
        _executors.Add((executor.Agent, executor.Id), executor);
        _executorView = null;
        Used += executor.Resources;
    }

    internal void Remove(ExecutorRecord executor)
    {
        _executors.Remove((executor.Agent, executor.Id));
        _executorView = null;
        Used -= executor.Resources;
    }

    internal void Add(OfferRecord offer)
    {
        _offers.Add(offer.Id, offer);
        _offerView = null;
        Offered += offer.Resources;
    }

    internal void Remove(OfferRecord offer)
    {
        _offers.Remove(offer.Id);
        _offerView = null;
        Offered -= offer.Resources;
    }
}
