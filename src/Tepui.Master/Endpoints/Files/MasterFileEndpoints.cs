using System;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Tepui.Endpoints.Json;
using Tepui.Endpoints.Server;
using Tepui.Http.Responses;
using Tepui.Http.Routing;

namespace Tepui.Master.Endpoints.Files;

/// <summary><c>/files/browse</c>, <c>/files/read</c>, <c>/files/download</c> and <c>/files/debug</c> of a master.</summary>
internal sealed class MasterFileEndpoints(MasterLogFile log)
{
    public void Map(RouteTable routes) => routes
        .Read("/files/browse", BrowseAsync)
        .Read("/files/debug", DebugAsync)
        .Read("/files/download", DownloadAsync)
        .Read("/files/read", ReadAsync);

    private static string PathOf(HttpContext context)
    {
        string? path = context.Request.Query["path"];
        return string.IsNullOrEmpty(path) ? throw RequestRefusedException.BadRequest("Expecting 'path=value' in query.\n") : path;
    }

    private static long? Number(HttpContext context, string name)
    {
        string? text = context.Request.Query[name];
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
        {
            throw RequestRefusedException.BadRequest($"Failed to parse {name}: '{text}' is no whole number.\n");
        }

        return number switch
        {
            -1 => null,
            < 0 => throw RequestRefusedException.BadRequest($"Negative {name} provided: {number}.\n"),
            _ => number,
        };
    }

    /// <summary>A file holds no others: Mesos answers with an empty list.</summary>
    private Task BrowseAsync(HttpContext context)
    {
        log.Check(PathOf(context));
        return JsonBody.WriteAsync(context, static writer =>
        {
            writer.WriteStartArray();
            writer.WriteEndArray();
        });
    }

    private Task DebugAsync(HttpContext context) => JsonBody.WriteAsync(context, writer =>
    {
        writer.WriteStartObject();
        if (log.Path is { } path)
        {
            writer.WriteString(MasterLogFile.Name, path);
        }

        writer.WriteEndObject();
    });

    private async Task ReadAsync(HttpContext context)
    {
        string path = PathOf(context);
        long? offset = Number(context, "offset");
        (byte[] data, long size) = await log.ReadAsync(path, offset, Number(context, "length")).ConfigureAwait(false);
        await JsonBody.WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("data", Encoding.UTF8.GetString(data));
            writer.WriteNumber("offset", offset ?? size);
            writer.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private async Task DownloadAsync(HttpContext context)
    {
        string path = PathOf(context);
        (byte[] data, long size) = await log.ReadAsync(path, 0, null).ConfigureAwait(false);
        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = size;
        context.Response.Headers.ContentDisposition = "attachment; filename=" + Path.GetFileName(MasterLogFile.Name);
        for (long at = 0; at < size;)
        {
            if (data.Length == 0)
            {
                // It became shorter meanwhile than was promised.
                context.Abort();
                return;
            }

            int count = (int)long.Min(data.Length, size - at);
            await context.Response.BodyWriter.WriteAsync(data.AsMemory(0, count), context.RequestAborted).ConfigureAwait(false);
            at += count;
            (data, _) = await log.ReadAsync(path, at, null).ConfigureAwait(false);
        }
    }
}
