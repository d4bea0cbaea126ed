using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Maintenance;

namespace Tepui.Kernel.Master.Calls;

/// <summary>STOP_MAINTENANCE: machines come up again and leave the schedule; agents on them may join.</summary>
internal static class StopMaintenance
{
    public static void Handle(MasterContext context, OperatorRequest request)
    {
        if (request.Call.StopMaintenance is not { } call)
        {
            OperatorCall.RefuseMissing(request, "stop_maintenance");
            return;
        }

        var machines = call.Machines.Select(MachineKey.Of).ToHashSet();
        request.Store(
            registry => StartMaintenance.Check(
                context, registry, call.Machines, MachineInfo.Types.Mode.Down, "DOWN mode and cannot be brought up"),
            registry => ScheduleChanges.Stop(registry, machines),
            () =>
            {
                context.Tell(new MaintenanceStopped(string.Join(", ", machines)));
                MaintenanceLife.Release(context, machines);
            });
    }
}
