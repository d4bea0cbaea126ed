using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Tepui.Http.Responses;
using Tepui.Protocol.Codecs;

namespace Tepui.Endpoints.Json;

/// <summary>
/// Bodies in the JSON of Mesos's older endpoints; with <c>jsonp=NAME</c> in the query as a call of that function, for old
/// dashboards.
/// </summary>
public static class JsonBody
{
    /// <summary>How these bodies are written.</summary>
    public static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private const string Script = "text/javascript";

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_$.");

    /// <summary>Answers 200 with what is written.</summary>
    /// <exception cref="RequestRefusedException">400 when <c>jsonp</c> is no function's name: anything else would be script.</exception>
    public static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        using var body = new PooledPieces();
        string? callback = Callback(context);
        if (callback is not null)
            body.Write(Encoding.UTF8.GetBytes(callback + "("));
        Write(body, write);
        if (callback is not null)
            body.Write(");"u8);
        await context.WrittenAsync(callback is null ? MediaTypes.Json : Script, body).ConfigureAwait(false);
    }

    /// <summary>Answers 200 with a body that is made while it is sent; each piece is used before the next is asked for.</summary>
    /// <exception cref="RequestRefusedException">400 when <c>jsonp</c> is no function's name: anything else would be script.</exception>
    public static Task PiecesAsync(HttpContext context, IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        return Callback(context) is { } callback
            ? context.PiecesAsync(Script, Call(callback, pieces))
            : context.PiecesAsync(MediaTypes.Json, pieces);
    }

    /// <summary>The bytes of what is written.</summary>
    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        using var body = new PooledPieces();
        Write(body, write);
        return body.ToArray();
    }

    /// <summary>The function that is asked for, or null.</summary>
    private static string? Callback(HttpContext context)
    {
        string? callback = context.Request.Query["jsonp"];
        if (string.IsNullOrEmpty(callback))
            return null;
        return callback.AsSpan().ContainsAnyExcept(NameCharacters)
            ? throw RequestRefusedException.BadRequest($"Expecting 'jsonp' to be the name of a function, but it is '{callback}'")
            : callback;
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Call(string function, IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        yield return Encoding.UTF8.GetBytes(function + "(");
        foreach (ReadOnlyMemory<byte> piece in pieces)
            yield return piece;
        yield return ");"u8.ToArray();
    }

    private static void Write(PooledPieces body, Action<Utf8JsonWriter> write)
    {
        using var writer = new Utf8JsonWriter(body, Options);
        write(writer);
    }
}
