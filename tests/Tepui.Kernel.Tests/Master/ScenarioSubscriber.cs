using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel.Master.Subscribers;
using Tepui.Kernel.Master.Views;

namespace Tepui.Kernel.Tests.Master;

/// <summary>An operator who reads the event stream of a <see cref="MasterScenario"/>, and keeps what he would know from it.</summary>
internal sealed class ScenarioSubscriber(MasterScenario scenario, ConnectionId connection)
{
    private readonly List<OperatorChange> _changes = [];

    public Rejection? Refusal { get; set; }

    public bool IsClosed { get; set; }

    /// <summary>What SUBSCRIBED brought; null before.</summary>
    public MasterView? Snapshot { get; private set; }

    public IReadOnlyList<OperatorChange> Changes => _changes;

    /// <summary>The changes' names, heartbeats left out.</summary>
    public IEnumerable<string> Names => _changes.Select(static change => change.GetType().Name).Where(static name => name != "Heartbeat");

    public ReplayedState State { get; } = new();

    public void Open(MasterView view)
    {
        Snapshot.ShouldBeNull("a stream begins once");
        Snapshot = view;
        State.Begin(view);
    }

    /// <summary>Only those whose stream has begun hear of changes, as the shell has it.</summary>
    public void Receive(OperatorChange change)
    {
        if (Snapshot is not null)
        {
            _changes.Add(change);
            State.Apply(change);
        }
    }

    /// <summary>Goes away.</summary>
    public void Leave() => scenario.Drop(connection);
}
