using System;
using Mesos.V1.Master;
using Tepui.Endpoints.Metrics;
using Tepui.Endpoints.Versions;
using Tepui.Kernel.Master.Views;
using Tepui.Master.Endpoints.Machines;
using Tepui.Master.Endpoints.Metrics;
using Tepui.Master.Endpoints.Roles;
using Tepui.Runtime.Loops;
using Type = Mesos.V1.Master.Call.Types.Type;

namespace Tepui.Master.Endpoints;

/// <summary>Operator calls that read (docs/operator-http-api.md), but for the long ones: <see cref="State.OperatorStateJson"/>.</summary>
internal sealed class OperatorReads(MasterService service, SnapshotReader<MasterView> views, MetricsSnapshot metrics)
{
    /// <summary>The response, or null when the call is none that is answered here.</summary>
    public async System.Threading.Tasks.Task<Response?> AnswerAsync(Call call)
    {
        switch (call.Type)
        {
            case Type.GetHealth:
                return new Response
                {
                    Type = Response.Types.Type.GetHealth,
                    GetHealth = new Response.Types.GetHealth { Healthy = true },
                };
            case Type.GetVersion:
                return Version();
            case Type.GetFlags:
                return Flags();
            case Type.GetLoggingLevel:
                return new Response
                {
                    Type = Response.Types.Type.GetLoggingLevel,
                    GetLoggingLevel = new Response.Types.GetLoggingLevel { Level = (uint)service.LoggingLevel.Current },
                };
            case Type.ListFiles:
                service.LogFile.Check(call.ListFiles.Path);
                return new Response { Type = Response.Types.Type.ListFiles, ListFiles = new Response.Types.ListFiles() };
            case Type.ReadFile:
                return await FileAsync(call.ReadFile).ConfigureAwait(false);
            case Type.GetMetrics:
                return MetricsOf(await metrics.TakeAsync().ConfigureAwait(false));
            case Type.GetMaintenanceSchedule:
                return MaintenanceReads.Schedule(await ViewAsync().ConfigureAwait(false));
            case Type.GetMaintenanceStatus:
                return MaintenanceReads.Status(await ViewAsync().ConfigureAwait(false));
            case Type.GetMaster:
                return Master(await ViewAsync().ConfigureAwait(false));
            case Type.GetOperations:
                return Operations(await ViewAsync().ConfigureAwait(false));
            case Type.GetQuota:
                return RoleReads.Quota(await ViewAsync().ConfigureAwait(false));
            case Type.GetRoles:
                return RoleReads.Roles(await ViewAsync().ConfigureAwait(false));
            case Type.GetWeights:
                return RoleReads.Weights(await ViewAsync().ConfigureAwait(false));
            default:
                return null;
        }
    }

    private static Response Operations(MasterView view)
    {
        var response = new Response.Types.GetOperations();
        response.Operations.AddRange(view.Operations);
        return new Response { Type = Response.Types.Type.GetOperations, GetOperations = response };
    }

    private async System.Threading.Tasks.Task<Response> FileAsync(Call.Types.ReadFile call)
    {
        long offset = (long)Math.Min(call.Offset, long.MaxValue);
        long? length = call.HasLength ? (long)Math.Min(call.Length, long.MaxValue) : null;
        (byte[] data, long size) = await service.LogFile.ReadAsync(call.Path, offset, length).ConfigureAwait(false);
        return new Response
        {
            Type = Response.Types.Type.ReadFile,
            ReadFile = new Response.Types.ReadFile { Size = (ulong)size, Data = Google.Protobuf.ByteString.CopyFrom(data) },
        };
    }

    private static Response MetricsOf(MetricSet all)
    {
        var response = new Response.Types.GetMetrics();
        response.Metrics.AddRange(MetricsJson.Messages(all.Flat()));
        return new Response { Type = Response.Types.Type.GetMetrics, GetMetrics = response };
    }

    private static Response Version() => new()
    {
        Type = Response.Types.Type.GetVersion,
        GetVersion = new Response.Types.GetVersion { VersionInfo = VersionJson.Message() },
    };

    private System.Threading.Tasks.Task<MasterView> ViewAsync() => views.ReadAsync();

    private Response Master(MasterView view)
    {
        var master = new Response.Types.GetMaster
        {
            MasterInfo = view.Info,
            StartTime = (service.StartTime - DateTimeOffset.UnixEpoch).TotalSeconds,
        };
        if (view.ElectedTime is { } elected)
        {
            master.ElectedTime = (elected - DateTimeOffset.UnixEpoch).TotalSeconds;
        }

        return new Response { Type = Response.Types.Type.GetMaster, GetMaster = master };
    }

    private Response Flags()
    {
        var flags = new Response.Types.GetFlags();
        flags.Flags.AddRange(service.Flags.Messages);
        return new Response { Type = Response.Types.Type.GetFlags, GetFlags = flags };
    }
}
