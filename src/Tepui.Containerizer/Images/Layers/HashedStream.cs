using System;
using System.IO;
using System.Security.Cryptography;
using Tepui.Containerizer.Fetching.Archives;

namespace Tepui.Containerizer.Images.Layers;

/// <summary>Hashes what is read.</summary>
internal sealed class HashedStream(Stream inner, IncrementalHash hash) : ForwardStream
{
    public override int Read(Span<byte> buffer)
    {
        int count = inner.Read(buffer);
        hash.AppendData(buffer[..count]);
        return count;
    }
}
