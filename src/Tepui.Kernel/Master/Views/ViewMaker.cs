using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Master.Agents;
using Tepui.Kernel.Master.Frameworks;
using Tepui.Kernel.Offers;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tasks;

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
            Agents = state.Agents.Select(Take).ToArray(),
            RecoveredAgents = state.RecoveredAgents.Values.ToArray(),
            UnreachableAgents = context.Registrar.Stored.Unreachable,
            Frameworks = state.Frameworks.Select(Take).ToArray(),
            CompletedFrameworks = state.CompletedFrameworks.Select(TakeCompleted).ToArray(),
            Roles = TakeRoles(context),
            Counters = context.Counters.Copy(),
        };
    }

    private static AgentView Take(AgentRecord agent) => new()
    {
        Id = agent.Id,
        Info = agent.Info,
        Pid = agent.Pid,
        Version = agent.Version,
        Active = agent.Connected,
        Connected = agent.Connected,
        RegisteredTime = agent.RegisteredTime,
        ReregisteredTime = agent.ReregisteredTime,
        Total = agent.Total,
        Used = agent.Used,
        Offered = agent.Offered,
        Executors = agent.Executors.Select(static executor => (executor.Framework, executor.Info)).ToArray(),
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
        SuppressedRoles = framework.SuppressedRoles.ToArray(),
        Used = framework.Used,
        Offered = framework.Offered,
        Tasks = Take(framework.Tasks),
        UnreachableTasks = Take(framework.UnreachableTasks),
        CompletedTasks = Take(framework.CompletedTasks),
        Offers = framework.Offers.Select(Take).ToArray(),
        Executors = framework.Executors.Select(static executor => (executor.Agent, executor.Info)).ToArray(),
        Metrics = framework.Metrics.Copy(),
    };

    private static TaskView[] Take(IReadOnlyCollection<TaskRecord> tasks)
    {
        if (tasks.Count == 0)
        {
            return [];
        }

        var views = new TaskView[tasks.Count];
        var index = 0;
        foreach (var task in tasks)
        {
            views[index++] = new TaskView(task);
        }

        return views;
    }

    /// <summary>The message as operators see it, which is not always how its framework was shown it.</summary>
    private static Offer Take(OfferRecord offer)
    {
        if (offer.Message.AllocationInfo is not null)
        {
            return offer.Message;
        }

        var message = offer.Message.Clone();
        message.AllocationInfo = new Resource.Types.AllocationInfo { Role = offer.Role };
        message.Resources.Clear();
        offer.Resources.CopyTo(message.Resources, ReservationFormat.Both);
        return message;
    }

    private static RoleView[] TakeRoles(MasterContext context)
    {
        var names = new SortedDictionary<string, List<FrameworkRecord>>(StringComparer.Ordinal);
        foreach (var role in context.Config.Weights.Keys)
        {
            names.TryAdd(role, []);
        }

        foreach (var framework in context.State.Frameworks)
        {
            foreach (var role in framework.Roles)
            {
                names.TryAdd(role, []);
                names[role].Add(framework);
            }
        }

        return names.Select(pair => new RoleView(
            pair.Key,
            context.Config.Weights.GetValueOrDefault(pair.Key, 1),
            pair.Value.ConvertAll(static framework => framework.Id),
            Sum(pair.Value, pair.Key, static framework => framework.Used),
            Sum(pair.Value, pair.Key, static framework => framework.Offered))).ToArray();
    }

    private static ResourceSet Sum(List<FrameworkRecord> frameworks, string role, Func<FrameworkRecord, ResourceSet> part)
    {
        var sum = ResourceSet.Empty;
        foreach (var framework in frameworks)
        {
            sum += part(framework).Filter(entry => entry.Key.AllocationRole == role);
        }

        return sum;
    }
}
