using System;
using System.IO.Compression;
using System.Text;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Tepui.Protocol.Codecs;

namespace Tepui.Http.Responses;

/// <summary>Whole responses: text, JSON and other bytes.</summary>
public static class ResponseWriting
{
    /// <summary>Shorter bodies are sent as they are, whatever the client accepts.</summary>
    private const int GzipFrom = 1024;

    /// <summary>An empty body.</summary>
    public static Task EmptyAsync(this HttpContext context, int statusCode)
    {
        context.Response.StatusCode = statusCode;
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    /// <summary>One line of plain text, as Mesos answers errors.</summary>
    public static Task TextAsync(this HttpContext context, int statusCode, string text) =>
        BytesAsync(context, statusCode, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text));

    /// <summary>JSON, compressed when it is long and the client takes gzip.</summary>
    public static Task JsonAsync(this HttpContext context, ReadOnlyMemory<byte> json) =>
        CompressibleAsync(context, MediaTypes.Json, json);

    /// <summary>A body of any type, compressed when it is long and the client takes gzip.</summary>
    public static Task CompressibleAsync(this HttpContext context, string contentType, ReadOnlyMemory<byte> body)
    {
        if (body.Length < GzipFrom || !AcceptsGzip(context.Request))
        {
            return BytesAsync(context, 200, contentType, body);
        }

        return GzipAsync(context, contentType, body);
    }

    /// <summary>By itself, so that the library is loaded when first it is used.</summary>
    private static Task GzipAsync(HttpContext context, string contentType, ReadOnlyMemory<byte> body)
    {
        var compressed = new System.IO.MemoryStream(body.Length / 4);
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(body.Span);
        }

        context.Response.Headers.ContentEncoding = "gzip";
        return BytesAsync(context, 200, contentType, compressed.GetBuffer().AsMemory(0, (int)compressed.Length));
    }

    /// <summary>A body as it is.</summary>
    public static async Task BytesAsync(this HttpContext context, int statusCode, string contentType, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = statusCode;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
        }
    }

    internal static bool AcceptsGzip(HttpRequest request)
    {
        foreach (string? line in request.Headers.AcceptEncoding)
        {
            foreach (Range range in line.AsSpan().Split(','))
            {
                ReadOnlySpan<char> item = line.AsSpan()[range].Trim();
                int semicolon = item.IndexOf(';');
                ReadOnlySpan<char> coding = semicolon < 0 ? item : item[..semicolon].TrimEnd();
                if (coding is "gzip" or "*" && !AcceptHeader.IsRefused(item))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
