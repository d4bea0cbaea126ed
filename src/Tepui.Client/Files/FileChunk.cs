using System;

namespace Tepui.Client.Files;

/// <summary>A part of a file: what stands from <see cref="Offset"/> on. Empty at its end.</summary>
public readonly record struct FileChunk(long Offset, ReadOnlyMemory<byte> Data)
{
    /// <summary>Where the next part begins.</summary>
    public long End => Offset + Data.Length;
}
