using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Mesos.V1.Maintenance;
using Mesos.V1.Master;
using Mesos.V1.Quota;
using Tepui.Kernel.Registry;
using Tepui.Simulation.Frameworks;
using Mode = Mesos.V1.MachineInfo.Types.Mode;

namespace Tepui.Simulation.Operators;

/// <summary>What an operator may ask for next. Every value is one that was never asked for before, so that each is known again.</summary>
internal sealed class OperatorCalls(Random random)
{
    private int _asked;

    public static Call? BackIntoUse(RegistryState registry)
    {
        var down = registry.Machines.Values.Where(machine => machine.Mode == Mode.Down).Select(machine => machine.Id).ToList();
        if (down.Count > 0)
        {
            return Stop(down);
        }

        if (registry.Schedule is { Windows.Count: > 0 })
        {
            return Replace(new Schedule());
        }

        return registry.Managed.Keys.FirstOrDefault() is { } agent ? Reactivate(agent) : null;
    }

    public Call? Next(RegistryState registry)
    {
        _asked++;
        string[] agents = [.. registry.Admitted.Keys];
        string? agent = agents.Length == 0 ? null : agents[random.Next(agents.Length)];
        return random.Next(100) switch
        {
            < 25 => Weight(),
            < 45 => Quota(),
            < 52 when agent is not null => Replace(Window(registry.Admitted[agent].Hostname)),
            < 57 when In(registry, Mode.Draining) is { Count: > 0 } draining => Start(draining),
            < 70 when In(registry, Mode.Down) is { Count: > 0 } down => Stop(down),
            < 73 when agent is not null => new Call
            {
                Type = Call.Types.Type.MarkAgentGone,
                MarkAgentGone = new Call.Types.MarkAgentGone { AgentId = Id(agent) },
            },
            < 79 when agent is not null => new Call
            {
                Type = Call.Types.Type.DrainAgent,
                DrainAgent = new Call.Types.DrainAgent { AgentId = Id(agent) },
            },
            < 84 when agent is not null => new Call
            {
                Type = Call.Types.Type.DeactivateAgent,
                DeactivateAgent = new Call.Types.DeactivateAgent { AgentId = Id(agent) },
            },
            _ => registry.Managed.Keys.FirstOrDefault() is { } managed ? Reactivate(managed) : null,
        };
    }

    private static AgentID Id(string agent) => new() { Value = agent };

    private static Call Reactivate(string agent) => new()
    {
        Type = Call.Types.Type.ReactivateAgent,
        ReactivateAgent = new Call.Types.ReactivateAgent { AgentId = Id(agent) },
    };

    private static Call Replace(Schedule schedule) => new()
    {
        Type = Call.Types.Type.UpdateMaintenanceSchedule,
        UpdateMaintenanceSchedule = new Call.Types.UpdateMaintenanceSchedule { Schedule = schedule },
    };

    private static Call Start(IEnumerable<MachineID> machines) => new()
    {
        Type = Call.Types.Type.StartMaintenance,
        StartMaintenance = new Call.Types.StartMaintenance { Machines = { machines } },
    };

    private static Call Stop(IEnumerable<MachineID> machines) => new()
    {
        Type = Call.Types.Type.StopMaintenance,
        StopMaintenance = new Call.Types.StopMaintenance { Machines = { machines } },
    };

    private static List<MachineID> In(RegistryState registry, Mode mode) =>
        [.. registry.Machines.Values.Where(machine => machine.Mode == mode).Select(machine => machine.Id).Take(1)];

    private Call Weight() => new()
    {
        Type = Call.Types.Type.UpdateWeights,
        UpdateWeights = new Call.Types.UpdateWeights { WeightInfos = { new WeightInfo { Role = Role(), Weight = 1 + (_asked / 64.0) } } },
    };

    private Call Quota()
    {
        var config = new QuotaConfig { Role = random.Next(2) == 0 ? "blue" : "green" };
        if (random.Next(5) > 0)
        {
            config.Limits["cpus"] = new Value.Types.Scalar { Value = random.Next(2, 12) + (_asked % 1000 / 1000.0) };
        }

        return new Call
        {
            Type = Call.Types.Type.UpdateQuota,
            UpdateQuota = new Call.Types.UpdateQuota { Force = true, QuotaConfigs = { config } },
        };
    }

    private Schedule Window(string host) => new()
    {
        Windows =
        {
            new Window
            {
                MachineIds = { new MachineID { Hostname = host, Ip = Networks.HostAddress.Of(host) } },
                Unavailability = new Unavailability { Start = new TimeInfo { Nanoseconds = 1_800_000_000_000_000_000 + _asked } },
            },
        },
    };

    private string Role() => WorkloadTraits.AllRoles[random.Next(WorkloadTraits.AllRoles.Count)];
}
