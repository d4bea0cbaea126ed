using System;
using Google.Protobuf.WellKnownTypes;
using Mesos.V1;
using Mesos.V1.Maintenance;
using Call = Mesos.V1.Master.Call;

namespace Tepui.Kernel.Tests.Master;

/// <summary>Operator calls about agents and machines.</summary>
internal static class OperatorCallMaker
{
    public static Call MarkGone(string agent) => new()
    {
        Type = Call.Types.Type.MarkAgentGone,
        MarkAgentGone = new Call.Types.MarkAgentGone { AgentId = new AgentID { Value = agent } },
    };

    public static Call Drain(string agent, TimeSpan? grace = null, bool markGone = false) => new()
    {
        Type = Call.Types.Type.DrainAgent,
        DrainAgent = new Call.Types.DrainAgent
        {
            AgentId = new AgentID { Value = agent },
            MaxGracePeriod = grace is { } period ? Duration.FromTimeSpan(period) : null,
            MarkGone = markGone,
        },
    };

    public static Call Deactivate(string agent) => new()
    {
        Type = Call.Types.Type.DeactivateAgent,
        DeactivateAgent = new Call.Types.DeactivateAgent { AgentId = new AgentID { Value = agent } },
    };

    public static Call Reactivate(string agent) => new()
    {
        Type = Call.Types.Type.ReactivateAgent,
        ReactivateAgent = new Call.Types.ReactivateAgent { AgentId = new AgentID { Value = agent } },
    };

    public static Call Schedule(params Window[] windows) => new()
    {
        Type = Call.Types.Type.UpdateMaintenanceSchedule,
        UpdateMaintenanceSchedule = new Call.Types.UpdateMaintenanceSchedule { Schedule = new Schedule { Windows = { windows } } },
    };

    public static Call StartMaintenance(params MachineID[] machines) => new()
    {
        Type = Call.Types.Type.StartMaintenance,
        StartMaintenance = new Call.Types.StartMaintenance { Machines = { machines } },
    };

    public static Call StopMaintenance(params MachineID[] machines) => new()
    {
        Type = Call.Types.Type.StopMaintenance,
        StopMaintenance = new Call.Types.StopMaintenance { Machines = { machines } },
    };

    /// <param name="start">In seconds since 1970.</param>
    public static Window Window(long start, params MachineID[] machines) => new()
    {
        MachineIds = { machines },
        Unavailability = new Unavailability
        {
            Start = new TimeInfo { Nanoseconds = start * 1_000_000_000 },
            Duration = new DurationInfo { Nanoseconds = 3_600_000_000_000 },
        },
    };

    public static MachineID Machine(string hostname, string? ip = "10.0.0.1")
    {
        var machine = new MachineID { Hostname = hostname };
        if (ip is not null)
        {
            machine.Ip = ip;
        }

        return machine;
    }
}
