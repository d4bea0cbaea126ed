using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Unicode;
using Tepui.Protocol.Schemas;

namespace Tepui.Protocol.Wire;

/// <summary>
/// What Google.Protobuf's parser lets pass: required fields that are missing, and strings that are not UTF-8.
/// Reads the bytes, so both encodings are held to the same rules.
/// </summary>
internal sealed class WireCheck
{
    private readonly OccurrenceStack _stack;
    private readonly FieldPath _path = new();
    private readonly List<string> _missing = [];
    private readonly List<string> _notUtf8 = [];

    private WireCheck(OccurrenceStack stack) => _stack = stack;

    /// <summary>Adds the faults found, all of them.</summary>
    /// <exception cref="Codecs.MalformedMessageException">The bytes are no message.</exception>
    public static void Run(MessageSchema schema, ReadOnlySpan<byte> message, ref List<string>? faults)
    {
        var stack = OccurrenceStack.Rent();
        try
        {
            var check = new WireCheck(stack);
            check.Message(schema, message, 0);
            if (check._missing.Count > 0)
            {
                (faults ??= []).Add("Missing required fields: " + string.Join(", ", check._missing));
            }

            if (check._notUtf8.Count > 0)
            {
                (faults ??= []).Add("Not valid UTF-8: " + string.Join(", ", check._notUtf8));
            }
        }
        finally
        {
            stack.Return();
        }
    }

    private void Message(MessageSchema schema, ReadOnlySpan<byte> message, int depth)
    {
        WireLimits.CheckDepth(depth);
        var frame = _stack.Push(schema, message);
        foreach (var field in schema.Fields)
        {
            var first = _stack.First(frame, field);
            if (first < 0)
            {
                if (field.IsRequired)
                {
                    _missing.Add(_path.To(field));
                }
            }
            else if (field.IsMap)
            {
                Map(field, message, first, depth);
            }
            else if (field.Kind == FieldKind.Message)
            {
                Messages(frame, field, message, first, depth);
            }
            else if (field.Kind == FieldKind.String)
            {
                Strings(field, message, first);
            }
        }

        _stack.Pop(frame);
    }

    private void Messages(OccurrenceStack.Frame frame, FieldSchema field, ReadOnlySpan<byte> message, int first, int depth)
    {
        if (!field.IsRepeated)
        {
            _path.Push(field);
            Message(field.Message, MergedMessage.Of(_stack, frame, field, message), depth + 1);
            _path.Pop();
            return;
        }

        var index = 0;
        for (var at = first; at >= 0; at = _stack[at].Next)
        {
            var found = _stack[at];
            _path.Push(field, index++);
            Message(field.Message, message.Slice(found.Start, found.Length), depth + 1);
            _path.Pop();
        }
    }

    private void Map(FieldSchema field, ReadOnlySpan<byte> message, int first, int depth)
    {
        var key = field.Message.Fields[0];
        var value = field.Message.Fields[1];
        for (var at = first; at >= 0; at = _stack[at].Next)
        {
            var found = _stack[at];
            var entry = message.Slice(found.Start, found.Length);
            var frame = _stack.Push(field.Message, entry);
            _path.Push(field, key: KeyText(frame, key, entry));
            Strings(key, entry, _stack.Last(frame, key));
            if (value.Kind == FieldKind.String)
            {
                Strings(value, entry, _stack.Last(frame, value));
            }
            else if (value.Kind == FieldKind.Message)
            {
                var bytes = _stack.First(frame, value) < 0 ? [] : MergedMessage.Of(_stack, frame, value, entry);
                Message(value.Message, bytes, depth + 1);
            }

            _path.Pop();
            _stack.Pop(frame);
        }
    }

    private string KeyText(OccurrenceStack.Frame frame, FieldSchema key, ReadOnlySpan<byte> entry)
    {
        var last = _stack.Last(frame, key);
        return last < 0 || key.Kind != FieldKind.String
            ? ""
            : Encoding.UTF8.GetString(entry.Slice(_stack[last].Start, _stack[last].Length));
    }

    private void Strings(FieldSchema field, ReadOnlySpan<byte> message, int first)
    {
        if (field.Kind != FieldKind.String)
        {
            return;
        }

        for (var at = first; at >= 0; at = _stack[at].Next)
        {
            var found = _stack[at];
            if (!Utf8.IsValid(message.Slice(found.Start, found.Length)))
            {
                _notUtf8.Add(_path.To(field));
                return;
            }
        }
    }
}
