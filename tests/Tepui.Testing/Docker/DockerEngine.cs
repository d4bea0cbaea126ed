using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Testing.Docker;

/// <summary>The Engine API as a stranger uses it, in the oldest version that Tepui speaks.</summary>
public sealed class DockerEngine : IDisposable
{
    private readonly HttpClient _http;

    public DockerEngine(string socket)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellation);
                return new NetworkStream(connection, ownsSocket: true);
            },
        };
        _http = new HttpClient(handler) { BaseAddress = new Uri("http://docker/v1.41/"), Timeout = TimeSpan.FromSeconds(60) };
    }

    public async Task PingAsync(CancellationToken cancellation) =>
        (await _http.GetAsync(new Uri("_ping", UriKind.Relative), cancellation)).EnsureSuccessStatusCode().Dispose();

    /// <summary>What <c>docker import</c> does with a root file system.</summary>
    public async Task ImportAsync(string image, byte[] tar)
    {
        string[] name = image.Split(':');
        using var body = new ByteArrayContent(tar);
        body.Headers.ContentType = new("application/x-tar");
        using HttpResponseMessage answer = await _http.PostAsync(
            new Uri($"images/create?fromSrc=-&repo={name[0]}&tag={name[1]}", UriKind.Relative), body);
        string text = await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        if (text.Contains("\"error\"", StringComparison.Ordinal))
            throw new InvalidOperationException(text);
    }

    /// <summary>Names of all containers, whatever became of them.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync()
    {
        using JsonDocument list = JsonDocument.Parse(await _http.GetByteArrayAsync(new Uri("containers/json?all=1", UriKind.Relative)));
        return [.. list.RootElement.EnumerateArray()
            .Select(container => container.GetProperty("Names")[0].GetString()!.TrimStart('/')).Order(StringComparer.Ordinal)];
    }

    public async Task<JsonElement> InspectAsync(string name)
    {
        byte[] json = await _http.GetByteArrayAsync(new Uri($"containers/{name}/json", UriKind.Relative));
        return JsonDocument.Parse(json).RootElement.Clone();
    }

    public async Task CreateAsync(string name, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await _http.PostAsync(new Uri("containers/create?name=" + name, UriKind.Relative), content);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }

    public async Task StartAsync(string name) => await PostAsync($"containers/{name}/start");

    public async Task RemoveAsync(string name) =>
        (await _http.DeleteAsync(new Uri($"containers/{name}?force=1&v=1", UriKind.Relative))).Dispose();

    /// <returns>The answer's status.</returns>
    public async Task<int> DeleteAsync(string path)
    {
        using HttpResponseMessage answer = await _http.DeleteAsync(new Uri(path, UriKind.Relative));
        return (int)answer.StatusCode;
    }

    public async Task RemoveAllAsync()
    {
        foreach (string name in await NamesAsync())
            await RemoveAsync(name);
    }

    /// <summary>Completes when the container is gone, or at once when it is not there.</summary>
    public async Task RemovedAsync(string name) => await PostAsync($"containers/{name}/wait?condition=removed");

    public async Task PostAsync(string path) => (await _http.PostAsync(new Uri(path, UriKind.Relative), null)).Dispose();

    public void Dispose() => _http.Dispose();
}
