using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace Tepui.Http.Responses;

/// <summary>
/// Bodies that are made while they are sent: the client's pace decides how fast, and a short one still gets its length. A long
/// one is sent in chunks and holds the memory of one piece. All of them together have half the processors at most, in small turns:
/// who asks for little does not wait behind who asks for much.
/// </summary>
public static class PiecewiseBody
{
    // What ends below this is sent whole, with its length.
    private const int ShortBody = 32 * 1024;

    // A fast client must not keep its turn for long.
    private const int TurnBytes = 128 * 1024;

    private static readonly TaskScheduler Turns = new ConcurrentExclusiveSchedulerPair(
        TaskScheduler.Default, Math.Max(1, Environment.ProcessorCount / 2), maxItemsPerTask: 1).ConcurrentScheduler;

    /// <summary>Answers 200, compressed when the client takes gzip and the body is worth it.</summary>
    /// <param name="pieces">Made one by one when their turn comes; each is used before the next is asked for.</param>
    public static Task PiecesAsync(this HttpContext context, string contentType, IEnumerable<ReadOnlyMemory<byte>> pieces) => Task.Factory
        .StartNew(
            () => SendAsync(context, contentType, pieces),
            CancellationToken.None,
            TaskCreationOptions.DenyChildAttach,
            Turns)
        .Unwrap();

    /// <summary>The same for a body that was written already.</summary>
    public static Task WrittenAsync(this HttpContext context, string contentType, PooledPieces body) =>
        body.Length <= ShortBody
            ? SendAsync(context, contentType, body.Written)
            : context.PiecesAsync(contentType, body.Written);

    // Every wait below comes back into turns.
    private static async Task SendAsync(HttpContext context, string contentType, IEnumerable<ReadOnlyMemory<byte>> pieces)
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

                await LongAsync(context, contentType, buffer, count, next).ConfigureAwait(true);
                return;
            }

            await context.CompressibleAsync(contentType, buffer.AsMemory(0, count)).ConfigureAwait(true);
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
            await GzipAsync(context, buffer, count, next).ConfigureAwait(true);
            return;
        }

        PipeWriter body = context.Response.BodyWriter;
        CancellationToken cancellation = context.RequestAborted;
        await SendRestAsync(
            async piece => await body.WriteAsync(piece, cancellation).ConfigureAwait(true), buffer, count, next).ConfigureAwait(true);
    }

    /// <summary>By itself, so that the library is loaded when first it is used.</summary>
    private static async Task GzipAsync(HttpContext context, byte[] buffer, int count, IEnumerator<ReadOnlyMemory<byte>> next)
    {
        CancellationToken cancellation = context.RequestAborted;
        var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await using (gzip.ConfigureAwait(true))
        {
            await SendRestAsync(piece => gzip.WriteAsync(piece, cancellation), buffer, count, next).ConfigureAwait(true);
        }
    }

    /// <summary>Sends what was gathered, the piece at hand, and the rest; small pieces go together.</summary>
    private static async Task SendRestAsync(
        Func<ReadOnlyMemory<byte>, ValueTask> send, byte[] buffer, int count, IEnumerator<ReadOnlyMemory<byte>> next)
    {
        int sentInTurn = 0;
        do
        {
            ReadOnlyMemory<byte> piece = next.Current;
            bool small = piece.Length < ShortBody / 4;
            if (count > 0 && (!small || count + piece.Length > ShortBody))
            {
                await send(buffer.AsMemory(0, count)).ConfigureAwait(true);
                sentInTurn += count;
                count = 0;
            }

            if (small)
            {
                piece.CopyTo(buffer.AsMemory(count));
                count += piece.Length;
            }
            else
            {
                await send(piece).ConfigureAwait(true);
                sentInTurn += piece.Length;
            }

            if (sentInTurn >= TurnBytes)
            {
                sentInTurn = 0;
                await Task.Yield();
            }
        }
        while (next.MoveNext());

        if (count > 0)
        {
            await send(buffer.AsMemory(0, count)).ConfigureAwait(true);
        }
    }
}
