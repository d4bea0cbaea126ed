using System;
using System.Collections.Generic;
using System.Text;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Tepui.Http.Messages;
using Tepui.Http.Responses;

namespace Tepui.Endpoints.Requests;

/// <summary>A body of the form <c>name=value&amp;name=value</c>, as older endpoints take it.</summary>
public sealed class FormBody
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private FormBody(string text)
    {
        foreach (string pair in text.Trim().Split(['&', ';']))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals >= 0)
            {
                _values.TryAdd(Decode(pair[..equals]), Decode(pair[(equals + 1)..]));
            }
        }
    }

    /// <exception cref="RequestRefusedException">413: it is longer than allowed.</exception>
    public static Task<FormBody> ReadAsync(HttpContext context, int maximumBytes) => RequestBody.ReadAsync(
        context, maximumBytes, 0, static (_, bytes) => new FormBody(Encoding.UTF8.GetString(bytes)));

    /// <summary>A value, or null when it is not there.</summary>
    public string? Find(string name) => _values.GetValueOrDefault(name);

    /// <exception cref="RequestRefusedException">400: it is not there.</exception>
    public string Get(string name) => Find(name)
        ?? throw RequestRefusedException.BadRequest($"Missing '{name}' query parameter in the request body");

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
