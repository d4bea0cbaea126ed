using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Client.Http;

namespace Tepui.Client.Files;

/// <summary>What an agent shows of its sandboxes: <c>/files/browse</c>, <c>/files/read</c>, <c>/files/download</c>.</summary>
public sealed class AgentFilesClient : IDisposable
{
    private const int DefaultLength = 64 * 1024;

    private readonly ApiTransport _transport;
    private readonly Uri _agent;

    public AgentFilesClient(Uri agent, TimeSpan? connectTimeout = null, BasicCredential? credential = null)
    {
        _agent = agent;
        _transport = new ApiTransport(connectTimeout ?? TimeSpan.FromSeconds(5), credential);
    }

    /// <summary>Part of a file, by its offset in bytes.</summary>
    /// <exception cref="MesosException">There is no such file (404), or the agent cannot be reached.</exception>
    public async Task<FileChunk> ReadAsync(
        string path, long offset, int length = DefaultLength, CancellationToken cancellationToken = default)
    {
        var body = await _transport.GetBytesAsync(
            _agent, $"/files/read?path={Uri.EscapeDataString(path)}&offset={offset}&length={length}", cancellationToken);
        return FileReadAnswer.TryParse(body, out var chunk)
            ? chunk
            : throw new MesosException($"{_agent.Authority} answered /files/read with what is no part of a file");
    }

    /// <summary>The file's size in bytes, which Mesos gives as the offset when none is asked for.</summary>
    public async Task<long> GetSizeAsync(string path, CancellationToken cancellationToken = default) =>
        (await ReadAsync(path, -1, 0, cancellationToken)).Offset;

    /// <summary>
    /// The file as it grows: parts as they come, polled at the interval. Ends when <paramref name="isComplete"/> says that
    /// nothing more will be written and all of it has been read. A file that is not there yet is waited for.
    /// </summary>
    public async IAsyncEnumerable<FileChunk> FollowAsync(
        string path,
        Func<bool> isComplete,
        TimeSpan interval,
        TimeProvider time,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (long offset = 0; ;)
        {
            // Asked before reading: what was written before it became complete is then read by this very round.
            var wasComplete = isComplete();
            var chunk = await TryReadAsync(path, offset, cancellationToken);
            if (chunk.Data.Length > 0)
            {
                yield return chunk;
                offset = chunk.End;
            }
            else if (wasComplete)
            {
                yield break;
            }
            else
            {
                await Task.Delay(interval, time, cancellationToken);
            }
        }
    }

    public async Task<IReadOnlyList<FileEntry>> BrowseAsync(string path, CancellationToken cancellationToken = default)
    {
        using var json = await GetJsonAsync($"/files/browse?path={Uri.EscapeDataString(path)}", cancellationToken);
        return [.. json.RootElement.EnumerateArray().Select(Entry)];
    }

    /// <summary>The whole file as a stream; dispose it.</summary>
    public async Task<Stream> DownloadAsync(string path, CancellationToken cancellationToken = default)
    {
        var response = await _transport.GetAsync(_agent, $"/files/download?path={Uri.EscapeDataString(path)}", cancellationToken);
        return await response.Content.ReadAsStreamAsync(cancellationToken);
    }

    /// <summary>
    /// The sandbox of an executor, from the agent's <c>/state</c>; null when the agent does not know it. A command task's
    /// executor has the task's id.
    /// </summary>
    public async Task<string?> FindSandboxAsync(string frameworkId, string executorId, CancellationToken cancellationToken = default)
    {
        using var state = await GetJsonAsync("/state", cancellationToken);
        return Items(state.RootElement, "frameworks", "completed_frameworks")
            .Where(framework => Text(framework, "id") == frameworkId)
            .SelectMany(framework => Items(framework, "executors", "completed_executors"))
            .Where(executor => Text(executor, "id") == executorId)
            .Select(executor => Text(executor, "directory"))
            .FirstOrDefault();
    }

    public void Dispose() => _transport.Dispose();

    private async Task<FileChunk> TryReadAsync(string path, long offset, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(path, offset, cancellationToken: cancellationToken);
        }
        catch (MesosException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            return new FileChunk(offset, default);
        }
    }

    private async Task<JsonDocument> GetJsonAsync(string pathAndQuery, CancellationToken cancellationToken)
    {
        var body = await _transport.GetBytesAsync(_agent, pathAndQuery, cancellationToken);
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException exception)
        {
            throw new MesosException($"{_agent.Authority} answered what is not JSON: {exception.Message}", null, exception);
        }
    }

    private static IEnumerable<JsonElement> Items(JsonElement element, params string[] names) =>
        names.SelectMany(name => element.TryGetProperty(name, out var list) ? list.EnumerateArray() : default);

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static FileEntry Entry(JsonElement entry) => new(
        Text(entry, "path") ?? "",
        entry.GetProperty("size").GetInt64(),
        Text(entry, "mode") ?? "",
        DateTimeOffset.UnixEpoch.AddSeconds(entry.TryGetProperty("mtime", out var modified) ? modified.GetDouble() : 0),
        Text(entry, "uid") ?? "",
        Text(entry, "gid") ?? "");
}
