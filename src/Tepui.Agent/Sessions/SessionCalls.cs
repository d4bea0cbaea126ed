using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1.Agent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Tepui.Agent.Containers;
using Tepui.Containerizer;
using Tepui.Containerizer.Streams;
using Tepui.Endpoints.Requests;
using Tepui.Http.Responses;
using Tepui.Kernel;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.Containers;
using Tepui.Kernel.Agent.Views;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Agent.Sessions;

/// <summary>LAUNCH_NESTED_CONTAINER_SESSION, ATTACH_CONTAINER_OUTPUT and ATTACH_CONTAINER_INPUT: calls that last.</summary>
/// <param name="heartbeat">Between heartbeats of an output that says nothing.</param>
internal sealed class SessionCalls(
    IContainerizer containerizer, ContainerRequests requests, Func<Task<AgentView>> view, TimeProvider time, TimeSpan heartbeat)
{
    /// <summary>Launches a container that lives as long as this connection, and sends what it writes.</summary>
    public async Task LaunchAsync(HttpContext context, Call call, StreamMedia media)
    {
        (RequestId request, Task<ReplyToOperator> answer) = requests.Ask(call);
        await using CancellationTokenRegistration registration =
            context.RequestAborted.UnsafeRegister(_ => requests.Leave(request), null);
        ReplyToOperator reply = await answer;
        if (reply.Rejection is { } rejection)
        {
            await Rejections.AnswerAsync(context, rejection);
            return;
        }

        if (reply.Exists)
        {
            await context.EmptyAsync(StatusCodes.Status202Accepted);
            return;
        }

        try
        {
            ContainerId id = ContainerIds.Of(call.LaunchNestedContainerSession.ContainerId);
            using ContainerOutput output = await OutputAsync(id, owns: true, context.RequestAborted);
            await new OutputStreaming(context, media, time, heartbeat).RunAsync(output);
        }
        finally
        {
            requests.Leave(request);
        }
    }

    public async Task AttachOutputAsync(HttpContext context, Call.Types.AttachContainerOutput call, StreamMedia media)
    {
        if (ContainerIds.Fault(call.ContainerId) is { } fault)
        {
            throw RequestRefusedException.BadRequest(
                $"Failed to validate agent::Call: 'attach_container_output.container_id' is invalid: {fault}");
        }

        ContainerId id = ContainerIds.Of(call.ContainerId);
        await ExpectAsync(id);
        using ContainerOutput output = await OutputAsync(id, owns: false, context.RequestAborted);
        await new OutputStreaming(context, media, time, heartbeat).RunAsync(output);
    }

    /// <summary>Takes a container's input from the request's body; answers when that ends, or the container does.</summary>
    /// <param name="first">The first record, which names the container.</param>
    public async Task AttachInputAsync(HttpContext context, Call.Types.AttachContainerInput first, InputRecords records)
    {
        ContainerId id = InputRules.Container(first);
        await ExpectAsync(id);

        // Whoever thinks before he types sends nothing for long.
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        using ContainerInputStream input = await InputAsync(id, context.RequestAborted);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        Task<string?> taking = TakeAsync(records, input, over.Token);
        _ = await Task.WhenAny(taking, input.Ended);
        string? fault = null;
        if (taking.IsCompleted)
            fault = await taking;
        else
            await over.CancelAsync();
        await ((Task)taking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (fault is not null)
            throw RequestRefusedException.BadRequest(fault);
        await context.EmptyAsync(StatusCodes.Status200OK);
    }

    private static async Task<string?> TakeAsync(InputRecords records, ContainerInputStream input, CancellationToken cancellation)
    {
        try
        {
            while (await records.NextAsync(cancellation) is { } call)
            {
                if (InputRules.Fault(call) is { } fault)
                    return fault;
                await GiveAsync(call.AttachContainerInput.ProcessIo, input, cancellation);
            }

            return null;
        }
        catch (RequestRefusedException e)
        {
            return e.Message;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or BadHttpRequestException)
        {
            // The container has ended, or the client has gone.
            return null;
        }
    }

    private static ValueTask GiveAsync(ProcessIO message, ContainerInputStream input, CancellationToken cancellation)
    {
        if (message.Data is { } data && message.Type == ProcessIO.Types.Type.Data)
            return data.Data_.IsEmpty ? input.CloseAsync(cancellation) : input.WriteAsync(data.Data_.Memory, cancellation);
        return message.Control?.TtyInfo?.WindowSize is { } size && message.Control.Type == ProcessIO.Types.Control.Types.Type.TtyInfo
            ? input.ResizeAsync((ushort)size.Rows, (ushort)size.Columns, cancellation)
            : ValueTask.CompletedTask;
    }

    /// <summary>As Mesos, by the outermost container: whose it is must be known.</summary>
    private async Task ExpectAsync(ContainerId id)
    {
        ContainerId root = ContainerIds.RootOf(id);
        AgentView now = await view();
        if (now.Containers.All(container => container.Id != root))
            throw RequestRefusedException.NotFound($"Container {id} cannot be found");
    }

    private async Task<ContainerOutput> OutputAsync(ContainerId id, bool owns, CancellationToken cancellation)
    {
        try
        {
            return await containerizer.AttachOutputAsync(id.Value, owns, cancellation);
        }
        catch (ContainerAttachException e)
        {
            throw Refused(e);
        }
    }

    private async Task<ContainerInputStream> InputAsync(ContainerId id, CancellationToken cancellation)
    {
        try
        {
            return await containerizer.AttachInputAsync(id.Value, cancellation);
        }
        catch (ContainerAttachException e)
        {
            throw Refused(e);
        }
    }

    private static RequestRefusedException Refused(ContainerAttachException e) => e.Problem switch
    {
        AttachProblem.InputTaken => new(StatusCodes.Status409Conflict, "Multiple input connections are not allowed"),
        AttachProblem.NoSwitchboard => new(
            StatusCodes.Status500InternalServerError, "I/O switchboard server was disabled for this container"),
        _ => new(StatusCodes.Status500InternalServerError, e.Message),
    };
}
