using System;
using Tepui.Protocol.Schemas;

namespace Tepui.Protocol.Wire;

/// <summary>
/// The bytes of a single message field. When it appears several times its parts count as one message
/// (protobuf's rule for merging), which for bytes is to put them one after another.
/// </summary>
internal static class MergedMessage
{
    public static ReadOnlySpan<byte> Of(OccurrenceStack stack, OccurrenceStack.Frame frame, FieldSchema field, ReadOnlySpan<byte> message)
    {
        var first = stack.First(frame, field);
        var found = stack[first];
        if (found.Next < 0)
        {
            return message.Slice(found.Start, found.Length);
        }

        var length = 0;
        for (var index = first; index >= 0; index = stack[index].Next)
        {
            length += stack[index].Length;
        }

        var merged = new byte[length];
        var written = 0;
        for (var index = first; index >= 0; index = stack[index].Next)
        {
            var part = stack[index];
            message.Slice(part.Start, part.Length).CopyTo(merged.AsSpan(written));
            written += part.Length;
        }

        return merged;
    }
}
