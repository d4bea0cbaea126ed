using Mesos.V1.Master;
using Tepui.Kernel.Master.Views;

namespace Tepui.Master.Endpoints.Machines;

/// <summary>GET_MAINTENANCE_SCHEDULE and GET_MAINTENANCE_STATUS.</summary>
internal static class MaintenanceReads
{
    public static Response Schedule(MasterView view) => new()
    {
        Type = Response.Types.Type.GetMaintenanceSchedule,
        GetMaintenanceSchedule = new Response.Types.GetMaintenanceSchedule
        {
            Schedule = view.MaintenanceSchedule ?? new Mesos.V1.Maintenance.Schedule(),
        },
    };

    public static Response Status(MasterView view) => new()
    {
        Type = Response.Types.Type.GetMaintenanceStatus,
        GetMaintenanceStatus = new Response.Types.GetMaintenanceStatus { Status = view.MaintenanceStatus },
    };
}
