using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Tepui.Containerizer.Files;
using Tepui.Endpoints.Json;
using Tepui.Http.Responses;
using Tepui.Http.Routing;
using Tepui.Kernel.Agent.Views;

namespace Tepui.Agent.Files;

/// <summary><c>/files/browse</c>, <c>/files/read</c>, <c>/files/download</c>, <c>/files/debug</c> (docs/sandbox.md).</summary>
internal sealed class FileEndpoints(FileRoots roots, Func<Task<AgentView>> view)
{
    /// <summary>The most that one read gives; Mesos has 16 pages.</summary>
    public const int LongestRead = 16 * 4096;

    private readonly Lazy<UserNames> _names = new();

    public void Map(RouteTable routes)
    {
        foreach (string suffix in (string[])["", ".json"])
        {
            routes.Any("/files/browse" + suffix, BrowseAsync);
            routes.Any("/files/read" + suffix, ReadAsync);
            routes.Any("/files/download" + suffix, DownloadAsync);
            routes.Any("/files/debug" + suffix, DebugAsync);
        }
    }

    /// <param name="directory">It is to be listed; what is no directory has nothing in it.</param>
    /// <exception cref="RequestRefusedException">404 or 400 as Mesos answers.</exception>
    public async Task<SandboxFile> OpenAsync(string path, bool directory, string verb = "read")
    {
        if (roots.Find(path, await view()) is not { } found)
            throw RequestRefusedException.NotFound("");
        SandboxFile file = SandboxFile.Open(found.Above, found.Root, found.Path, out FileFault fault) ?? throw fault switch
        {
            FileFault.NotFound => RequestRefusedException.NotFound(""),
            FileFault.Outside => RequestRefusedException.BadRequest($"'{path}' is inaccessible: it leads out of its sandbox.\n"),
            _ => RequestRefusedException.BadRequest($"'{path}' is neither a file nor a directory.\n"),
        };
        if (directory || !file.Status.IsDirectory)
            return file;
        file.Dispose();
        throw RequestRefusedException.BadRequest($"Cannot {verb} a directory.\n");
    }

    public UserNames Names => _names.Value;

    private static string PathOf(HttpContext context, string what)
    {
        string? path = context.Request.Query["path"];
        return string.IsNullOrEmpty(path) ? throw RequestRefusedException.BadRequest($"Expecting 'path=value' in {what}.\n") : path;
    }

    private async Task BrowseAsync(HttpContext context)
    {
        string path = PathOf(context, "query");
        using SandboxFile directory = await OpenAsync(path, directory: true);
        await JsonBody.WriteAsync(context, writer =>
        {
            writer.WriteStartArray();
            foreach ((string name, FileStatus status) in directory.List())
                Write(writer, path.TrimEnd('/') + "/" + name, status);
            writer.WriteEndArray();
        });
    }

    private void Write(Utf8JsonWriter writer, string path, FileStatus status)
    {
        writer.WriteStartObject();
        writer.WriteString("gid", Names.Group(status.Group));
        writer.WriteString("mode", FileListing.Mode(status));
        writer.WriteDouble("mtime", status.Modified);
        writer.WriteNumber("nlink", status.Links);
        writer.WriteString("path", path);
        writer.WriteNumber("size", status.Size);
        writer.WriteString("uid", Names.User(status.User));
        writer.WriteEndObject();
    }

    private async Task ReadAsync(HttpContext context)
    {
        string path = PathOf(context, "query");
        long offset = Number(context, "offset", -1);
        long length = Number(context, "length", -1);
        using SandboxFile file = await OpenAsync(path, directory: false);

        // Without an offset only the size is asked for.
        if (offset == -1)
        {
            await WriteAsync(context, "", (long)file.Status.Size);
            return;
        }

        byte[] data = Read(file, offset, length);
        await WriteAsync(context, Encoding.UTF8.GetString(data), offset);
    }

    /// <summary>Up to so many bytes from an offset; fewer at the file's end.</summary>
    public static byte[] Read(SandboxFile file, long offset, long length)
    {
        long rest = Math.Max(0, (long)file.Status.Size - offset);
        long wanted = length < 0 ? LongestRead : Math.Min(length, LongestRead);
        byte[] data = new byte[Math.Min(wanted, rest)];
        int read = data.Length == 0 ? 0 : RandomAccess.Read(file.Handle, data, offset);
        return read == data.Length ? data : data[..read];
    }

    private static Task WriteAsync(HttpContext context, string data, long offset) => JsonBody.WriteAsync(context, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("data", data);
        writer.WriteNumber("offset", offset);
        writer.WriteEndObject();
    });

    private static long Number(HttpContext context, string name, long otherwise)
    {
        string? text = context.Request.Query[name];
        if (string.IsNullOrEmpty(text))
            return otherwise;
        if (!long.TryParse(text, out long number))
            throw RequestRefusedException.BadRequest($"Failed to parse {name}: Failed to convert '{text}' to number.\n");
        if (number < -1)
            throw RequestRefusedException.BadRequest($"Negative {name} provided: {number}.\n");
        return number;
    }

    private async Task DownloadAsync(HttpContext context)
    {
        string path = PathOf(context, "query");
        using SandboxFile file = await OpenAsync(path, directory: false, "download");
        long size = (long)file.Status.Size;
        string name = Path.GetFileName(path);
        context.Response.ContentType = FileTypes.Of(name);
        context.Response.ContentLength = size;
        context.Response.Headers.ContentDisposition = IsPlain(name)
            ? "attachment; filename=" + name
            : "attachment; filename*=UTF-8''" + Uri.EscapeDataString(name);
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        try
        {
            // A file that grows meanwhile is cut at the length that was promised; one that shrinks ends the connection.
            for (long at = 0; at < size;)
            {
                int count = (int)Math.Min(buffer.Length, size - at);
                int read = RandomAccess.Read(file.Handle, buffer.AsSpan(0, count), at);
                if (read == 0)
                {
                    context.Abort();
                    return;
                }

                await context.Response.BodyWriter.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
                at += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool IsPlain(string name)
    {
        foreach (char letter in name)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('.' or '-' or '_'))
                return false;
        }

        return true;
    }

    private async Task DebugAsync(HttpContext context)
    {
        IEnumerable<KeyValuePair<string, string>> all = roots.List(await view());
        await JsonBody.WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            foreach ((string path, string directory) in all)
                writer.WriteString(path, directory);
            writer.WriteEndObject();
        });
    }
}
