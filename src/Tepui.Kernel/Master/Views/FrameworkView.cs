using System;
using System.Collections.Generic;
using Mesos.V1;
using Tepui.Kernel.Constraints;
using Tepui.Kernel.Master.Frameworks;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Master.Views;

/// <summary>A framework at the time of a view. Messages in it are shared: nobody changes them.</summary>
public sealed record FrameworkView
{
    public required FrameworkId Id { get; init; }

    /// <summary>With its id.</summary>
    public required FrameworkInfo Info { get; init; }

    /// <summary>Whether it gets offers.</summary>
    public required bool Active { get; init; }

    public required bool Connected { get; init; }

    /// <summary>Known from agents only: it has not subscribed at this master yet.</summary>
    public required bool Recovered { get; init; }

    public required DateTimeOffset RegisteredTime { get; init; }

    public required DateTimeOffset? ReregisteredTime { get; init; }

    /// <summary>When it ended; null while it lives.</summary>
    public required DateTimeOffset? UnregisteredTime { get; init; }

    public required IReadOnlyList<string> Roles { get; init; }

    public required IReadOnlyList<string> SuppressedRoles { get; init; }

    /// <summary>Which agents it wants offers of; null: any.</summary>
    public required RoleConstraints? Constraints { get; init; }

    public required ResourceSet Used { get; init; }

    public required ResourceSet Offered { get; init; }

    /// <summary>Tasks that live, or ended and whose last update is not acknowledged yet.</summary>
    public required ViewList<TaskView> Tasks { get; init; }

    public required ViewList<TaskView> UnreachableTasks { get; init; }

    /// <summary>The oldest first.</summary>
    public required ViewList<TaskView> CompletedTasks { get; init; }

    /// <summary>The offers it has not answered, with allocation_info whatever it was shown.</summary>
    public required IReadOnlyList<Offer> Offers { get; init; }

    /// <summary>What it was asked and has not answered.</summary>
    public required IReadOnlyList<InverseOffer> InverseOffers { get; init; }

    public required IReadOnlyList<(AgentId Agent, ExecutorInfo Executor)> Executors { get; init; }

    /// <summary>Counters that go on counting while the view is read.</summary>
    public required FrameworkMetrics Metrics { get; init; }
}
