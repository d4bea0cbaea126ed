using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Maintenance;
using Tepui.Kernel.Master.Agents;
using Tepui.Kernel.Master.Executors;
using Tepui.Kernel.Master.Frameworks;

namespace Tepui.Kernel.Master.Views;

/// <summary>Takes a view of the state.</summary>
internal static class ViewMaker
{
    public static MasterView Take(MasterContext context)
    {
        var state = context.State;
        return new MasterView
        {
            Info = context.Config.Info,
            Leads = state.Leads,
            ElectedTime = state.ElectedTime,
            Time = context.Now,
            Agents = state.Agents.View(),
            RecoveredAgents = state.ViewRecoveredAgents(),
            UnreachableAgents = context.Registrar.Stored.Unreachable,
            MaintenanceSchedule = context.Registrar.Stored.Schedule,
            MaintenanceStatus = MaintenanceLife.StatusOf(context),
            Frameworks = state.Frameworks.Select(Take).ToArray(),
            CompletedFrameworks = state.CompletedFrameworks.Select(TakeCompleted).ToArray(),
            AllowedRoles = context.Config.Roles,
            Weights = state.Weights,
            Quotas = context.Registrar.Stored.Quotas,
            Operations = state.Operations.Count == 0
                ? []
                : state.Operations.Select(static operation => operation.ToMessage()).ToArray(),
            OperatorSubscribers = state.Subscribers.Count,
            Counters = context.Counters.Copy(),
        };
    }

    /// <summary>Taken again when the record says that it has changed.</summary>
    public static AgentView Take(AgentRecord agent) => new()
    {
        Id = agent.Id,
        Info = agent.Info,
        Address = agent.Address,
        Version = agent.Version,
        Active = agent.Active,
        Connected = agent.Connected,
        Deactivated = agent.Managed is { Deactivated: true },
        Drain = agent.Managed?.Drain,
        DrainStart = agent.DrainStart,
        RegisteredTime = agent.RegisteredTime,
        ReregisteredTime = agent.ReregisteredTime,
        Total = agent.Total,
        Used = agent.Used,
        Offered = agent.Offered,
        Executors = agent.Executors.Count == 0
            ? []
            : new MappedList<ExecutorRecord, (FrameworkId, ExecutorInfo)>(
                agent.Executors.Snapshot(), static executor => (executor.Framework, executor.Info)),
    };

    /// <summary>Nothing of it changes any more.</summary>
    private static FrameworkView TakeCompleted(FrameworkRecord framework) => framework.CompletedView ??= Take(framework);

    private static FrameworkView Take(FrameworkRecord framework) => new()
    {
        Id = framework.Id,
        Info = framework.Info,
        Active = framework.Connected,
        Connected = framework.Connected,
        Recovered = framework.Link == FrameworkLink.Recovered,
        RegisteredTime = framework.RegisteredTime,
        ReregisteredTime = framework.ReregisteredTime,
        UnregisteredTime = framework.UnregisteredTime,
        Roles = framework.Roles,
        SuppressedRoles = framework.SuppressedRoles.Count == 0 ? [] : framework.SuppressedRoles.ToArray(),
        Constraints = framework.Constraints,
        Used = framework.Used,
        Offered = framework.Offered,
        Tasks = framework.Tasks.View(),
        UnreachableTasks = framework.UnreachableTasks.View(),
        CompletedTasks = framework.CompletedTasks.View(),
        Offers = framework.ViewOffers(),
        InverseOffers = framework.InverseOffers.Count == 0 ? [] : [.. framework.InverseOffers.Select(static offer => offer.Message)],
        Executors = framework.ViewExecutors(),
        Metrics = framework.Metrics,
    };
}
