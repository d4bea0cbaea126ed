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

        request.Store(
            registry => MaintenanceValidation.Validate(call.Schedule, registry) is { } fault
                ? new Rejection(RejectionKind.BadRequest, fault)
                : null,
            registry => ScheduleChanges.Replace(registry, call.Schedule),
            () =>
            {
                context.Tell(new MaintenanceScheduled(call.Schedule.Windows.Count));
                MaintenanceLife.Reschedule(context);
            });
    }
}
