using System;
using System.Buffers;
using System.IO;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Tepui.Http.Responses;

namespace Tepui.Http.Messages;

/// <summary>Reads whole request bodies, gzip undone, up to a limit that holds for what comes out of it too.</summary>
public static class RequestBody
{
    /// <summary>Reads the body and hands it over at once, without a copy where it came in one piece.</summary>
    /// <param name="limit">Bytes, after decompression.</param>
    /// <exception cref="RequestRefusedException">413 beyond the limit; 400 for broken gzip; 415 for another coding.</exception>
    public static async Task<TResult> ReadAsync<TState, TResult>(
        HttpContext context,
        int limit,
        TState state,
        Func<TState, ReadOnlySequence<byte>, TResult> use)
    {
        string? coding = context.Request.Headers.ContentEncoding;
        if (!string.IsNullOrEmpty(coding) && !coding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return use(state, new ReadOnlySequence<byte>(await InflateAsync(context, coding, limit).ConfigureAwait(false)));
        }

        if (context.Request.ContentLength > limit)
        {
            throw TooLarge(limit);
        }

        PipeReader reader = context.Request.BodyReader;
        while (true)
        {
            ReadResult read = await reader.ReadAsync(context.RequestAborted).ConfigureAwait(false);
            if (read.Buffer.Length > limit)
            {
                reader.AdvanceTo(read.Buffer.End);
                throw TooLarge(limit);
            }

            if (!read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            try
            {
                return use(state, read.Buffer);
            }
            finally
            {
                reader.AdvanceTo(read.Buffer.End);
            }
        }
    }

    private static async Task<byte[]> InflateAsync(HttpContext context, string coding, int limit)
    {
        if (!coding.Equals("gzip", StringComparison.OrdinalIgnoreCase))
        {
            throw RequestRefusedException.UnsupportedMediaType($"Expecting 'Content-Encoding' of gzip, but received '{coding}'");
        }

        CancellationToken cancellation = context.RequestAborted;
        var inflated = new MemoryStream();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            await using var gzip = new GZipStream(context.Request.Body, CompressionMode.Decompress, leaveOpen: true);
            int count;
            while ((count = await gzip.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
            {
                await inflated.WriteAsync(buffer.AsMemory(0, count), cancellation).ConfigureAwait(false);
                if (inflated.Length > limit)
                {
                    throw TooLarge(limit);
                }
            }
        }
        catch (InvalidDataException)
        {
            throw RequestRefusedException.BadRequest("Failed to decompress the body: not gzip");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return inflated.ToArray();
    }

    private static RequestRefusedException TooLarge(int limit) =>
        RequestRefusedException.PayloadTooLarge($"413 Payload Too Large. The body may hold at most {limit} bytes (--max_request_body_bytes).");
}
