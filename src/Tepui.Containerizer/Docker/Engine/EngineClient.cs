using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Containerizer.Docker.Engine;

/// <summary>
/// The Docker Engine API over its Unix socket. Every call ends with an answer, with <see cref="EngineRefusedException"/>, or with
/// <see cref="EngineUnavailableException"/> when dockerd is away or does not answer in time.
/// </summary>
internal sealed partial class EngineClient : IDisposable
{
    /// <summary>A start may have to wait for a volume's or a network's own driver.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan CallPatience = TimeSpan.FromSeconds(30);

    private readonly string _socket;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private volatile string? _version;

    public EngineClient(string socket, TimeProvider time)
    {
        _socket = socket;
        _time = time;
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = ConnectAsync,
            ActivityHeadersPropagator = null,
            UseCookies = false,
            UseProxy = false,
            AllowAutoRedirect = false,
        };
        _http = new HttpClient(handler) { BaseAddress = new Uri("http://docker"), Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Agrees on a version of the API; done by itself before the first call, and to be repeated with a new dockerd.</summary>
    public async Task<string> NegotiateAsync(CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Get, "/_ping", null, CallPatience, cancellation);
        string? offered = answer.Headers.TryGetValues("Api-Version", out IEnumerable<string>? values) ? values.FirstOrDefault() : null;
        if (EngineVersion.Parse(offered) is not { } version || version.CompareTo(EngineVersion.Lowest) < 0)
        {
            throw new EngineUnavailableException(
                $"what listens at {_socket} speaks Engine API {offered ?? "of no version"}: at least {EngineVersion.Lowest} (Docker 20.10) is needed");
        }

        if (version.CompareTo(EngineVersion.Highest) > 0)
            version = EngineVersion.Highest;
        return _version = $"/v{version}";
    }

