using System;
using System.Buffers;
using System.IO;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;

namespace Tepui.Containerizer.Fetching.Sources;

/// <summary>A file on its way into the sandbox.</summary>
internal sealed class Download(SafeFileHandle file, StallTimer stall, SpaceGuard space)
{
    private const int BufferSize = 64 * 1024;

    /// <summary>What has arrived.</summary>
    public long Length { get; private set; }

    public StallTimer Stall => stall;

    public async Task CopyAsync(Stream source)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (int count; (count = await source.ReadAsync(buffer.AsMemory(0, BufferSize), stall.Token)) > 0; Length += count)
            {
                stall.Received(count);
                RandomAccess.Write(file, buffer.AsSpan(0, count), Length);
                space.Written(count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
