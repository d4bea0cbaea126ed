using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Tepui.Endpoints.Json;
using Tepui.Http.Responses;
using Tepui.Http.Routing;

namespace Tepui.Endpoints.Help;

/// <summary>
/// <c>/help</c>, <c>/help/PROCESS</c> and <c>/help/PROCESS/ENDPOINT</c>, and <c>/__processes__</c>. Mesos's daemons are made of
/// processes; here the names are kept, for clients go by them, and one queue stands behind them all.
/// </summary>
/// <param name="daemon">The name of the part that answers all paths without a name of their own: <c>master</c>.</param>
/// <param name="texts">What each path does, by path.</param>
public sealed class HelpEndpoints(string daemon, IReadOnlyDictionary<string, string> texts)
{
    /// <summary>First parts of paths that are processes of their own.</summary>
    private static readonly HashSet<string> Processes = new(StringComparer.Ordinal)
    {
        "__processes__", "allocator", "files", "help", "logging", "metrics", "profiler", "registrar(1)", "system", "version",
    };

    private List<HelpPage> _pages = [];

    /// <summary>Adds its own routes, and takes down what there is then; to be called last.</summary>
    public void Map(RouteTable routes)
    {
        routes.Any("/help", HelpAsync).Any("/__processes__", ProcessesAsync);
        _pages = [.. routes.Paths.Where(static path => path != "/" && !path.EndsWith(".json", StringComparison.Ordinal)).Select(Page)];
    }

    /// <summary>All pages, by process and name.</summary>
    public IReadOnlyList<HelpPage> Pages => _pages;

    private HelpPage Page(string path)
    {
        int slash = path.IndexOf('/', 1);
        string first = slash < 0 ? path[1..] : path[1..slash];
        (string process, string name) = Processes.Contains(first) ? (first, slash < 0 ? "/" : path[slash..]) : (daemon, path);
        return new HelpPage(process, name, path, texts.GetValueOrDefault(path, ""));
    }

    private Task HelpAsync(HttpContext context)
    {
        string[] parts = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        int at = Array.IndexOf(parts, "help") + 1;
        string? process = at < parts.Length ? parts[at] : null;
        string? name = at + 1 < parts.Length ? "/" + string.Join('/', parts[(at + 1)..]) : null;
        var found = _pages.Where(page => (process is null || page.Process == process) && (name is null || page.Name == name)).ToList();
        if (found.Count == 0)
        {
            throw RequestRefusedException.NotFound(name is null
                ? $"No help available for '{process}'.\n"
                : $"No help available for '/{process}{name}'.\n");
        }

        if (context.Request.Query["format"] == "json")
            return JsonAsync(context, found);
        string text = name is null ? Overview(found) : found[0].Body;
        return context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
            ? context.CompressibleAsync("text/html; charset=utf-8", Encoding.UTF8.GetBytes(Html(text)))
            : context.CompressibleAsync("text/x-markdown; charset=utf-8", Encoding.UTF8.GetBytes(text));
    }

    private static Task JsonAsync(HttpContext context, List<HelpPage> pages) => JsonBody.WriteAsync(context, writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("processes");
        foreach (IGrouping<string, HelpPage> process in pages.GroupBy(static page => page.Process).OrderBy(static group => group.Key, StringComparer.Ordinal))
        {
            writer.WriteStartObject();
            writer.WriteString("id", process.Key);
            writer.WriteStartArray("endpoints");
            foreach (HelpPage page in process)
            {
                writer.WriteStartObject();
                writer.WriteString("name", page.Name);
                writer.WriteString("text", page.Body);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static string Overview(List<HelpPage> pages)
    {
        var text = new StringBuilder("# HTTP endpoints #\n");
        foreach (IGrouping<string, HelpPage> process in pages.GroupBy(static page => page.Process).OrderBy(static group => group.Key, StringComparer.Ordinal))
        {
            text.Append("\n### ").Append(process.Key).Append(" ###\n");
            foreach (HelpPage page in process)
                text.Append("* [").Append(page.Path).Append("](/help/").Append(page.Process).Append(page.Name).Append("): ").Append(page.Text).Append('\n');
        }

        return text.ToString();
    }

    private static string Html(string text) =>
        $"<!doctype html><html><head><meta charset=\"utf-8\"><title>Help</title></head><body><pre>{HtmlEncoder.Default.Encode(text)}</pre></body></html>\n";

    /// <summary>Each with the events in its queue, of which a reader never sees one: they are taken between two of its looks.</summary>
    private Task ProcessesAsync(HttpContext context) => JsonBody.WriteAsync(context, writer =>
    {
        writer.WriteStartArray();
        foreach (string process in _pages.Select(static page => page.Process).Distinct().Order(StringComparer.Ordinal))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("events");
            writer.WriteEndArray();
            writer.WriteString("id", process);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });
}
