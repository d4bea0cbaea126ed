using System;
using Tepui.Protocol.Wire;

namespace Tepui.Endpoints.Json;

/// <summary>Single fields in a message's wire bytes.</summary>
internal static class WireField
{
    /// <summary>What follows the tag and the length of one field.</summary>
    public static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> tagged)
    {
        var reader = new WireReader(tagged);
        reader.ReadTag(out _);
        int start = reader.ReadLengthDelimited(out int length);
        return tagged.Slice(start, length);
    }
}
