using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Mesos.V1.Master;
using Tepui.Endpoints.Agents;
using Tepui.Endpoints.Metrics;
using Tepui.Endpoints.Secrets;
using Tepui.Endpoints.Versions;
using Tepui.Kernel.Master.Views;
using Tepui.Kernel.Resources;
using Tepui.Master.Endpoints.Metrics;
using Tepui.Master.Endpoints.Roles;
using Tepui.Runtime.Loops;
using Type = Mesos.V1.Master.Call.Types.Type;

namespace Tepui.Master.Endpoints;

/// <summary>Operator calls that read (docs/operator-http-api.md).</summary>
internal sealed class OperatorReads(MasterService service, SnapshotReader<MasterView> views, MetricsSnapshot metrics)
{
    /// <summary>The response, or null when the call is none that is answered here.</summary>
    public async System.Threading.Tasks.Task<Response?> AnswerAsync(Call call)
    {
        switch (call.Type)
        {
            case Type.GetHealth:
                return new Response
                {
                    Type = Response.Types.Type.GetHealth,
                    GetHealth = new Response.Types.GetHealth { Healthy = true },
                };
            case Type.GetVersion:
                return Version();
            case Type.GetFlags:
                return Flags();
            case Type.GetMetrics:
                return MetricsOf(await metrics.TakeAsync().ConfigureAwait(false));
            case Type.GetMaster:
                return Master(await ViewAsync().ConfigureAwait(false));
            case Type.GetAgents:
                return new Response
                {
                    Type = Response.Types.Type.GetAgents,
                    GetAgents = Agents(await ViewAsync().ConfigureAwait(false)),
                };
            case Type.GetFrameworks:
                return new Response
                {
                    Type = Response.Types.Type.GetFrameworks,
                    GetFrameworks = Frameworks(await ViewAsync().ConfigureAwait(false)),
                };
            case Type.GetExecutors:
                return new Response
                {
                    Type = Response.Types.Type.GetExecutors,
                    GetExecutors = Executors(await ViewAsync().ConfigureAwait(false)),
                };
            case Type.GetTasks:
                return new Response
                {
                    Type = Response.Types.Type.GetTasks,
                    GetTasks = Tasks(await ViewAsync().ConfigureAwait(false)),
                };
            case Type.GetOperations:
                return Operations(await ViewAsync().ConfigureAwait(false));
            case Type.GetQuota:
                return RoleReads.Quota(await ViewAsync().ConfigureAwait(false));
            case Type.GetRoles:
                return RoleReads.Roles(await ViewAsync().ConfigureAwait(false));
            case Type.GetWeights:
                return RoleReads.Weights(await ViewAsync().ConfigureAwait(false));
            case Type.GetState:
                return State(await ViewAsync().ConfigureAwait(false));
            default:
                return null;
        }
    }

    private static Response State(MasterView view) => new()
    {
        Type = Response.Types.Type.GetState,
        GetState = new Response.Types.GetState
        {
            GetTasks = Tasks(view),
            GetExecutors = Executors(view),
            GetFrameworks = Frameworks(view),
            GetAgents = Agents(view),
        },
    };

    private static Response.Types.GetAgents Agents(MasterView view)
    {
        var response = new Response.Types.GetAgents();
        foreach (AgentView agent in view.Agents)
        {
            var entry = new Response.Types.GetAgents.Types.Agent
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
                entry.ReregisteredTime = Time(reregistered);
            }

            if (agent is { Drain: not null, DrainStart: { } drainStart })
            {
                entry.EstimatedDrainStartTime = Time(drainStart);
            }

            agent.Total.CopyTo(entry.TotalResources, ReservationFormat.Both);
            agent.Used.CopyTo(entry.AllocatedResources, ReservationFormat.Both);
            agent.Offered.CopyTo(entry.OfferedResources, ReservationFormat.Both);
            entry.Capabilities.AddRange(AgentCapabilities.Types.Select(static type => new AgentInfo.Types.Capability { Type = type }));
            response.Agents.Add(entry);
        }

