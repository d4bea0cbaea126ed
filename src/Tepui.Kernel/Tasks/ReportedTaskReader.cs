using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Unicode;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Kernel.Resources;
using Tepui.Protocol.Codecs;
using Tepui.Protocol.Wire;

namespace Tepui.Kernel.Tasks;

/// <summary>
/// Makes records of the tasks that an agent reports, from their wire bytes. After a failover a master takes in a million of
/// them in seconds, so a task like others before it costs no message: its fields are sorted, and its shape is found.
/// </summary>
/// <param name="agent">Whose tasks they must be.</param>
/// <param name="frameworks">Which frameworks they may be of.</param>
public sealed class ReportedTaskReader(AgentId agent, IEnumerable<FrameworkId> frameworks, TaskShapes shapes)
{
    private readonly byte[] _agent = Encoding.UTF8.GetBytes(agent.Value);
    private readonly (byte[] Utf8, FrameworkId Id)[] _frameworks =
        [.. frameworks.Select(static id => (Encoding.UTF8.GetBytes(id.Value), id))];

    private byte[] _shape = new byte[1024];
    private int _shapeLength;
    private List<byte[]>? _statuses;

    /// <summary>The record, or null with what is wrong.</summary>
    public TaskRecord? Read(ReadOnlySpan<byte> bytes, out string? fault)
    {
        try
        {
            return Sort(bytes, out fault);
        }
        catch (Exception exception) when (exception is MalformedMessageException or InvalidProtocolBufferException)
        {
            fault = $"A task is no mesos.v1.Task: {exception.Message}";
            return null;
        }
    }

    private TaskRecord? Sort(ReadOnlySpan<byte> bytes, out string? fault)
    {
        _shapeLength = 0;
        _statuses = null;
        if (_shape.Length < bytes.Length)
        {
            _shape = new byte[bytes.Length * 2];
        }

        ReadOnlySpan<byte> task = default, framework = default, owner = default, executor = default, sentUuid = default;
        ulong? state = null, sentState = null;
        var reader = new WireReader(bytes);
        while (!reader.IsAtEnd)
        {
            var start = reader.Position;
            var number = reader.ReadTag(out var wireType);
            switch (number, wireType)
            {
                case (Task.TaskIdFieldNumber, WireFormat.WireType.LengthDelimited):
                    task = IdIn(ref reader, bytes);
                    break;
                case (Task.FrameworkIdFieldNumber, WireFormat.WireType.LengthDelimited):
                    framework = IdIn(ref reader, bytes);
                    break;
                case (Task.AgentIdFieldNumber, WireFormat.WireType.LengthDelimited):
                    owner = IdIn(ref reader, bytes);
                    break;
                case (Task.ExecutorIdFieldNumber, WireFormat.WireType.LengthDelimited):
                    executor = IdIn(ref reader, bytes);
                    break;
                case (Task.StateFieldNumber, WireFormat.WireType.Varint):
                    state = reader.ReadVarint();
                    break;
                case (Task.StatusUpdateStateFieldNumber, WireFormat.WireType.Varint):
                    sentState = reader.ReadVarint();
                    break;
                case (Task.StatusUpdateUuidFieldNumber, WireFormat.WireType.LengthDelimited):
                    sentUuid = bytes.Slice(reader.ReadLengthDelimited(out var length), length);
                    break;
                case (Task.StatusesFieldNumber, WireFormat.WireType.LengthDelimited):
                    var status = bytes.Slice(reader.ReadLengthDelimited(out var statusLength), statusLength);
                    (_statuses ??= []).Add(HasData(status)
                        ? TaskImage.Encode(TaskStatus.Parser.ParseFrom(status))
                        : bytes[start..reader.Position].ToArray());
                    break;
                default:
                    reader.Skip(number, wireType);
                    bytes[start..reader.Position].CopyTo(_shape.AsSpan(_shapeLength));
                    _shapeLength += reader.Position - start;
                    break;
            }
        }

        var shape = ShapeOf(bytes, hasStatuses: _statuses is not null, out fault);
        if (shape is null)
        {
            return null;
        }

        if (task.IsEmpty || state is not { } known || !Enum.IsDefined((TaskState)known))
        {
            fault = $"A task is no mesos.v1.Task: {MessageCodec.FaultOf<Task>(bytes) ?? "it has no id or no known state"}";
            return null;
        }

        fault = Whose(task, owner, framework, out var frameworkId);
        var id = new TaskId(Encoding.UTF8.GetString(task));
        fault ??= IdValidation.Validate(id.Value) is { } invalid ? $"Task has an invalid TaskID: {invalid}" : null;
        if (fault is not null)
        {
            return null;
        }

        var body = new TaskBody(
            frameworkId, id, agent, executor.IsEmpty ? null : new ExecutorId(Encoding.UTF8.GetString(executor)), shape);
        return new TaskRecord(TaskImage.OfReported(
            body,
            _statuses ?? (IReadOnlyList<byte[]>)[],
            (TaskState)known,
            sentState is { } sent && Enum.IsDefined((TaskState)sent) ? (TaskState)sent : null,
            sentUuid.IsEmpty ? ByteString.Empty : ByteString.CopyFrom(sentUuid)));
    }

