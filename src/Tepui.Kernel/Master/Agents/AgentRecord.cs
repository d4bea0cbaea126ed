using System;
using System.Collections.Generic;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Kernel.Maintenance;
using Tepui.Kernel.Master.Executors;
using Tepui.Kernel.Master.Tracking;
using Tepui.Kernel.Offers;
using Tepui.Kernel.Operations;
using Tepui.Kernel.Registry;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tasks;

namespace Tepui.Kernel.Master.Agents;

/// <summary>
/// A registered agent as the master keeps it; its link may be away for a while. Whatever a view shows of it says so when it
/// changes: setters call <see cref="Change"/>.
/// </summary>
public sealed class AgentRecord : ITracked
{
    private readonly OrderedIndex<(FrameworkId Framework, TaskId Task), TaskRecord> _tasks = new();
    private readonly OrderedIndex<OfferId, OfferRecord> _offers = new();
    private readonly OrderedIndex<(FrameworkId Framework, ExecutorId Executor), ExecutorRecord> _executors = new();
    private OrderedIndex<ByteString, OperationRecord>? _operations;

    public AgentRecord(AgentId id, AgentInfo info, string version, ResourceSet total)
    {
        Id = id;
        Info = info;
        Version = version;
        Total = total;
        NotUndone.Clear();
    }

    public AgentId Id { get; }

    /// <summary>With its id; replaced whole, never changed.</summary>
    public AgentInfo Info { get; private set => Set(ref field, value); }

    /// <summary>Tepui's version at the agent's.</summary>
    public string Version { get; private set => Set(ref field, value); }

    public ResourceSet Total { get; private set => Set(ref field, value); }

    /// <summary>Its channel while <see cref="Connected"/>.</summary>
    public ConnectionId Connection { get; set; }

    /// <summary>The IP address its link came from.</summary>
    public string Address { get; set => Set(ref field, value); } = "";

    public bool Connected { get; set => Set(ref field, value); }

    /// <summary>Whether it is offered.</summary>
    public bool Active { get; set => Set(ref field, value); }

    /// <summary>What an operator decided about it; null while it is used as any.</summary>
    public ManagedAgent? Managed { get; set => Set(ref field, value); }

    /// <summary>When this master told it to drain, until it is put back into use.</summary>
    public DateTimeOffset? DrainStart { get; set => Set(ref field, value); }

    /// <summary>Whether the end of its draining is on its way to the registry.</summary>
    public bool IsDrainEnding { get; set; }

    /// <summary>As Mesos names an agent process.</summary>
    public string Pid => $"slave(1)@{Address}:{Info.Port}";

    public DateTimeOffset RegisteredTime { get; set => Set(ref field, value); }

    public DateTimeOffset? ReregisteredTime { get; set => Set(ref field, value); }

    /// <summary>Pings sent and not answered in a row.</summary>
    public int UnansweredPings { get; set; }

    public ulong PingNonce { get; set; }

    /// <summary>The machine it is on, as maintenance knows it.</summary>
    public MachineKey Machine => new(Info.Hostname, Address);

    /// <summary>Set while its machine is in the maintenance schedule.</summary>
    public AgentMaintenance? Maintenance { get; set; }

    /// <summary>By framework and id, in the order they came.</summary>
    public OrderedIndex<(FrameworkId Framework, TaskId Task), TaskRecord> Tasks => _tasks;

    public OrderedIndex<OfferId, OfferRecord> Offers => _offers;

    /// <summary>Custom executors by framework and id, in the order they came.</summary>
    public OrderedIndex<(FrameworkId Framework, ExecutorId Executor), ExecutorRecord> Executors => _executors;

    /// <summary>Operations whose last status is not acknowledged yet, by uuid, in the order they came.</summary>
    public IReadOnlyCollection<OperationRecord> Operations => _operations ?? (IReadOnlyCollection<OperationRecord>)[];

    /// <summary>Tasks a framework wants dead; a kill that found the link away is sent again when the agent comes back.</summary>
    public HashSet<(FrameworkId Framework, TaskId Task)> KilledTasks { get; } = [];

    public ResourceSet Used { get; set => Set(ref field, value); } = ResourceSet.Empty;

    public ResourceSet Offered { get; set => Set(ref field, value); } = ResourceSet.Empty;

    /// <summary>Where a view finds it.</summary>
    public TrackedPart? Part { get; set; }

    public void Update(AgentInfo info, string version, ResourceSet total)
    {
        Info = info;
        Version = version;
        Total = total;
    }

    public OperationRecord? Operation(ByteString uuid) => _operations?.Find(uuid);

    public ExecutorRecord? Executor(FrameworkId framework, ExecutorId executor) => _executors.Find((framework, executor));

    public TaskRecord? Task(FrameworkId framework, TaskId task) => _tasks.Find((framework, task));

    internal void Add(TaskRecord task)
    {
        _tasks.Add((task.Framework, task.Id), task);
        if (!task.State.FreesResources())
        {
            Used += task.Resources;
        }
    }

    internal void Add(IReadOnlyList<TaskRecord> tasks)
    {
        _tasks.Reserve(tasks.Count);
        var used = new ResourceSum();
        used.Add(Used);
        foreach (var task in tasks)
        {
            _tasks.Add((task.Framework, task.Id), task);
            if (!task.State.FreesResources())
            {
                used.Add(task.Resources);
            }
        }

        Used = used.ToSet();
    }

    internal void Remove(TaskRecord task)
    {
        _tasks.Remove((task.Framework, task.Id));
        KilledTasks.Remove((task.Framework, task.Id));
    }

    /// <summary>What failed operations made, and what was found in use or changed when it was to be undone.</summary>
    internal List<ResourceConversion> NotUndone { get; } = [];

    /// <summary>What of it becomes something else.</summary>
    internal void Convert(ResourceConversion conversion) => Total = Total - conversion.Consumed + conversion.Converted;

    internal void Add(OperationRecord operation) => (_operations ??= new()).Add(operation.Uuid, operation);

    internal void Remove(OperationRecord operation) => _operations?.Remove(operation.Uuid);

    internal void Add(ExecutorRecord executor)
    {
        _executors.Add((executor.Framework, executor.Id), executor);
        Change();
        Used += executor.Resources;
    }

    internal void Remove(ExecutorRecord executor)
    {
        _executors.Remove((executor.Framework, executor.Id));
        Change();
        Used -= executor.Resources;
    }

    internal void Add(OfferRecord offer)
    {
        _offers.Add(offer.Id, offer);
        Offered += offer.Resources;
    }

    internal void Remove(OfferRecord offer)
    {
        _offers.Remove(offer.Id);
        Offered -= offer.Resources;
    }

    /// <summary>Something that a view shows is no longer as it was.</summary>
    private void Change() => Part?.Change();

    private void Set<T>(ref T field, T value)
    {
        field = value;
        Change();
    }
}
