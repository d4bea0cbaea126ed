using System.Threading.Tasks;
using Google.Protobuf.Collections;
using Mesos.V1.Maintenance;
using Mesos.V1.Master;
using Microsoft.AspNetCore.Http;
using Tepui.Endpoints.Json;
using Tepui.Http.Messages;
using Tepui.Http.Responses;
using Tepui.Kernel.Master.Views;
using Tepui.Protocol.Codecs;
using Tepui.Runtime.Loops;
using MachineID = Mesos.V1.MachineID;

namespace Tepui.Master.Endpoints.Machines;

/// <summary>The older endpoints of maintenance: /maintenance/schedule, /maintenance/status, /machine/down, /machine/up.</summary>
internal sealed class MaintenanceEndpoints(MasterService service, SnapshotReader<MasterView> views)
{
    /// <summary>GET shows the schedule, POST replaces it.</summary>
    public Task ScheduleAsync(HttpContext context) =>
        HttpMethods.IsPost(context.Request.Method) ? ReplaceAsync(context) : ShowScheduleAsync(context);

    public async Task StatusAsync(HttpContext context)
    {
        MasterView view = await views.ReadAsync().ConfigureAwait(false);
        await JsonBody.WriteAsync(context, writer => writer.WriteMessage(view.MaintenanceStatus)).ConfigureAwait(false);
    }

    public async Task DownAsync(HttpContext context)
    {
        var start = new Call.Types.StartMaintenance();
        start.Machines.AddRange(await MachinesAsync(context).ConfigureAwait(false));
        await service.PostAsync(context, new Call { Type = Call.Types.Type.StartMaintenance, StartMaintenance = start })
            .ConfigureAwait(false);
    }

    public async Task UpAsync(HttpContext context)
    {
        var stop = new Call.Types.StopMaintenance();
        stop.Machines.AddRange(await MachinesAsync(context).ConfigureAwait(false));
        await service.PostAsync(context, new Call { Type = Call.Types.Type.StopMaintenance, StopMaintenance = stop })
            .ConfigureAwait(false);
    }

    private async Task ShowScheduleAsync(HttpContext context)
    {
        MasterView view = await views.ReadAsync().ConfigureAwait(false);
        await JsonBody.WriteAsync(context, writer => writer.WriteMessage(view.MaintenanceSchedule ?? new Schedule())).ConfigureAwait(false);
    }

    private async Task ReplaceAsync(HttpContext context)
    {
        // Whatever its Content-Type says: curl's is none of JSON's.
        Decoded<Schedule> decoded = await RequestBody.ReadAsync(
            context,
            service.Options.MaxRequestBodyBytes,
            0,
            static (_, body) => MessageCodec.Decode<Schedule>(MessageEncoding.Json, body)).ConfigureAwait(false);
        if (!decoded.TryGet(out Schedule? schedule))
        {
            throw RequestRefusedException.BadRequest(decoded.Error);
        }

        await service.PostAsync(context, new Call
        {
            Type = Call.Types.Type.UpdateMaintenanceSchedule,
            UpdateMaintenanceSchedule = new Call.Types.UpdateMaintenanceSchedule { Schedule = schedule },
        }).ConfigureAwait(false);
    }

    private Task<RepeatedField<MachineID>> MachinesAsync(HttpContext context) =>
        RequestBody.ReadAsync(context, service.Options.MaxRequestBodyBytes, 0, static (_, body) => MachineList.Parse(body));
}