    /// <summary>The value of an id's message; empty when it holds something else than one value.</summary>
    private static ReadOnlySpan<byte> IdIn(scoped ref WireReader reader, ReadOnlySpan<byte> bytes)
    {
        var message = bytes.Slice(reader.ReadLengthDelimited(out var length), length);
        var inner = new WireReader(message);
        ReadOnlySpan<byte> value = default;
        while (!inner.IsAtEnd)
        {
            var number = inner.ReadTag(out var wireType);
            if (number == TaskID.ValueFieldNumber && wireType == WireFormat.WireType.LengthDelimited)
            {
                value = message.Slice(inner.ReadLengthDelimited(out var valueLength), valueLength);
            }
            else
            {
                inner.Skip(number, wireType);
            }
        }

        return value;
    }

    private static bool HasData(ReadOnlySpan<byte> status)
    {
        var reader = new WireReader(status);
        while (!reader.IsAtEnd)
        {
            var number = reader.ReadTag(out var wireType);
            if (number == TaskStatus.DataFieldNumber)
            {
                return true;
            }

            reader.Skip(number, wireType);
        }

        return false;
    }

    /// <summary>Only a shape seen for the first time is checked; so is every task with statuses, which differ each time.</summary>
    private TaskShape? ShapeOf(ReadOnlySpan<byte> bytes, bool hasStatuses, out string? fault)
    {
        fault = null;
        var wire = _shape.AsSpan(0, _shapeLength);
        var shape = shapes.Find(wire);
        if (shape is not null && !hasStatuses)
        {
            return shape;
        }

        if (MessageCodec.FaultOf<Task>(bytes) is { } malformed)
        {
            fault = $"A task is no mesos.v1.Task: {malformed}";
            return null;
        }

        return shape ?? NewShape(wire, out fault);
    }

    private TaskShape? NewShape(ReadOnlySpan<byte> wire, out string? fault)
    {
        var message = new Task();
        message.MergeFrom(wire);
        fault = ResourceValidation.Validate(message.Resources) is { Count: > 0 } invalid
            ? $"Task uses invalid resources: {string.Join("; ", invalid)}"
            : message.Resources.Any(static resource => resource.AllocationInfo is null)
                ? "Task has resources without 'allocation_info'"
                : null;
        return fault is null ? shapes.Add(wire, ResourceSet.From(message.Resources)) : null;
    }

    private string? Whose(ReadOnlySpan<byte> task, ReadOnlySpan<byte> owner, ReadOnlySpan<byte> framework, out FrameworkId id)
    {
        id = default;
        if (!Utf8.IsValid(task))
        {
            return "Task has an invalid TaskID: it is not valid UTF-8";
        }

        if (!owner.SequenceEqual(_agent))
        {
            return $"Task has an invalid AgentID '{Encoding.UTF8.GetString(owner)}'";
        }

        foreach (var (utf8, known) in _frameworks)
        {
            if (framework.SequenceEqual(utf8))
            {
                id = known;
                return null;
            }
        }

        return $"Task has an invalid FrameworkID '{Encoding.UTF8.GetString(framework)}'";
    }
}
