using System;
using System.Collections.Generic;

namespace Tepui.Protocol.Schemas;

/// <summary>Looks names up by the UTF-8 bytes that stand in the input, without making a string of them.</summary>
internal sealed class Utf8KeyComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static readonly Utf8KeyComparer Instance = new();

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    // The keys are ours and few; only what is looked up comes from outside, so a plain hash is safe.
    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        var hash = alternate.Length;
        foreach (var part in alternate)
        {
            hash = (hash * 31) + part;
        }

        return hash;
    }

    public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());
}