        response.RecoveredAgents.AddRange(view.RecoveredAgents);
        return response;
    }

    private static Response.Types.GetFrameworks Frameworks(MasterView view)
    {
        var response = new Response.Types.GetFrameworks();
        response.Frameworks.AddRange(view.Frameworks.Select(Framework));
        response.CompletedFrameworks.AddRange(view.CompletedFrameworks.Select(Framework));
        return response;
    }

    private static Response.Types.GetFrameworks.Types.Framework Framework(FrameworkView framework)
    {
        var entry = new Response.Types.GetFrameworks.Types.Framework
        {
            FrameworkInfo = framework.Info,
            Active = framework.Active,
            Connected = framework.Connected,
            Recovered = framework.Recovered,
            RegisteredTime = Time(framework.RegisteredTime),
            ReregisteredTime = Time(framework.ReregisteredTime ?? framework.RegisteredTime),
        };
        if (framework.UnregisteredTime is { } unregistered)
        {
            entry.UnregisteredTime = Time(unregistered);
        }

        entry.Offers.AddRange(framework.Offers);
        framework.Used.CopyTo(entry.AllocatedResources, ReservationFormat.Both);
        framework.Offered.CopyTo(entry.OfferedResources, ReservationFormat.Both);
        return entry;
    }

    private static Response.Types.GetExecutors Executors(MasterView view)
    {
        var response = new Response.Types.GetExecutors();
        response.Executors.AddRange(view.Agents.SelectMany(static agent => agent.Executors.Select(executor =>
            new Response.Types.GetExecutors.Types.Executor { AgentId = agent.Info.Id, ExecutorInfo = ShownCommand.Of(executor.Executor) })));
        return response;
    }

    private static Response.Types.GetTasks Tasks(MasterView view)
    {
        var response = new Response.Types.GetTasks();
        foreach (FrameworkView framework in view.Frameworks.Concat(view.CompletedFrameworks))
        {
            response.Tasks.AddRange(framework.Tasks.Select(static task => task.ToTask()));
            response.UnreachableTasks.AddRange(framework.UnreachableTasks.Select(static task => task.ToTask()));
            response.CompletedTasks.AddRange(framework.CompletedTasks.Select(static task => task.ToTask()));
        }

        return response;
    }

    private static Response Operations(MasterView view)
    {
        var response = new Response.Types.GetOperations();
        response.Operations.AddRange(view.Operations);
        return new Response { Type = Response.Types.Type.GetOperations, GetOperations = response };
    }

    private static Response MetricsOf(SortedDictionary<string, double> all)
    {
        var response = new Response.Types.GetMetrics();
        response.Metrics.AddRange(MetricsJson.Messages(all));
        return new Response { Type = Response.Types.Type.GetMetrics, GetMetrics = response };
    }

    private static Response Version() => new()
    {
        Type = Response.Types.Type.GetVersion,
        GetVersion = new Response.Types.GetVersion { VersionInfo = VersionJson.Message() },
    };

    private static TimeInfo Time(DateTimeOffset time) => new() { Nanoseconds = (time - DateTimeOffset.UnixEpoch).Ticks * 100 };

    private System.Threading.Tasks.Task<MasterView> ViewAsync() => views.ReadAsync();

    private Response Master(MasterView view)
    {
        var master = new Response.Types.GetMaster
        {
            MasterInfo = view.Info,
            StartTime = (service.StartTime - DateTimeOffset.UnixEpoch).TotalSeconds,
        };
        if (view.ElectedTime is { } elected)
        {
            master.ElectedTime = (elected - DateTimeOffset.UnixEpoch).TotalSeconds;
        }

        return new Response { Type = Response.Types.Type.GetMaster, GetMaster = master };
    }

    private Response Flags()
    {
        var flags = new Response.Types.GetFlags();
        flags.Flags.AddRange(service.Flags.Messages);
        return new Response { Type = Response.Types.Type.GetFlags, GetFlags = flags };
    }
}
