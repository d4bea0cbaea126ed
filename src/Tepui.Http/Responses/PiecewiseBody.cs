using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace Tepui.Http.Responses;

/// <summary>
/// Bodies that are made while they are sent: the client's pace decides how fast, and a short one still gets its length. A long
/// one is sent in chunks and holds the memory of one piece.
/// </summary>
public static class PiecewiseBody
{
    // What ends below this is sent whole, with its length.
    private const int ShortBody = 32 * 1024;

    // A fast client must not keep a thread of the pool for long.
    private const int YieldEvery = 256 * 1024;

    /// <summary>Answers 200, compressed when the client takes gzip and the body is worth it.</summary>
    /// <param name="pieces">Made one by one, on this request's thread; each is used before the next is asked for.</param>
    public static async Task PiecesAsync(this HttpContext context, string contentType, IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ShortBody);
        using IEnumerator<ReadOnlyMemory<byte>> next = pieces.GetEnumerator();
        try
        {
            int count = 0;
            while (next.MoveNext())
            {
                if (next.Current.Length <= ShortBody - count)
                {
                    next.Current.CopyTo(buffer.AsMemory(count));
                    count += next.Current.Length;
                    continue;
                }

                await LongAsync(context, contentType, buffer, count, next).ConfigureAwait(false);
                return;
            }

            await context.CompressibleAsync(contentType, buffer.AsMemory(0, count)).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task LongAsync(
        HttpContext context, string contentType, byte[] buffer, int count, IEnumerator<ReadOnlyMemory<byte>> next)
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = contentType;
        bool compressed = ResponseWriting.AcceptsGzip(context.Request);
        if (compressed)
        {
            context.Response.Headers.ContentEncoding = "gzip";
        }

        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        if (compressed)
        {
            await GzipAsync(context, buffer, count, next).ConfigureAwait(false);
            return;
        }

        await SendAsync(
            async piece => await context.Response.BodyWriter.WriteAsync(piece, context.RequestAborted).ConfigureAwait(false),
            buffer,
            count,
            next).ConfigureAwait(false);
    }

    /// <summary>By itself, so that the library is loaded when first it is used.</summary>
    private static async Task GzipAsync(HttpContext context, byte[] buffer, int count, IEnumerator<ReadOnlyMemory<byte>> next)
    {
        CancellationToken cancellation = context.RequestAborted;
        var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await using (gzip.ConfigureAwait(false))
        {
            await SendAsync(piece => gzip.WriteAsync(piece, cancellation), buffer, count, next).ConfigureAwait(false);
        }
    }

    /// <summary>Sends what was gathered, the piece at hand, and the rest; small pieces go together.</summary>
    private static async Task SendAsync(
        Func<ReadOnlyMemory<byte>, ValueTask> send, byte[] buffer, int count, IEnumerator<ReadOnlyMemory<byte>> next)
    {
        int withoutPause = 0;
        do
        {
            ReadOnlyMemory<byte> piece = next.Current;
            if (count + piece.Length > ShortBody)
            {
                if (count > 0)
                {
                    await send(buffer.AsMemory(0, count)).ConfigureAwait(false);
                    withoutPause += count;
                    count = 0;
                }
            }

            if (piece.Length >= ShortBody / 4)
            {
                if (count > 0)
                {
                    await send(buffer.AsMemory(0, count)).ConfigureAwait(false);
                    count = 0;
                }

                await send(piece).ConfigureAwait(false);
                withoutPause += piece.Length;
            }
            else
            {
                piece.CopyTo(buffer.AsMemory(count));
                count += piece.Length;
            }

            if (withoutPause >= YieldEvery)
            {
                withoutPause = 0;
                await Task.Yield();
            }
        }
        while (next.MoveNext());

        if (count > 0)
        {
            await send(buffer.AsMemory(0, count)).ConfigureAwait(false);
        }
    }
}
