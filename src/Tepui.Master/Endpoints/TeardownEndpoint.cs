using Mesos.V1;
using Mesos.V1.Master;
using Microsoft.AspNetCore.Http;
using Tepui.Endpoints.Requests;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Master.Endpoints;

/// <summary>POST /teardown with <c>frameworkId=ID</c> as the body (docs/endpoints/master/teardown.md).</summary>
internal sealed class TeardownEndpoint(MasterService service)
{
    public async Task HandleAsync(HttpContext context)
    {
        FormBody form = await FormBody.ReadAsync(context, service.Options.MaxRequestBodyBytes).ConfigureAwait(false);
        await service.PostAsync(context, new Call
        {
            Type = Call.Types.Type.Teardown,
            Teardown = new Call.Types.Teardown { FrameworkId = new FrameworkID { Value = form.Get("frameworkId") } },
        }).ConfigureAwait(false);
    }
}
