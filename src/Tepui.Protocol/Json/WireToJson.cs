using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using Tepui.Protocol.Schemas;
using Tepui.Protocol.Wire;

namespace Tepui.Protocol.Json;

/// <summary>Writes a message's wire bytes as Mesos's JSON, without making objects of them.</summary>
internal readonly ref struct WireToJson
{
    private readonly Utf8JsonWriter _writer;
    private readonly OccurrenceStack _stack;

    private WireToJson(Utf8JsonWriter writer, OccurrenceStack stack)
    {
        _writer = writer;
        _stack = stack;
    }

    public static void Run(MessageSchema schema, ReadOnlySpan<byte> message, Utf8JsonWriter writer)
    {
        var stack = OccurrenceStack.Rent();
        try
        {
            new WireToJson(writer, stack).Message(schema, message, 0);
        }
        finally
        {
            stack.Return();
        }
    }

    private void Message(MessageSchema schema, ReadOnlySpan<byte> message, int depth)
    {
        WireLimits.CheckDepth(depth);
        _writer.WriteStartObject();
        var frame = _stack.Push(schema, message);
        foreach (var field in schema.Fields)
        {
            var first = _stack.First(frame, field);
            if (first < 0)
            {
                if (field.DefaultJson is not null)
                {
                    _writer.WritePropertyName(field.JsonName);
                    _writer.WriteRawValue(field.DefaultJson, skipInputValidation: true);
                }

                continue;
            }

            _writer.WritePropertyName(field.JsonName);
            if (field.IsMap)
            {
                Map(field, message, first, depth);
            }
            else if (field.IsRepeated)
            {
                Array(field, message, first, depth);
            }
            else if (field.Kind == FieldKind.Message)
            {
                Message(field.Message, MergedMessage.Of(_stack, frame, field, message), depth + 1);
            }
            else
            {
                Value(field, _stack[_stack.Last(frame, field)], message, depth);
            }
        }

        _stack.Pop(frame);
        _writer.WriteEndObject();
    }

    private void Array(FieldSchema field, ReadOnlySpan<byte> message, int first, int depth)
    {
        _writer.WriteStartArray();
        for (var at = first; at >= 0; at = _stack[at].Next)
        {
            var found = _stack[at];
            if (found.Length >= 0 && field.IsPackable)
            {
                Packed(field, message.Slice(found.Start, found.Length));
            }
            else
            {
                Value(field, found, message, depth);
            }
        }

        _writer.WriteEndArray();
    }

    private void Packed(FieldSchema field, ReadOnlySpan<byte> packed)
    {
        var reader = new WireReader(packed);
        while (!reader.IsAtEnd)
        {
            var bits = field.WireType switch
            {
                Google.Protobuf.WireFormat.WireType.Fixed32 => reader.ReadFixed32(),
                Google.Protobuf.WireFormat.WireType.Fixed64 => reader.ReadFixed64(),
                _ => reader.ReadVarint(),
            };
            if (field.Enum is null || field.Enum.Knows((int)bits))
            {
                Scalar(field, bits);
            }
        }
    }

    private void Map(FieldSchema field, ReadOnlySpan<byte> message, int first, int depth)
    {
        // The last entry of a key holds, as in every parser.
        var entries = new Dictionary<string, int>(StringComparer.Ordinal);
        var key = field.Message.Fields[0];
        for (var at = first; at >= 0; at = _stack[at].Next)
        {
            var entry = message.Slice(_stack[at].Start, _stack[at].Length);
            var frame = _stack.Push(field.Message, entry);
            entries[KeyText(key, _stack.Last(frame, key), entry)] = at;
            _stack.Pop(frame);
        }

        _writer.WriteStartObject();
        foreach (var (name, at) in entries)
        {
            _writer.WritePropertyName(name);
            MapValue(field.Message, message.Slice(_stack[at].Start, _stack[at].Length), depth);
        }

        _writer.WriteEndObject();
    }

    private void MapValue(MessageSchema entrySchema, ReadOnlySpan<byte> entry, int depth)
    {
        var value = entrySchema.Fields[1];
        var frame = _stack.Push(entrySchema, entry);
        var isSet = _stack.First(frame, value) >= 0;
        if (value.Kind == FieldKind.Message)
        {
            Message(value.Message, isSet ? MergedMessage.Of(_stack, frame, value, entry) : [], depth + 1);
        }
        else
        {
            var unset = new Occurrence { Bits = value.Enum is null ? 0 : (ulong)value.Enum.First };
            Value(value, isSet ? _stack[_stack.Last(frame, value)] : unset, entry, depth);
        }

        _stack.Pop(frame);
    }

    private string KeyText(FieldSchema key, int at, ReadOnlySpan<byte> entry)
    {
        if (key.Kind == FieldKind.String)
        {
            return at < 0 ? "" : Encoding.UTF8.GetString(entry.Slice(_stack[at].Start, _stack[at].Length));
        }

        var bits = at < 0 ? 0 : _stack[at].Bits;
        return key.Kind == FieldKind.Bool ? (bits != 0 ? "true" : "false") : ((long)bits).ToString();
    }

    private void Value(FieldSchema field, in Occurrence found, ReadOnlySpan<byte> message, int depth)
    {
        switch (field.Kind)
        {
            case FieldKind.Message:
                Message(field.Message, message.Slice(found.Start, found.Length), depth + 1);
                return;
            case FieldKind.Bytes:
                _writer.WriteBase64StringValue(message.Slice(found.Start, found.Length));
                return;
            case FieldKind.String:
                Text(message.Slice(found.Start, found.Length));
                return;
            default:
                Scalar(field, found.Bits);
                return;
        }
    }

    private void Text(ReadOnlySpan<byte> text)
    {
        if (System.Text.Unicode.Utf8.IsValid(text))
        {
            _writer.WriteStringValue(text);
        }
        else
        {
            // Can only come from bytes that nobody checked; what a replacement character can show is still shown.
            _writer.WriteStringValue(Encoding.UTF8.GetString(text));
        }
    }

    private void Scalar(FieldSchema field, ulong bits)
    {
        switch (field.Kind)
        {
            case FieldKind.Double:
                JsonDoubles.Write(_writer, BitConverter.UInt64BitsToDouble(bits));
                return;
            case FieldKind.Float:
                JsonDoubles.Write(_writer, BitConverter.UInt32BitsToSingle((uint)bits));
                return;
            case FieldKind.Int32 or FieldKind.SFixed32:
                _writer.WriteNumberValue((int)bits);
                return;
            case FieldKind.Int64 or FieldKind.SFixed64:
                _writer.WriteNumberValue((long)bits);
                return;
            case FieldKind.UInt32 or FieldKind.Fixed32:
                _writer.WriteNumberValue((uint)bits);
                return;
            case FieldKind.UInt64 or FieldKind.Fixed64:
                _writer.WriteNumberValue(bits);
                return;
            case FieldKind.SInt32:
                _writer.WriteNumberValue((int)((uint)bits >> 1) ^ -(int)(bits & 1));
                return;
            case FieldKind.SInt64:
                _writer.WriteNumberValue((long)(bits >> 1) ^ -(long)(bits & 1));
                return;
            case FieldKind.Bool:
                _writer.WriteBooleanValue(bits != 0);
                return;
            default:
                field.Enum!.TryGetName((int)bits, out var name);
                _writer.WriteStringValue(name);
                return;
        }
    }
}
