using System;
using System.IO;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Tepui.EndToEnd.Tests.Harness;

namespace Tepui.EndToEnd.Tests.Survival;

/// <summary>A scheduler that holds on to one master, whoever leads: it counts what that master says.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private const string Subscribe =
        """{"type":"SUBSCRIBE","subscribe":{"framework_info":{"user":"root","name":"listener","roles":["*"],"capabilities":[{"type":"MULTI_ROLE"}]}}}""";

    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly CancellationTokenSource _stop = new();
    private readonly Timeline _timeline;
    private readonly string _url;
    private Task _reading = Task.CompletedTask;
    private long _bytes;

    private Listener(string url, Timeline timeline)
    {
        _url = url;
        _timeline = timeline;
    }

    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>When the last of it came.</summary>
    public TimeSpan LastAt { get; private set; }

    public static async Task<Listener> StartAsync(MasterProcess master, Timeline timeline)
    {
        var listener = new Listener(master.Url, timeline);
        listener._reading = listener.ReadAsync();
        await Http.UntilAsync(() => Task.FromResult(listener.Bytes > 0), () => $"{master} says nothing");
        return listener;
    }

    /// <summary>Waits until the master has hung up.</summary>
    public Task EndsAsync() => _reading.WaitAsync(RunningProgram.Patience);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{_url}/api/v1/scheduler")
            {
                Content = new StringContent(Subscribe, Encoding.UTF8, "application/json"),
            };
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _stop.Token);
            response.EnsureSuccessStatusCode();
            await using Stream stream = await response.Content.ReadAsStreamAsync(_stop.Token);
            byte[] buffer = new byte[65536];
            for (int read; (read = await stream.ReadAsync(buffer, _stop.Token)) > 0;)
            {
                LastAt = _timeline.Now;
                Interlocked.Add(ref _bytes, read);
                _timeline.Note($"{_url} says {Encoding.UTF8.GetString(buffer, 0, Math.Min(read, 120)).Replace('\n', ' ')}");
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
            _timeline.Note($"{_url} says no more: {e.Message}");
        }
    }
}
