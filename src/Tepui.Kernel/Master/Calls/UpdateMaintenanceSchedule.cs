using Tepui.Kernel.Maintenance;

namespace Tepui.Kernel.Master.Calls;

/// <summary>UPDATE_MAINTENANCE_SCHEDULE: which machines are to be away, and when; replaces the schedule as a whole.</summary>
internal static class UpdateMaintenanceSchedule
{
    public static void Handle(MasterContext context, OperatorRequest request)
    {
        if (request.Call.UpdateMaintenanceSchedule is not { } call)
        {
            OperatorCall.RefuseMissing(request, "update_maintenance_schedule");
            return;
        }

        if (MaintenanceValidation.Validate(call.Schedule, context.Registrar.Stored) is { } fault)
        {
            request.Refuse(RejectionKind.BadRequest, fault);
            return;
        }

        request.Store(
            registry => ScheduleChanges.Replace(registry, call.Schedule),
            () =>
            {
                context.Tell(new MaintenanceScheduled(call.Schedule.Windows.Count));
                MaintenanceLife.Reschedule(context);
            });
    }
}
