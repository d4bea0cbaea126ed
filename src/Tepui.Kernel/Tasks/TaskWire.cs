using System;
using System.Text;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Protocol.Wire;

namespace Tepui.Kernel.Tasks;

/// <summary>A task's image as the bytes of mesos.v1.Task, put together without a message; and what is found in them.</summary>
public static class TaskWire
{
    /// <summary>How many bytes <see cref="Write"/> writes.</summary>
    public static int SizeOf(TaskImage task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var body = task.Body;
        var size = IdSize(body.Id.Value) + IdSize(body.Framework.Value) + IdSize(body.Agent.Value) + body.Shape.Wire.Length
            + 1 + CodedOutputStream.ComputeEnumSize((int)task.State);
        if (body.Executor is { } executor)
        {
            size += IdSize(executor.Value);
        }

        foreach (var status in task.Statuses)
        {
            size += status.Length;
        }

        return task.StatusUpdateState is { } sent
            ? size + 2 + CodedOutputStream.ComputeEnumSize((int)sent) + CodedOutputStream.ComputeBytesSize(task.StatusUpdateUuid)
            : size;
    }

    /// <summary>Writes the whole task.</summary>
    /// <returns>How many bytes that took.</returns>
    public static int Write(TaskImage task, Span<byte> target)
    {
        ArgumentNullException.ThrowIfNull(task);
        var body = task.Body;
        var at = WriteId(target, Task.TaskIdFieldNumber, body.Id.Value);
        at += WriteId(target[at..], Task.FrameworkIdFieldNumber, body.Framework.Value);
        at += WriteId(target[at..], Task.AgentIdFieldNumber, body.Agent.Value);
        if (body.Executor is { } executor)
        {
            at += WriteId(target[at..], Task.ExecutorIdFieldNumber, executor.Value);
        }

        at += Copy(target[at..], body.Shape.Wire);
        foreach (var status in task.Statuses)
        {
            at += Copy(target[at..], status);
        }

        at += WriteEnum(target[at..], Task.StateFieldNumber, (int)task.State);
        if (task.StatusUpdateState is { } sent)
        {
            at += WriteEnum(target[at..], Task.StatusUpdateStateFieldNumber, (int)sent);
            at += WriteHead(target[at..], Task.StatusUpdateUuidFieldNumber, task.StatusUpdateUuid.Length);
            at += Copy(target[at..], task.StatusUpdateUuid.Span);
        }

        return at;
    }

    /// <summary>The time in the oldest status kept, in seconds since 1970; 0 without one.</summary>
    public static double FirstTimestamp(TaskImage task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (task.StatusCount == 0)
        {
            return 0;
        }

        var bytes = task.Statuses[0].AsSpan();
        var outer = new WireReader(bytes);
        outer.ReadTag(out _);
        var status = new WireReader(bytes[outer.ReadLengthDelimited(out _)..]);
        while (!status.IsAtEnd)
        {
            var number = status.ReadTag(out var wireType);
            if (number == TaskStatus.TimestampFieldNumber && wireType == WireFormat.WireType.Fixed64)
            {
                return BitConverter.UInt64BitsToDouble(status.ReadFixed64());
            }

            status.Skip(number, wireType);
        }

        return 0;
    }

    /// <summary>An id is a message with one text.</summary>
    private static int IdSize(string id)
    {
        var text = Encoding.UTF8.GetByteCount(id);
        var message = 1 + CodedOutputStream.ComputeLengthSize(text) + text;
        return 1 + CodedOutputStream.ComputeLengthSize(message) + message;
    }

    private static int WriteId(Span<byte> target, int field, string id)
    {
        var text = Encoding.UTF8.GetByteCount(id);
        var at = WriteHead(target, field, 1 + CodedOutputStream.ComputeLengthSize(text) + text);
        at += WriteHead(target[at..], TaskID.ValueFieldNumber, text);
        return at + Encoding.UTF8.GetBytes(id, target[at..]);
    }

    private static int WriteEnum(Span<byte> target, int field, int value)
    {
        target[0] = (byte)WireFormat.MakeTag(field, WireFormat.WireType.Varint);
        return 1 + WriteVarint(target[1..], (ulong)value);
    }

    private static int WriteHead(Span<byte> target, int field, int length)
    {
        target[0] = (byte)WireFormat.MakeTag(field, WireFormat.WireType.LengthDelimited);
        return 1 + WriteVarint(target[1..], (uint)length);
    }

    private static int WriteVarint(Span<byte> target, ulong value)
    {
        var at = 0;
        for (; value >= 0x80; value >>= 7)
        {
            target[at++] = (byte)(value | 0x80);
        }

        target[at++] = (byte)value;
        return at;
    }

    private static int Copy(Span<byte> target, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(target);
        return bytes.Length;
    }
}
