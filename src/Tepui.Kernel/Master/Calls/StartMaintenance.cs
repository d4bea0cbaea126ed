using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Maintenance;
using Tepui.Kernel.Registry;

namespace Tepui.Kernel.Master.Calls;

/// <summary>START_MAINTENANCE: machines of the schedule go down; the agents on them are shut down and kept out.</summary>
internal static class StartMaintenance
{
    public static void Handle(MasterContext context, OperatorRequest request)
    {
        if (request.Call.StartMaintenance is not { } call)
        {
            OperatorCall.RefuseMissing(request, "start_maintenance");
            return;
        }

        var machines = call.Machines.Select(MachineKey.Of).ToHashSet();
        request.Store(
            registry => Check(
                context, registry, call.Machines, MachineInfo.Types.Mode.Draining, "DRAINING mode and cannot be brought down"),
            registry => ScheduleChanges.Start(registry, machines),
            () =>
            {
                context.Tell(new MaintenanceStarted(string.Join(", ", machines)));
                MaintenanceLife.ShutDownAll(context, machines);
            });
    }

    /// <summary>Why maintenance cannot start, or stop, on these machines: all must be in the mode it starts from.</summary>
    public static Rejection? Check(
        MasterContext context,
        RegistryState registry,
        IReadOnlyCollection<MachineID> machines,
        MachineInfo.Types.Mode mode,
        string text)
    {
        if (MaintenanceValidation.Validate(machines) is { } fault)
        {
            return new Rejection(RejectionKind.BadRequest, fault);
        }

        foreach (var machine in machines)
        {
            var key = MachineKey.Of(machine);
            var isScheduled = registry.Machines.TryGetValue(key, out var info);
            if (!isScheduled && !context.State.Agents.Any(agent => agent.Machine == key))
            {
                return new Rejection(
                    RejectionKind.BadRequest, $"Machine '{MachineText.AsJson(machine)}' is not part of a maintenance schedule");
            }

            if (info?.Mode != mode)
            {
                return new Rejection(RejectionKind.BadRequest, $"Machine '{MachineText.AsJson(machine)}' is not in {text}");
            }
        }

        return null;
    }
}
