using System;
using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Tepui.Http.Responses;

namespace Tepui.Agent.Endpoints;

/// <summary>JSON bodies; with <c>jsonp=NAME</c> in the query as a call of that function, for old dashboards.</summary>
internal static class JsonResponse
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>(1024);
        string? callback = context.Request.Query["jsonp"];
        if (string.IsNullOrEmpty(callback))
        {
            Write(body, write);
            return context.JsonAsync(body.WrittenMemory);
        }

        if (!IsName(callback))
            throw RequestRefusedException.BadRequest($"Expecting 'jsonp' to be the name of a function, but it is '{callback}'");
        body.Write(Encoding.UTF8.GetBytes(callback + "("));
        Write(body, write);
        body.Write(");"u8);
        return context.CompressibleAsync("text/javascript", body.WrittenMemory);
    }

    /// <summary>A number with a point, as Mesos writes all its doubles.</summary>
    public static void WriteDouble(this Utf8JsonWriter writer, string name, double value)
    {
        writer.WritePropertyName(name);
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        writer.WriteRawValue(text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text, skipInputValidation: true);
    }

    private static void Write(ArrayBufferWriter<byte> body, Action<Utf8JsonWriter> write)
    {
        using var writer = new Utf8JsonWriter(body, Options);
        write(writer);
    }

    private static bool IsName(string text)
    {
        foreach (char letter in text)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('_' or '$' or '.'))
                return false;
        }

        return true;
    }
}