    public async Task CreateAsync(string name, CreateContainer container, CancellationToken cancellation)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(container, EngineJson.Default.CreateContainer);
        using HttpResponseMessage answer = await CallAsync(
            HttpMethod.Post, $"/containers/create?name={Uri.EscapeDataString(name)}", body, StartPatience, cancellation);
    }

    public async Task StartAsync(string name, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await CallAsync(HttpMethod.Post, Container(name, "start"), null, StartPatience, cancellation);
    }

    /// <summary>What dockerd says of it, as it says it.</summary>
    public async Task<byte[]> InspectAsync(string name, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await CallAsync(HttpMethod.Get, Container(name, "json"), null, CallPatience, cancellation);
        return await BodyAsync(answer, cancellation);
    }

    /// <param name="signal">A number or a name.</param>
    public async Task KillAsync(string name, string signal, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await CallAsync(
            HttpMethod.Post, Container(name, "kill") + "?signal=" + Uri.EscapeDataString(signal), null, CallPatience, cancellation);
    }

    /// <summary>Asks it to end, and kills it when it has not after that time. Completes when it has ended.</summary>
    public async Task StopAsync(string name, TimeSpan grace, CancellationToken cancellation)
    {
        int seconds = (int)Math.Ceiling(grace.TotalSeconds);
        using HttpResponseMessage answer = await CallAsync(
            HttpMethod.Post, Container(name, "stop") + $"?t={seconds}", null, grace + StartPatience, cancellation);
    }

    /// <summary>Removes it, also while it runs, with the volumes that were made for it.</summary>
    public async Task RemoveAsync(string name, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await CallAsync(
            HttpMethod.Delete, Container(name, "") + "?force=1&v=1", null, StartPatience, cancellation);
    }

    /// <summary>All containers that carry the label, whatever became of them.</summary>
    public async Task<IReadOnlyList<ContainerSummary>> ListAsync(string label, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await CallAsync(
            HttpMethod.Get, "/containers/json?all=1&filters=" + Filters(("label", [label])), null, CallPatience, cancellation);
        return Parse(await BodyAsync(answer, cancellation), EngineJson.Default.ListContainerSummary);
    }

    /// <summary>
    /// A stream of one JSON object a line for every end of a container that carries the label, and of a command run inside one.
    /// </summary>
    public async Task<Stream> EndsAsync(string label, DateTimeOffset since, CancellationToken cancellation)
    {
        string filters = Filters(("type", ["container"]), ("event", ["die", "exec_die"]), ("label", [label]));
        return await StreamAsync(
            HttpMethod.Get, $"/events?since={since.ToUnixTimeSeconds()}&filters={filters}", CallPatience, cancellation);
    }

    /// <summary>What the container writes from now on, in frames (<see cref="Output.LogFrames"/>). The end is the container's or dockerd's.</summary>
    public Task<Stream> AttachAsync(string name, CancellationToken cancellation) =>
        StreamAsync(HttpMethod.Post, Container(name, "attach") + "?stream=1&stdout=1&stderr=1", CallPatience, cancellation);

    /// <summary>Everything the container wrote, in frames, and, if it is followed, what it will write until it ends.</summary>
    public Task<Stream> LogsAsync(string name, bool follow, CancellationToken cancellation) =>
        StreamAsync(HttpMethod.Get, Container(name, "logs") + $"?follow={(follow ? 1 : 0)}&stdout=1&stderr=1", CallPatience, cancellation);

    /// <summary>Starts a pull; the stream holds one <see cref="PullProgress"/> a line, and its end is the pull's.</summary>
    /// <param name="credentials">The value of X-Registry-Auth; null for none.</param>
    public async Task<Stream> PullAsync(ImageReference image, string? credentials, CancellationToken cancellation)
    {
        HttpResponseMessage answer = await CallAsync(
            HttpMethod.Post,
            $"/images/create?fromImage={Uri.EscapeDataString(image.Repository)}&tag={Uri.EscapeDataString(image.Tag)}",
            null,
            StartPatience,
            cancellation,
            credentials);
        return await answer.Content.ReadAsStreamAsync(cancellation);
    }

    /// <summary>A call about a container as the bytes that somebody else may send.</summary>
    public async ValueTask<string> RequestAsync(string method, string name, string call, CancellationToken cancellation)
    {
        string version = _version ?? await NegotiateAsync(cancellation);
        return $"{method} {version}{Container(name, "")}{call} HTTP/1.1\r\nHost: docker\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    }

    /// <summary>What breaks while an answer is read, told as the exceptions of this class.</summary>
    public EngineUnavailableException Lost(Exception reason) => EngineUnavailableException.For(_socket, reason);

    public void Dispose() => _http.Dispose();

    public static T Parse<T>(ReadOnlySpan<byte> json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new EngineUnavailableException($"dockerd's answer is not understood: {e.Message}", e);
        }
    }

    private static string Container(string name, string call) =>
        "/containers/" + Uri.EscapeDataString(name) + (call.Length > 0 ? "/" + call : "");

    private static string Filters(params (string Name, string[] Values)[] filters) => Uri.EscapeDataString(JsonSerializer.Serialize(
        filters.ToDictionary(filter => filter.Name, filter => filter.Values), EngineJson.Default.DictionaryStringStringArray));

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_socket), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<Stream> StreamAsync(HttpMethod method, string path, TimeSpan patience, CancellationToken cancellation)
    {
        HttpResponseMessage answer = await CallAsync(method, path, null, patience, cancellation);
        return await answer.Content.ReadAsStreamAsync(cancellation);
    }

    private async Task<byte[]> BodyAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        try
        {
            return await answer.Content.ReadAsByteArrayAsync(cancellation).WaitAsync(CallPatience, _time, cancellation);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException)
        {
            throw Lost(e);
        }
    }

    private async Task<HttpResponseMessage> CallAsync(
        HttpMethod method, string path, byte[]? body, TimeSpan patience, CancellationToken cancellation, string? credentials = null)
    {
        string version = _version ?? await NegotiateAsync(cancellation);
        HttpResponseMessage answer = await SendAsync(method, version + path, body, patience, cancellation, credentials);
        if (answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.NotModified)
            return answer;
        using (answer)
            throw new EngineRefusedException(answer.StatusCode, Message(await BodyAsync(answer, cancellation), answer.StatusCode));
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, byte[]? body, TimeSpan patience, CancellationToken cancellation, string? credentials = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (credentials is not null)
            request.Headers.Add("X-Registry-Auth", credentials);
        if (body is not null)
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var late = new CancellationTokenSource(patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new EngineUnavailableException(
                $"dockerd at {_socket} did not answer within {patience.TotalSeconds} seconds: look into its log, or restart it");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Lost(e);
        }
    }

    private static string Message(byte[] body, HttpStatusCode status)
    {
        try
        {
            return JsonSerializer.Deserialize(body, EngineJson.Default.EngineError)?.Message ?? $"status {(int)status}";
        }
        catch (JsonException)
        {
            return body.Length == 0 ? $"status {(int)status}" : Encoding.UTF8.GetString(body).Trim();
        }
    }
}
