using System;
using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Tepui.Http.Responses;

namespace Tepui.Endpoints.Json;

/// <summary>
/// Bodies in the JSON of Mesos's older endpoints; with <c>jsonp=NAME</c> in the query as a call of that function, for old
/// dashboards.
/// </summary>
public static class JsonBody
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_$.");

    /// <summary>Answers 200 with what is written.</summary>
    /// <exception cref="RequestRefusedException">400 when <c>jsonp</c> is no function's name: anything else would be script.</exception>
    public static Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        string? callback = context.Request.Query["jsonp"];
        if (string.IsNullOrEmpty(callback))
            return context.JsonAsync(Write(write));

        if (callback.AsSpan().ContainsAnyExcept(NameCharacters))
            throw RequestRefusedException.BadRequest($"Expecting 'jsonp' to be the name of a function, but it is '{callback}'");
        var body = new ArrayBufferWriter<byte>(4096);
        body.Write(Encoding.UTF8.GetBytes(callback + "("));
        Write(body, write);
        body.Write(");"u8);
        return context.CompressibleAsync("text/javascript", body.WrittenMemory);
    }

    /// <summary>The bytes of what is written.</summary>
    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>(4096);
        Write(body, write);
        return body.WrittenMemory;
    }

    private static void Write(ArrayBufferWriter<byte> body, Action<Utf8JsonWriter> write)
    {
        using var writer = new Utf8JsonWriter(body, Options);
        write(writer);
    }
}
