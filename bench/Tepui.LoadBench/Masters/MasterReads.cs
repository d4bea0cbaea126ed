using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;

namespace Tepui.LoadBench.Masters;

/// <summary>Reads of a master, timed; bodies are counted and dropped.</summary>
internal static class MasterReads
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>Milliseconds to the last byte, and how many bytes came.</summary>
    public static async Task<(double Milliseconds, long Bytes)> GetAsync(Uri master, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(master, path));
        return await ReadAsync(request);
    }

    /// <summary>The same for an operator call without parameters.</summary>
    public static async Task<(double Milliseconds, long Bytes)> CallAsync(Uri master, string type, bool protobuf)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(master, "/api/v1"))
        {
            Content = new StringContent($$"""{"type":"{{type}}"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(protobuf ? "application/x-protobuf" : "application/json"));
        return await ReadAsync(request);
    }

    /// <summary>The metrics whose names begin so.</summary>
    public static async Task<IReadOnlyList<(string Name, double Value)>> MetricsAsync(Uri master, string prefix)
    {
        using var json = JsonDocument.Parse(await Client.GetByteArrayAsync(new Uri(master, "/metrics/snapshot")));
        return [.. json.RootElement.EnumerateObject()
            .Where(metric => metric.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(static metric => (metric.Name, metric.Value.GetDouble()))];
    }

    private static async Task<(double Milliseconds, long Bytes)> ReadAsync(HttpRequestMessage request)
    {
        var begun = Stopwatch.GetTimestamp();
        using var answer = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync();
        var buffer = new byte[256 * 1024];
        long bytes = 0;
        for (int count; (count = await body.ReadAsync(buffer)) > 0;)
            bytes += count;
        return (Stopwatch.GetElapsedTime(begun).TotalMilliseconds, bytes);
    }
}
