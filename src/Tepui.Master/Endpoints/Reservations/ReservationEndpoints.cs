using System.Collections.Generic;
using Mesos.V1;
using Mesos.V1.Master;
using Microsoft.AspNetCore.Http;
using Tepui.Endpoints.Json;
using Tepui.Endpoints.Requests;
using Tepui.Http.Responses;
using Task = System.Threading.Tasks.Task;
using Type = Mesos.V1.Master.Call.Types.Type;

namespace Tepui.Master.Endpoints.Reservations;

/// <summary>
/// POST /reserve, /unreserve, /create-volumes and /destroy-volumes, older than the calls they make: a form with
/// <c>slaveId</c> and the resources as a JSON array (docs/reservation.md, docs/persistent-volume.md).
/// </summary>
internal sealed class ReservationEndpoints(MasterService service)
{
    public async Task ReserveAsync(HttpContext context)
    {
        FormBody form = await FormAsync(context).ConfigureAwait(false);
        var call = new Call.Types.ReserveResources { AgentId = AgentOf(form) };
        call.Resources.AddRange(Resources(form.Get("resources"), "Error parsing 'resources'"));
        if (form.Find("source") is { } source)
        {
            call.Source.AddRange(Resources(source, "Error parsing 'source'"));
        }

        await service.PostAsync(context, new Call { Type = Type.ReserveResources, ReserveResources = call }).ConfigureAwait(false);
    }

    public async Task UnreserveAsync(HttpContext context)
    {
        FormBody form = await FormAsync(context).ConfigureAwait(false);
        var call = new Call.Types.UnreserveResources { AgentId = AgentOf(form) };
        call.Resources.AddRange(Resources(form.Get("resources"), "Error in parsing 'resources'"));
        await service.PostAsync(context, new Call { Type = Type.UnreserveResources, UnreserveResources = call }).ConfigureAwait(false);
    }

    public async Task CreateVolumesAsync(HttpContext context)
    {
        FormBody form = await FormAsync(context).ConfigureAwait(false);
        var call = new Call.Types.CreateVolumes { AgentId = AgentOf(form) };
        call.Volumes.AddRange(Resources(form.Get("volumes"), "Error in parsing 'volumes'"));
        await service.PostAsync(context, new Call { Type = Type.CreateVolumes, CreateVolumes = call }).ConfigureAwait(false);
    }

    public async Task DestroyVolumesAsync(HttpContext context)
    {
        FormBody form = await FormAsync(context).ConfigureAwait(false);
        var call = new Call.Types.DestroyVolumes { AgentId = AgentOf(form) };
        call.Volumes.AddRange(Resources(form.Get("volumes"), "Error in parsing 'volumes'"));
        await service.PostAsync(context, new Call { Type = Type.DestroyVolumes, DestroyVolumes = call }).ConfigureAwait(false);
    }

    private static AgentID AgentOf(FormBody form) => new() { Value = form.Get("slaveId") };

    private static List<Resource> Resources(string text, string failure) => JsonArray.Parse<Resource>(
        text, "Unexpected JSON type parsed", fault => Refused(failure, fault), faults => Refused(failure, faults));

    private static RequestRefusedException Refused(string failure, string fault) =>
        RequestRefusedException.BadRequest($"{failure} query parameter in the request body: {fault}");

    private System.Threading.Tasks.Task<FormBody> FormAsync(HttpContext context) =>
        FormBody.ReadAsync(context, service.Options.MaxRequestBodyBytes);
}
