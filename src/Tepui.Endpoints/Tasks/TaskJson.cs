using System;
using System.Text.Json;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Endpoints.Json;
using Tepui.Endpoints.Resources;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tasks;
using Tepui.Protocol.Json;
using Tepui.Protocol.Wire;

namespace Tepui.Endpoints.Tasks;

/// <summary>
/// A task as the master's and the agent's older endpoints show it, from its wire bytes: there may be a million of them, and
/// nothing but the JSON is made of one.
/// </summary>
public static class TaskJson
{
    private static readonly JsonEncodedText Id = JsonEncodedText.Encode("id");
    private static readonly JsonEncodedText Name = JsonEncodedText.Encode("name");
    private static readonly JsonEncodedText FrameworkId = JsonEncodedText.Encode("framework_id");
    private static readonly JsonEncodedText ExecutorId = JsonEncodedText.Encode("executor_id");
    private static readonly JsonEncodedText AgentId = JsonEncodedText.Encode("slave_id");
    private static readonly JsonEncodedText State = JsonEncodedText.Encode("state");
    private static readonly JsonEncodedText Resources = JsonEncodedText.Encode("resources");
    private static readonly JsonEncodedText Role = JsonEncodedText.Encode("role");
    private static readonly JsonEncodedText Statuses = JsonEncodedText.Encode("statuses");

    private static readonly WireJson Discovery = WireJson.Of(DiscoveryInfo.Descriptor);
    private static readonly WireJson Container = WireJson.Of(ContainerInfo.Descriptor);
    private static readonly WireJson HealthCheck = WireJson.Of(Mesos.V1.HealthCheck.Descriptor);

    public static void WriteTask(this Utf8JsonWriter writer, Task task, ResourceSet resources) =>
        writer.WriteTask(TaskImage.Of(task, resources));

    public static void WriteTask(this Utf8JsonWriter writer, TaskImage task)
    {
        TaskBody body = task.Body;
        ResourceSet resources = body.Shape.Resources;
        ReadOnlySpan<byte> wire = body.Shape.Wire;
        Fields fields = Fields.Of(wire);
        writer.WriteStartObject();
        writer.WriteString(Id, body.Id.Value);
        writer.WriteString(Name, wire[fields.Name]);
        writer.WriteString(FrameworkId, body.Framework.Value);
        writer.WriteString(ExecutorId, body.Executor?.Value ?? "");
        writer.WriteString(AgentId, body.Agent.Value);
        writer.WriteString(State, StateNames.Encoded(task.State));
        writer.WriteResources(Resources, resources);
        if (fields.HasLimits)
        {
            LimitJson.Write(writer, wire);
        }

        // A task never mixes roles.
        writer.WriteString(Role, resources.Count > 0 ? resources[0].Key.AllocationRole ?? "*" : "*");
        writer.WriteStartArray(Statuses);
        foreach (byte[] status in task.Statuses)
        {
            StatusJson.Write(writer, WireField.Content(status));
        }

        writer.WriteEndArray();
        if (fields.HasUser)
        {
            writer.WriteString("user"u8, wire[fields.User]);
        }

        if (!fields.Labels.Equals(default(Range)))
        {
            LabelJson.Write(writer, wire[fields.Labels]);
        }

        WriteOptional(writer, "discovery"u8, Discovery, wire, fields.Discovery);
        WriteOptional(writer, "container"u8, Container, wire, fields.Container);
        WriteOptional(writer, "health_check"u8, HealthCheck, wire, fields.HealthCheck);
        writer.WriteEndObject();
    }

    private static void WriteOptional(
        Utf8JsonWriter writer, ReadOnlySpan<byte> name, WireJson json, ReadOnlySpan<byte> wire, Range field)
    {
        if (!field.Equals(default(Range)))
        {
            writer.WritePropertyName(name);
            json.Write(writer, wire[field]);
        }
    }

    /// <summary>Where in a task's bytes its fields stand; a field that is not there is the empty range at the start.</summary>
    private ref struct Fields
    {
        public Range Name;
        public Range Labels;
        public Range Discovery;
        public Range Container;
        public Range User;
        public Range HealthCheck;
        public bool HasUser;
        public bool HasLimits;

        public static Fields Of(ReadOnlySpan<byte> wire)
        {
            var fields = default(Fields);
            var reader = new WireReader(wire);
            while (!reader.IsAtEnd)
            {
                int number = reader.ReadTag(out WireFormat.WireType wireType);
                if (wireType != WireFormat.WireType.LengthDelimited)
                {
                    reader.Skip(number, wireType);
                    continue;
                }

                int start = reader.ReadLengthDelimited(out int length);
                fields.Set(number, start..(start + length));
            }

            return fields;
        }

        private void Set(int number, Range at)
        {
            switch (number)
            {
                case Task.NameFieldNumber:
                    Name = at;
                    break;
                case Task.LabelsFieldNumber:
                    Labels = at;
                    break;
                case Task.DiscoveryFieldNumber:
                    Discovery = at;
                    break;
                case Task.ContainerFieldNumber:
                    Container = at;
                    break;
                case Task.HealthCheckFieldNumber:
                    HealthCheck = at;
                    break;
                case Task.UserFieldNumber:
                    User = at;
                    HasUser = true;
                    break;
                case Task.LimitsFieldNumber:
                    HasLimits = true;
                    break;
            }
        }
    }
}
