using System;
using System.Linq;
using Mesos.V1;
using Mesos.V1.Master;
using Tepui.Endpoints.Agents;
using Tepui.Endpoints.Secrets;
using Tepui.Endpoints.Versions;
using Tepui.Kernel;
using Tepui.Kernel.Master.Views;
using Tepui.Kernel.Resources;

namespace Tepui.Master.Endpoints.State;

/// <summary>Agents, frameworks and executors as the operator API's messages.</summary>
internal static class OperatorMessages
{
    public static Response.Types.GetAgents.Types.Agent Of(AgentView agent)
    {
        var message = new Response.Types.GetAgents.Types.Agent
        {
            AgentInfo = agent.Info,
            Active = agent.Active,
            Deactivated = agent.Deactivated,
            DrainInfo = agent.Drain,
            Version = TepuiVersion.Mesos,
            Pid = agent.Pid,
            RegisteredTime = Time(agent.RegisteredTime),
        };
        if (agent.ReregisteredTime is { } reregistered)
        {
            message.ReregisteredTime = Time(reregistered);
        }

        if (agent is { Drain: not null, DrainStart: { } drainStart })
        {
            message.EstimatedDrainStartTime = Time(drainStart);
        }

        agent.Total.CopyTo(message.TotalResources, ReservationFormat.Both);
        agent.Used.CopyTo(message.AllocatedResources, ReservationFormat.Both);
        agent.Offered.CopyTo(message.OfferedResources, ReservationFormat.Both);
        message.Capabilities.AddRange(AgentCapabilities.Types.Select(static type => new AgentInfo.Types.Capability { Type = type }));
        return message;
    }

    public static Response.Types.GetFrameworks.Types.Framework Of(FrameworkView framework)
    {
        var message = new Response.Types.GetFrameworks.Types.Framework
        {
            FrameworkInfo = framework.Info,
            Active = framework.Active,
            Connected = framework.Connected,
            Recovered = framework.Recovered,
            OfferConstraints = framework.Constraints?.Message ?? new Mesos.V1.Scheduler.OfferConstraints(),
            RegisteredTime = Time(framework.RegisteredTime),
            ReregisteredTime = Time(framework.ReregisteredTime ?? framework.RegisteredTime),
        };
        if (framework.UnregisteredTime is { } unregistered)
        {
            message.UnregisteredTime = Time(unregistered);
        }

        message.Offers.AddRange(framework.Offers);
        message.InverseOffers.AddRange(framework.InverseOffers);
        framework.Used.CopyTo(message.AllocatedResources, ReservationFormat.Both);
        framework.Offered.CopyTo(message.OfferedResources, ReservationFormat.Both);
        return message;
    }

    public static Response.Types.GetExecutors.Types.Executor Of(AgentId agent, ExecutorInfo executor) => new()
    {
        AgentId = new AgentID { Value = agent.Value },
        ExecutorInfo = ShownCommand.Of(executor),
    };

    private static TimeInfo Time(DateTimeOffset time) => new() { Nanoseconds = (time - DateTimeOffset.UnixEpoch).Ticks * 100 };
}
