using System;
using System.Collections.Generic;
using Mesos.V1;
using Mesos.V1.Master;
using Microsoft.AspNetCore.Http;
using Tepui.Endpoints.Operators;
using Tepui.Http.Messages;
using Tepui.Http.Responses;
using Tepui.Kernel.Master.Views;
using Tepui.Kernel.Resources;
using Tepui.Master.Endpoints.State;
using Tepui.Protocol.Codecs;
using Task = System.Threading.Tasks.Task;
using Type = Mesos.V1.Master.Call.Types.Type;

namespace Tepui.Master.Endpoints;

/// <summary>POST /api/v1 (docs/operator-http-api.md): reads are answered here, what changes something by the machine.</summary>
internal sealed class OperatorEndpoint(
    MasterService service, OperatorReads reads, LongReads longReads)
{
    private readonly SubscribeEndpoint _subscribe = new(service);

    public async Task HandleAsync(HttpContext context)
    {
        Call call = await RequestMessage.ReadAsync<Call>(context, service.Options.MaxRequestBodyBytes).ConfigureAwait(false);
        CallChecks.Validate(call, "master", call.Type, Type.Unknown, Type.Subscribe);
        CheckResources(call);
        MessageEncoding encoding = ContentNegotiation.ResponseEncoding(context.Request);
        if (call.Type == Type.Subscribe)
        {
            await _subscribe.HandleAsync(context, encoding).ConfigureAwait(false);
            return;
        }

        if (call.Type == Type.SetLoggingLevel)
        {
            var duration = TimeSpan.FromMicroseconds(call.SetLoggingLevel.Duration.Nanoseconds / 1000.0);
            service.LoggingLevel.Set(call.SetLoggingLevel.Level, duration);
            await context.EmptyAsync(200).ConfigureAwait(false);
            return;
        }

        if (OperatorStateParts.Of(call.Type) is { } part)
        {
            await StateAsync(context, part, encoding).ConfigureAwait(false);
            return;
        }

        if (await reads.AnswerAsync(call).ConfigureAwait(false) is { } response)
        {
            await RequestMessage.WriteAsync(context, encoding, response).ConfigureAwait(false);
            return;
        }

        await service.PostAsync(context, call).ConfigureAwait(false);
    }

    /// <summary>Mesos finds these faults in the call and not in the operation, and so it says.</summary>
    private static void CheckResources(Call call)
    {
        IEnumerable<Resource> resources = call.ReserveResources?.Resources ?? call.UnreserveResources?.Resources ?? [];
        if (ResourceValidation.Validate(resources) is { Count: > 0 } faults)
        {
            throw RequestRefusedException.BadRequest($"Failed to validate master::Call: {string.Join("; ", faults)}");
        }
    }

    private async Task StateAsync(HttpContext context, OperatorStatePart part, MessageEncoding encoding)
    {
        MasterView view = await longReads.ViewAsync().ConfigureAwait(false);
        await longReads.AnswerAsync(
            context,
            MediaTypes.Of(encoding),
            encoding == MessageEncoding.Json
                ? OperatorStateJson.Response(part, view)
                : OperatorStateProtobuf.Response(part, view)).ConfigureAwait(false);
    }
}
