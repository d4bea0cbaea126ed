using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Google.Protobuf;
using Tepui.Protocol.Codecs;
using Tepui.Protocol.Schemas;
using Tepui.Protocol.Wire;

namespace Tepui.Protocol.Json;

/// <summary>
/// Reads Mesos's JSON into a message's wire bytes. A value of the wrong kind is a fault and reading goes on, so that
/// all faults come out at once; text that is not JSON throws <see cref="JsonException"/>.
/// </summary>
internal ref struct JsonToWire
{
    private const int MostFaults = 20;

    private readonly WireBuffer _output;
    private readonly FieldPath _path = new();
    private Utf8JsonReader _reader;
    private List<string>? _faults;

    public JsonToWire(ReadOnlySpan<byte> json, WireBuffer output)
    {
        _output = output;
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = WireLimits.MaxDepth * 2 });
    }

    public List<string>? Run(MessageSchema schema, ReadOnlySpan<byte> json)
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            // What it is does not matter, but whether it is JSON does: that is told first.
            _reader.Skip();
            return ["Expecting a JSON object"];
        }

        Object(schema, 0);
        var rest = json[(int)_reader.BytesConsumed..].Trim(" \t\r\n"u8);
        if (!rest.IsEmpty)
        {
            throw new MalformedMessageException("Parsed JSON included non-whitespace trailing characters: " + JsonSyntax.Excerpt(rest));
        }

        return _faults;
    }

    private void Object(MessageSchema schema, int depth)
    {
        WireLimits.CheckDepth(depth);
        Span<ulong> seen = stackalloc ulong[(schema.Fields.Length / 64) + 1];
        seen.Clear();
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = FieldNamed(schema);
            _reader.Read();
            if (field is null)
            {
                _reader.Skip();
                continue;
            }

            ref var word = ref seen[field.Index / 64];
            var bit = 1UL << (field.Index % 64);
            if ((word & bit) != 0)
            {
                Fault($"Field '{_path.To(field)}' is given twice");
                _reader.Skip();
                continue;
            }

            word |= bit;
            Value(field, depth);
        }
    }

    private readonly FieldSchema? FieldNamed(MessageSchema schema)
    {
        if (!_reader.ValueIsEscaped)
        {
            return schema.ByName(_reader.ValueSpan);
        }

        return TryCopyText(out var name) ? schema.ByName(name) : null;
    }

    private void Value(FieldSchema field, int depth, int index = -1)
    {
        switch (_reader.TokenType)
        {
            case JsonTokenType.Null:
                return;
            case JsonTokenType.StartArray:
                Array(field, depth);
                return;
            case JsonTokenType.StartObject:
                ObjectValue(field, depth, index);
                return;
            case JsonTokenType.String:
                Text(field);
                return;
            case JsonTokenType.Number:
                Number(field, _reader.ValueSpan);
                return;
            default:
                Boolean(field, _reader.TokenType == JsonTokenType.True);
                return;
        }
    }

    private void Array(FieldSchema field, int depth)
    {
        if (!field.IsRepeated && !field.IsMap)
        {
            Fault($"Not expecting a JSON array for field '{_path.To(field)}'");
            _reader.Skip();
            return;
        }

        // Arrays in an array count as one, as in Mesos; the depth bounds how far that goes.
        WireLimits.CheckDepth(depth + 1);
        for (var index = 0; _reader.Read() && _reader.TokenType != JsonTokenType.EndArray; index++)
        {
            Value(field, depth + 1, index);
        }
    }

    private void ObjectValue(FieldSchema field, int depth, int index)
    {
        if (field.IsMap)
        {
            Map(field, depth);
            return;
        }

        if (field.Kind != FieldKind.Message)
        {
            Fault($"Not expecting a JSON object for field '{_path.To(field)}'");
            _reader.Skip();
            return;
        }

        _output.WriteTag(field.Number, WireFormat.WireType.LengthDelimited);
        var start = _output.BeginLength();
        _path.Push(field, index);
        Object(field.Message, depth + 1);
        _path.Pop();
        _output.EndLength(start);
    }

    private void Map(FieldSchema field, int depth)
    {
        WireLimits.CheckDepth(depth + 1);
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            _output.WriteTag(field.Number, WireFormat.WireType.LengthDelimited);
            var start = _output.BeginLength();
            if (!TryCopyText(out var key))
            {
                Fault($"A key of field '{_path.To(field)}' is not valid UTF-8");
            }

            _path.Push(field, key: Encoding.UTF8.GetString(key));
            Text(field.Message.Fields[0]);
            _reader.Read();
            Value(field.Message.Fields[1], depth + 1);
            _path.Pop();
            _output.EndLength(start);
        }
    }

    private readonly void Duration(FieldSchema field, long seconds, int nanoseconds)
    {
        _output.WriteTag(field.Number, WireFormat.WireType.LengthDelimited);
        var start = _output.BeginLength();
        _output.WriteTag(1, WireFormat.WireType.Varint);
        _output.WriteVarint((ulong)seconds);
        _output.WriteTag(2, WireFormat.WireType.Varint);
        _output.WriteVarint((ulong)nanoseconds);
        _output.EndLength(start);
    }

    private void Text(FieldSchema field)
    {
        if (field.IsDuration && TryCopyText(out var duration) && JsonDurations.TryParse(duration, out var seconds, out var nanoseconds))
        {
            Duration(field, seconds, nanoseconds);
            return;
        }

        if (field.Kind == FieldKind.Message)
        {
            Fault($"Not expecting a JSON string for field '{_path.To(field)}'");
            return;
        }

        if (!TryCopyText(out var text))
        {
            Fault($"Field '{_path.To(field)}' is not valid UTF-8");
            return;
        }

        switch (field.Kind)
        {
            case FieldKind.String:
                _output.WriteTag(field.Number, WireFormat.WireType.LengthDelimited);
                _output.WriteLengthDelimited(text);
                return;
            case FieldKind.Bytes:
                Base64(field, text);
                return;
            case FieldKind.Enum:
                EnumName(field, text);
                return;
            case FieldKind.Bool when text.SequenceEqual("true"u8) || text.SequenceEqual("false"u8):
                Boolean(field, text.SequenceEqual("true"u8));
                return;
            case FieldKind.Bool:
                Fault($"Failed to parse '{JsonSyntax.Excerpt(text)}' as a JSON boolean for field '{_path.To(field)}'");
                return;
            case FieldKind.Double or FieldKind.Float when text.SequenceEqual("Infinity"u8):
                Floating(field, double.PositiveInfinity);
                return;
            case FieldKind.Double or FieldKind.Float when text.SequenceEqual("-Infinity"u8):
                Floating(field, double.NegativeInfinity);
                return;
            default:
                Number(field, text);
                return;
        }
    }

    private void EnumName(FieldSchema field, ReadOnlySpan<byte> name)
    {
        if (field.Enum!.TryGetNumber(name, out var number))
        {
            _output.WriteTag(field.Number, WireFormat.WireType.Varint);
            _output.WriteVarint((ulong)number);
        }
        else if (field.IsRequired)
        {
            Fault($"Failed to find enum for '{JsonSyntax.Excerpt(name)}' in field '{_path.To(field)}'");
        }

        // Otherwise the field stays unset: a newer client's value is then handled as "unknown".
    }

    private void Base64(FieldSchema field, ReadOnlySpan<byte> text)
    {
        var size = (text.Length / 4 * 3) + 3;
        var decoded = ArrayPool<byte>.Shared.Rent(size);
        if (JsonBase64.TryDecode(text, decoded, out var written))
        {
            _output.WriteTag(field.Number, WireFormat.WireType.LengthDelimited);
            _output.WriteLengthDelimited(decoded.AsSpan(0, written));
        }
        else
        {
            Fault($"Failed to base64 decode bytes field '{_path.To(field)}'");
        }

        ArrayPool<byte>.Shared.Return(decoded);
    }

    private void Boolean(FieldSchema field, bool value)
    {
        if (field.Kind != FieldKind.Bool)
        {
            Fault($"Not expecting a JSON boolean for field '{_path.To(field)}'");
            return;
        }

        _output.WriteTag(field.Number, WireFormat.WireType.Varint);
        _output.WriteVarint(value ? 1UL : 0UL);
    }

    private void Number(FieldSchema field, ReadOnlySpan<byte> text)
    {
        switch (field.Kind)
        {
            case FieldKind.String or FieldKind.Bytes or FieldKind.Message or FieldKind.Bool:
                Fault($"Not expecting a JSON number for field '{_path.To(field)}'");
                return;
            case FieldKind.Double or FieldKind.Float:
                if (JsonNumbers.TryDouble(text, out var floating))
                {
                    Floating(field, floating);
                    return;
                }

                break;
            default:
                if (JsonNumbers.TryInteger(field.Kind, text, out var bits))
                {
                    if (field.Enum is null || field.Enum.Knows((int)bits))
                    {
                        Integer(field, bits);
                    }
                    else if (field.IsRequired)
                    {
                        Fault($"Failed to find enum for '{JsonSyntax.Excerpt(text)}' in field '{_path.To(field)}'");
                    }

                    return;
                }

                break;
        }

        Fault($"Failed to parse '{JsonSyntax.Excerpt(text)}' as a JSON number for field '{_path.To(field)}'");
    }

    private readonly void Floating(FieldSchema field, double value)
    {
        _output.WriteTag(field.Number, field.WireType);
        if (field.Kind == FieldKind.Double)
        {
            _output.WriteFixed64(BitConverter.DoubleToUInt64Bits(value));
        }
        else
        {
            _output.WriteFixed32(BitConverter.SingleToUInt32Bits((float)value));
        }
    }

    private readonly void Integer(FieldSchema field, ulong bits)
    {
        _output.WriteTag(field.Number, field.WireType);
        switch (field.WireType)
        {
            case WireFormat.WireType.Fixed32:
                _output.WriteFixed32((uint)bits);
                return;
            case WireFormat.WireType.Fixed64:
                _output.WriteFixed64(bits);
                return;
            default:
                _output.WriteVarint(bits);
                return;
        }
    }

    /// <summary>The string or name that the reader is at, as UTF-8; false when its bytes or escapes are none.</summary>
    private readonly bool TryCopyText(out ReadOnlySpan<byte> text)
    {
        if (!_reader.ValueIsEscaped)
        {
            text = _reader.ValueSpan;
            return Utf8.IsValid(text);
        }

        var unescaped = new byte[_reader.ValueSpan.Length];
        try
        {
            text = unescaped.AsSpan(0, _reader.CopyString(unescaped));
            return true;
        }
        catch (InvalidOperationException)
        {
            text = [];
            return false;
        }
    }

    private void Fault(string fault)
    {
        _faults ??= [];
        if (_faults.Count < MostFaults)
        {
            _faults.Add(fault);
        }
    }
}
