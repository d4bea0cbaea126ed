using System;
using System.Buffers;
using System.IO;
using System.Security.Cryptography;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;

namespace Tepui.Containerizer.Fetching.Sources;

/// <summary>A file on its way into the sandbox, or into the cache.</summary>
/// <param name="space">Null where <paramref name="reserve"/> sees to it.</param>
/// <param name="reserve">Asked for room as soon as it is known how much comes, or null for what is not known; refuses by throwing.</param>
internal sealed class Download(SafeFileHandle file, StallTimer stall, SpaceGuard? space, Action<long?>? reserve = null)
{
    private const int BufferSize = 64 * 1024;

    /// <summary>What has arrived.</summary>
    public long Length { get; private set; }

    public StallTimer Stall => stall;

    /// <summary>What tells that the server still has the same file: a strong ETag or a date; null when it gave none.</summary>
    public string? Validator { get; set; }

    /// <summary>What comes is of this length, all in all; not known: null.</summary>
    public void Expect(long? bytes) => reserve?.Invoke(bytes);

    /// <summary>What has arrived was of another file.</summary>
    public void Restart()
    {
        RandomAccess.SetLength(file, 0);
        Length = 0;
    }

    /// <summary>The SHA-256 of what has arrived.</summary>
    public byte[] Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int count;
            for (long at = 0; (count = RandomAccess.Read(file, buffer, at)) > 0; at += count)
                hash.AppendData(buffer, 0, count);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return hash.GetHashAndReset();
    }

    public async Task CopyAsync(Stream source)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (int count; (count = await source.ReadAsync(buffer.AsMemory(0, BufferSize), stall.Token)) > 0; Length += count)
            {
                stall.Received(count);
                RandomAccess.Write(file, buffer.AsSpan(0, count), Length);
                space?.Written(count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
