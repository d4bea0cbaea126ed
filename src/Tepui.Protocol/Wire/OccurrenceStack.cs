using System;
using Google.Protobuf;
using Tepui.Protocol.Schemas;

namespace Tepui.Protocol.Wire;

/// <summary>
/// Sorts the fields of a message's bytes by their declaration. Messages nest, so it is a stack: each message's
/// appearances lie above its parent's, in arrays that are kept and reused.
/// </summary>
internal sealed class OccurrenceStack
{
    private const int None = -1;

    // A stack that one huge message has made larger than this is not kept.
    private const int LargestKept = 1 << 16;

    [ThreadStatic]
    private static OccurrenceStack? _idle;

    private Occurrence[] _occurrences = new Occurrence[256];
    private int _occurrenceCount;

    // For each field of each message on the stack: its first and its last appearance.
    private int[] _ends = new int[512];
    private int _endCount;

    /// <summary>A message on the stack.</summary>
    internal readonly record struct Frame(int Ends, int Occurrences);

    public static OccurrenceStack Rent()
    {
        var stack = _idle ?? new OccurrenceStack();
        _idle = null;
        return stack;
    }

    public void Return()
    {
        _occurrenceCount = 0;
        _endCount = 0;
        _idle = _occurrences.Length > LargestKept ? null : this;
    }

    public Frame Push(MessageSchema schema, ReadOnlySpan<byte> message)
    {
        var frame = new Frame(_endCount, _occurrenceCount);
        var size = schema.Fields.Length * 2;
        if (_endCount + size > _ends.Length)
        {
            Array.Resize(ref _ends, Math.Max(_ends.Length * 2, _endCount + size));
        }

        _ends.AsSpan(_endCount, size).Fill(None);
        _endCount += size;

        var reader = new WireReader(message);
        while (!reader.IsAtEnd)
        {
            var number = reader.ReadTag(out var wireType);
            var field = schema.ByNumber(number);
            if (field is null || (wireType != field.WireType && !(field.IsPackable && wireType == WireFormat.WireType.LengthDelimited)))
            {
                reader.Skip(number, wireType);
                continue;
            }

            var found = new Occurrence { Length = None, Next = None };
            switch (wireType)
            {
                case WireFormat.WireType.Varint:
                    found.Bits = reader.ReadVarint();
                    break;
                case WireFormat.WireType.Fixed32:
                    found.Bits = reader.ReadFixed32();
                    break;
                case WireFormat.WireType.Fixed64:
                    found.Bits = reader.ReadFixed64();
                    break;
                default:
                    found.Start = reader.ReadLengthDelimited(out found.Length);
                    break;
            }

            // An enum value that is not known here is kept as an unknown field: the field itself stays unset.
            if (field.Enum is not null && found.Length == None && !field.Enum.Knows((int)found.Bits))
            {
                continue;
            }

            Add(frame, schema, field, found);
        }

        return frame;
    }

    public void Pop(Frame frame)
    {
        _endCount = frame.Ends;
        _occurrenceCount = frame.Occurrences;
    }

    /// <summary>The field's first appearance, or -1.</summary>
    public int First(Frame frame, FieldSchema field) => _ends[frame.Ends + (field.Index * 2)];

    /// <summary>The field's last appearance, which is the one that holds for a single value; or -1.</summary>
    public int Last(Frame frame, FieldSchema field) => _ends[frame.Ends + (field.Index * 2) + 1];

    public Occurrence this[int index] => _occurrences[index];

    private void Add(Frame frame, MessageSchema schema, FieldSchema field, Occurrence found)
    {
        if (_occurrenceCount == _occurrences.Length)
        {
            Array.Resize(ref _occurrences, _occurrences.Length * 2);
        }

        if (field.OneofIndex >= 0)
        {
            ClearOthersOfOneof(frame, schema, field);
        }

        var index = _occurrenceCount++;
        _occurrences[index] = found;
        var ends = frame.Ends + (field.Index * 2);
        if (_ends[ends] == None)
        {
            _ends[ends] = index;
        }
        else
        {
            _occurrences[_ends[ends + 1]].Next = index;
        }

        _ends[ends + 1] = index;
    }

    private void ClearOthersOfOneof(Frame frame, MessageSchema schema, FieldSchema field)
    {
        foreach (var other in schema.Fields)
        {
            if (other.OneofIndex == field.OneofIndex && other != field)
            {
                _ends.AsSpan(frame.Ends + (other.Index * 2), 2).Fill(None);
            }
        }
    }
}
