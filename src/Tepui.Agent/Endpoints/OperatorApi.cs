using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Google.Protobuf;
using Mesos.V1;
using Mesos.V1.Agent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tepui.Agent.Containers;
using Tepui.Agent.Files;
using Tepui.Agent.Sessions;
using Tepui.Endpoints.Json;
using Tepui.Endpoints.Logging;
using Tepui.Endpoints.Metrics;
using Tepui.Endpoints.Operators;
using Tepui.Endpoints.Requests;
using Tepui.Endpoints.Versions;
using Tepui.Http.Messages;
using Tepui.Http.Responses;
using Tepui.Kernel;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.Views;
using Tepui.Protocol.Codecs;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Agent.Endpoints;

/// <summary>The agent's operator API, <c>POST /api/v1</c> (docs/operator-http-api.md).</summary>
internal sealed class OperatorApi(
    Func<AgentFacts> facts,
    FileEndpoints files,
    Func<Task<AgentView>> view,
    Func<ContainerRequests> containers,
    Func<SessionCalls> sessions,
    Func<ContainerReports> reports,
    LoggingLevel logging,
    Func<Task<MetricSet>> metrics)
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    public async Task AnswerAsync(HttpContext context)
    {
        StreamMedia media = StreamMedia.Of(context.Request);
        if (media.IsStream)
        {
            await StreamAsync(context, media);
            return;
        }

        Call call = await RequestMessage.ReadAsync<Call>(context, facts().Options.MaxRequestBodyBytes);
        MessageEncoding encoding = media.Accept;
        CallChecks.Validate(call, "agent", call.Type, Call.Types.Type.Unknown, Call.Types.Type.GetContainers, Call.Types.Type.PruneImages);
        switch (call.Type)
        {
            case Call.Types.Type.LaunchNestedContainerSession:
                await sessions().LaunchAsync(context, call, media);
                return;
            case Call.Types.Type.AttachContainerOutput:
                await sessions().AttachOutputAsync(context, call.AttachContainerOutput, media);
                return;
            case Call.Types.Type.AttachContainerInput:
                throw RequestRefusedException.UnsupportedMediaType(
                    $"Expecting 'Content-Type' to be {MediaTypes.RecordIo} for ATTACH_CONTAINER_INPUT call");
        }

        if (media.AcceptsStream)
            throw RequestRefusedException.NotAcceptable($"Streaming response is not supported for {WireNames.Of(call.Type)} call");
        if (IsAboutContainer(call.Type))
        {
            await ContainerAsync(context, call, encoding);
            return;
        }

        Response response = await AnswerAsync(call, context.RequestAborted);
        if (encoding == MessageEncoding.Json && HasAllLists(call.Type))
        {
            await JsonBody.WriteAsync(context, writer => OperatorReads.Write(writer, response));
            return;
        }

        await (response.HasType ? RequestMessage.WriteAsync(context, encoding, response) : context.EmptyAsync(StatusCodes.Status200OK));
    }

    /// <summary>A body that is a stream, which only one call has.</summary>
    private async Task StreamAsync(HttpContext context, StreamMedia media)
    {
        _ = facts();
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        var records = new InputRecords(context.Request.BodyReader, media.Content);
        Call first = await records.NextAsync(context.RequestAborted)
            ?? throw RequestRefusedException.BadRequest("Received EOF while reading request body");
        if (first.Type != Call.Types.Type.AttachContainerInput)
        {
            throw RequestRefusedException.UnsupportedMediaType(
                $"Streaming 'Content-Type' {MediaTypes.RecordIo} is not supported for {WireNames.Of(first.Type)} call");
        }

        if (media.AcceptsStream)
            throw RequestRefusedException.NotAcceptable("Streaming response is not supported for ATTACH_CONTAINER_INPUT call");
        await sessions().AttachInputAsync(context, first.AttachContainerInput, records);
    }

    /// <summary>What the machine decides, and answers a wait when it is over.</summary>
    private static bool IsAboutContainer(Call.Types.Type type) => type is Call.Types.Type.LaunchContainer
        or Call.Types.Type.WaitContainer or Call.Types.Type.KillContainer or Call.Types.Type.RemoveContainer
        or Call.Types.Type.LaunchNestedContainer or Call.Types.Type.WaitNestedContainer
        or Call.Types.Type.KillNestedContainer or Call.Types.Type.RemoveNestedContainer;

    private static bool HasAllLists(Call.Types.Type type) => type is Call.Types.Type.GetState
        or Call.Types.Type.GetTasks or Call.Types.Type.GetExecutors or Call.Types.Type.GetFrameworks;

    private async Task ContainerAsync(HttpContext context, Call call, MessageEncoding encoding)
    {
        ReplyToOperator reply = await containers().AskAsync(call, context.RequestAborted);
        await (reply switch
        {
            { Rejection: { } rejection } => Rejections.AnswerAsync(context, rejection),
            { Response: { } response } => RequestMessage.WriteAsync(context, encoding, response),
            { Exists: true } => context.EmptyAsync(StatusCodes.Status202Accepted),
            _ => context.EmptyAsync(StatusCodes.Status200OK),
        });
    }

    private async Task<Response> AnswerAsync(Call call, CancellationToken cancellation)
    {
        switch (call.Type)
        {
            case Call.Types.Type.GetHealth:
                return new Response { Type = Response.Types.Type.GetHealth, GetHealth = new Response.Types.GetHealth { Healthy = true } };
            case Call.Types.Type.GetVersion:
                return new Response
                {
                    Type = Response.Types.Type.GetVersion,
                    GetVersion = new Response.Types.GetVersion { VersionInfo = VersionJson.Message() },
                };
            case Call.Types.Type.GetFlags:
                return Flags();
            case Call.Types.Type.PruneImages:
                await (facts().Images?.PruneAsync(call.PruneImages?.ExcludedImages ?? []) ?? Task.CompletedTask);
                return new Response();
            case Call.Types.Type.GetLoggingLevel:
                return new Response
                {
                    Type = Response.Types.Type.GetLoggingLevel,
                    GetLoggingLevel = new Response.Types.GetLoggingLevel { Level = (uint)logging.Current },
                };
            case Call.Types.Type.SetLoggingLevel:
                logging.Set(call.SetLoggingLevel.Level, TimeSpan.FromMicroseconds(call.SetLoggingLevel.Duration.Nanoseconds / 1000.0));
                return new Response();
            case Call.Types.Type.GetMetrics:
                return await MetricsAsync();
            case Call.Types.Type.GetAgent:
                return await AgentAsync();
            case Call.Types.Type.GetState:
                return new Response { Type = Response.Types.Type.GetState, GetState = OperatorReads.State(await view()) };
            case Call.Types.Type.GetFrameworks:
                return new Response { Type = Response.Types.Type.GetFrameworks, GetFrameworks = OperatorReads.Frameworks(await view()) };
            case Call.Types.Type.GetExecutors:
                return new Response { Type = Response.Types.Type.GetExecutors, GetExecutors = OperatorReads.Executors(await view()) };
            case Call.Types.Type.GetTasks:
                return new Response { Type = Response.Types.Type.GetTasks, GetTasks = OperatorReads.Tasks(await view()) };
            case Call.Types.Type.GetResourceProviders:
                return new Response
                {
                    Type = Response.Types.Type.GetResourceProviders,
                    GetResourceProviders = new Response.Types.GetResourceProviders(),
                };
            case Call.Types.Type.GetContainers:
                return await ContainersAsync(call.GetContainers, cancellation);
            case Call.Types.Type.GetOperations:
                return await OperationsAsync();
            case Call.Types.Type.ListFiles:
                return await ListAsync(call.ListFiles);
            case Call.Types.Type.ReadFile:
                return await ReadAsync(call.ReadFile);
            default:
                throw CallChecks.NotSupported("agent", call.Type);
        }
    }

    /// <summary>The call may come without its body: then neither nested nor standalone containers are wanted.</summary>
    private async Task<Response> ContainersAsync(Call.Types.GetContainers? wanted, CancellationToken cancellation)
    {
        IReadOnlyList<ContainerEntry> entries = ContainerEntry.List(
            await view(), nested: wanted?.ShowNested == true, standalone: wanted?.ShowStandalone == true);
        return new Response
        {
            Type = Response.Types.Type.GetContainers,
            GetContainers = OperatorReads.Containers(await reports().ReadAsync(entries, status: true, cancellation)),
        };
    }

    private Response Flags()
    {
        var flags = new Response.Types.GetFlags();
        flags.Flags.AddRange(facts().Flags.Messages);
        return new Response { Type = Response.Types.Type.GetFlags, GetFlags = flags };
    }

    private async Task<Response> MetricsAsync()
    {
        var response = new Response.Types.GetMetrics();
        response.Metrics.AddRange(MetricsJson.Messages((await metrics()).Flat()));
        return new Response { Type = Response.Types.Type.GetMetrics, GetMetrics = response };
    }

    private async Task<Response> AgentAsync()
    {
        AgentView now = await view();
        AgentInfo info = now.Info.Clone();
        if (now.Id is { } id)
            info.Id = new AgentID { Value = id.Value };
        var answer = new Response.Types.GetAgent { AgentInfo = info };
        if (now.Drain is { } drain)
        {
            answer.DrainConfig = drain.Config;
            answer.EstimatedDrainStartTime = new TimeInfo { Nanoseconds = drain.Started.ToUnixTimeSeconds() * NanosecondsPerSecond };
        }

        return new Response { Type = Response.Types.Type.GetAgent, GetAgent = answer };
    }

    private async Task<Response> OperationsAsync()
    {
        var answer = new Response.Types.GetOperations();
        answer.Operations.AddRange((await view()).Operations);
        return new Response { Type = Response.Types.Type.GetOperations, GetOperations = answer };
    }

    private async Task<Response> ListAsync(Call.Types.ListFiles call)
    {
        using SandboxFile directory = await files.OpenAsync(call.Path, directory: true);
        var list = new Response.Types.ListFiles();
        list.FileInfos.AddRange(directory.List().Select(entry => new FileInfo
        {
            Path = call.Path.TrimEnd('/') + "/" + entry.Name,
            Nlink = (int)entry.Status.Links,
            Size = entry.Status.Size,
            Mtime = new TimeInfo { Nanoseconds = entry.Status.Modified * NanosecondsPerSecond },
            Mode = entry.Status.Mode,
            Uid = files.Names.User(entry.Status.User),
            Gid = files.Names.Group(entry.Status.Group),
        }));
        return new Response { Type = Response.Types.Type.ListFiles, ListFiles = list };
    }

    private async Task<Response> ReadAsync(Call.Types.ReadFile call)
    {
        using SandboxFile file = await files.OpenAsync(call.Path, directory: false);
        long offset = (long)Math.Min(call.Offset, long.MaxValue);
        long length = call.HasLength ? (long)Math.Min(call.Length, long.MaxValue) : -1;
        return new Response
        {
            Type = Response.Types.Type.ReadFile,
            ReadFile = new Response.Types.ReadFile
            {
                Size = file.Status.Size,
                Data = UnsafeByteOperations.UnsafeWrap(FileEndpoints.Read(file, offset, length)),
            },
        };
    }
}
