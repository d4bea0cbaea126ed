using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Text.Json;
using Mesos.V1;
using Microsoft.AspNetCore.Http;
using Tepui.Endpoints.Json;
using Tepui.Kernel.Quotas;
using Tepui.Kernel.Registry;
using Tepui.Kernel.Tasks;
using Tepui.Runtime.Loops;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Master.Endpoints;

/// <summary><c>/registrar(1)/registry</c>: what is durable, in the shape of Mesos's registry (src/master/registry.proto).</summary>
internal sealed class RegistryEndpoint(MasterInfo info, SnapshotReader<RegistryState> registry)
{
    public async Task HandleAsync(HttpContext context)
    {
        RegistryState stored = await registry.ReadAsync().ConfigureAwait(false);
        await JsonBody.WriteAsync(context, writer => Write(writer, stored)).ConfigureAwait(false);
    }

    private void Write(Utf8JsonWriter writer, RegistryState stored)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("master");
        writer.WriteMessage("info", info);
        writer.WriteEndObject();
        writer.WriteStartObject("slaves");
        writer.WriteStartArray("slaves");
        foreach ((string id, AgentInfo agent) in stored.Admitted)
        {
            writer.WriteStartObject();
            writer.WriteMessage("info", agent);
            WriteManaged(writer, stored, id);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        WriteMarked(writer, "unreachable", stored.Unreachable, id => WriteManaged(writer, stored, id));
        WriteMarked(writer, "gone", stored.Gone, static _ => { });
        WriteMachines(writer, stored);
        WriteRoles(writer, stored);
        writer.WriteEndObject();
    }

    private static void WriteManaged(Utf8JsonWriter writer, RegistryState stored, string id)
    {
        if (stored.Managed.TryGetValue(id, out ManagedAgent? managed))
        {
            writer.WriteOptional("drain_info", managed.Drain);
            writer.WriteBoolean("deactivated", managed.Deactivated);
        }
    }

    private static void WriteMarked(
        Utf8JsonWriter writer, string name, ImmutableSortedDictionary<string, DateTimeOffset> agents, Action<string> more)
    {
        writer.WriteStartObject(name);
        writer.WriteStartArray("slaves");
        foreach ((string id, DateTimeOffset since) in agents)
        {
            writer.WriteStartObject();
            writer.WriteMessage("id", new AgentID { Value = id });
            writer.WriteMessage("timestamp", new TimeInfo { Nanoseconds = StatusFactory.ToNanoseconds(since) });
            more(id);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteMachines(Utf8JsonWriter writer, RegistryState stored)
    {
        writer.WriteStartObject("machines");
        writer.WriteStartArray("machines");
        foreach (MachineInfo machine in stored.Machines.Values)
        {
            writer.WriteStartObject();
            writer.WriteMessage("info", machine);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteMessages("schedules", stored.Schedule is { } schedule ? [schedule] : []);
    }

    private static void WriteRoles(Utf8JsonWriter writer, RegistryState stored)
    {
        var quotas = new List<Google.Protobuf.IMessage>();
        foreach ((string role, Quota quota) in stored.Quotas)
        {
            quotas.Add(QuotaMessage.ToConfig(role, quota));
        }

        writer.WriteMessages("quota_configs", quotas);
        writer.WriteStartArray("weights");
        foreach ((string role, double weight) in stored.Weights)
        {
            writer.WriteStartObject();
            writer.WriteMessage("info", new WeightInfo { Role = role, Weight = weight });
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
