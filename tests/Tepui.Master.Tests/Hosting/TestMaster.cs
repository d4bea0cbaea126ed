using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Master.Hosting;
using Tepui.Master.Options;
using Tepui.ZooKeeper;

namespace Tepui.Master.Tests.Hosting;

/// <summary>A whole master on a free port, its registry in memory unless the test says otherwise.</summary>
internal sealed class TestMaster : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly ListLogger _log;

    private TestMaster(MasterHost host, ListLogger log, Task<string> ended)
    {
        Host = host;
        _log = log;
        Ended = ended;
        _http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{host.Port}"),
            Timeout = TimeSpan.FromSeconds(20),
        };
    }

    public MasterHost Host { get; }

    /// <summary>What was logged so far.</summary>
    public IReadOnlyList<string> Log => _log.Lines;

    /// <summary>Why it said that it must end.</summary>
    public Task<string> Ended { get; }

    /// <summary>Waits for it to end, and tells why.</summary>
    public Task<string> EndAsync() => Ended.WaitAsync(TimeSpan.FromSeconds(20));

    public static async Task<TestMaster> StartAsync(
        MasterOptions? options = null, TimeProvider? time = null, Func<IZooKeeperSession>? openZooKeeper = null)
    {
        options ??= new MasterOptions { Registry = RegistryKinds.InMemory, Cluster = "test" };
        options.Port = 0;
        var log = new ListLogger();
        var ended = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var settings = new MasterSettings
        {
            Logger = log,
            OnFault = _ => { },
            OnEnd = reason => ended.TrySetResult(reason),
            Time = time ?? TimeProvider.System,
            OpenZooKeeper = openZooKeeper,
        };
        return new TestMaster(await MasterHost.StartAsync(options, settings), log, ended.Task);
    }

    public Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(path);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        return await _http.SendAsync(request);
    }

    public async Task<JsonNode> GetJsonAsync(string path)
    {
        HttpResponseMessage response = await GetAsync(path);
        response.IsSuccessStatusCode.ShouldBeTrue($"{path}: {response.StatusCode}");
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    public Task<HttpResponseMessage> PostJsonAsync(string path, string body, string? streamId = null) =>
        PostAsync(path, "application/json", Encoding.UTF8.GetBytes(body), "application/json", streamId);

    public async Task<HttpResponseMessage> PostAsync(string path, string? contentType, byte[] body, string? accept = null, string? streamId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        if (contentType is not null)
        {
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        if (streamId is not null)
        {
            request.Headers.Add("Mesos-Stream-Id", streamId);
        }

        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Host.DisposeAsync();
    }

    private sealed class ListLogger : ILogger
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lines)
                {
                    return [.. _lines];
                }
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lines)
            {
                _lines.Add(formatter(state, exception));
            }
        }
    }
}
