using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Containerizer.Isolation.DockerVolumes;

/// <summary>
/// One conversation with a volume plug-in by Docker's protocol (https://docs.docker.com/engine/extend/plugins_volume/), over within a
/// bounded time. Every call ends with an answer or with <see cref="PluginException"/>.
/// </summary>
internal sealed class VolumePlugin : IDisposable
{
    private const string MediaType = "application/vnd.docker.plugins.v1.2+json";
    private const string VolumeDriver = "VolumeDriver";
    private const int LongestAnswer = 1024 * 1024;

    private readonly PluginAddress _address;
    private readonly TimeSpan _patience;
    private readonly CancellationTokenSource _late;
    private readonly HttpClient _http;

    private VolumePlugin(PluginAddress address, TimeSpan patience, TimeProvider time)
    {
        _address = address;
        _patience = patience;
        _late = new CancellationTokenSource(patience, time);
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = ConnectAsync,
            ActivityHeadersPropagator = null,
            UseCookies = false,
            UseProxy = false,
            AllowAutoRedirect = false,
        };
        _http = new HttpClient(handler)
        {
            BaseAddress = new Uri("http://plugin"),
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = LongestAnswer,
        };
    }

    /// <summary>Finds the plug-in and has it say that it is one for volumes.</summary>
    public static async Task<VolumePlugin> ConnectAsync(
        string driver, DockerVolumeOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var plugin = new VolumePlugin(PluginDiscovery.Find(driver, options.PluginDirectories), options.Patience, time);
        try
        {
            PluginAnswer answer = await plugin.CallAsync("Plugin.Activate", null, cancellation);
            if (answer.Implements?.Contains(VolumeDriver) != true)
            {
                throw new PluginException(
                    $"the plug-in at {plugin._address.Text} is none for volumes: it implements {string.Join(", ", answer.Implements ?? ["nothing"])}");
            }

            return plugin;
        }
        catch
        {
            plugin.Dispose();
            throw;
        }
    }

    /// <summary>Makes the volume unless the plug-in knows it: some forget what they know of one that is made again.</summary>
    public async Task CreateOnceAsync(string name, IReadOnlyDictionary<string, string> options, CancellationToken cancellation)
    {
        PluginAnswer? known = await AsksAsync("VolumeDriver.Get", name, cancellation);
        if (known is not { Volume.ValueKind: JsonValueKind.Object })
            _ = await CallAsync("VolumeDriver.Create", new PluginRequest { Name = name, Options = options }, cancellation);
    }

    /// <param name="id">Who mounts it; the same unmounts it.</param>
    /// <returns>The folder on this machine.</returns>
    public async Task<string> MountAsync(string name, string id, CancellationToken cancellation)
    {
        PluginAnswer answer = await CallAsync("VolumeDriver.Mount", new PluginRequest { Name = name, Id = id }, cancellation);
        string? path = string.IsNullOrEmpty(answer.Mountpoint) ? await PathAsync(name, cancellation) : answer.Mountpoint;
        return path ?? throw new PluginException("the plug-in mounted it and does not say where", mayHaveActed: true);
    }

    /// <summary>Where the volume is mounted; null when it is not, or the plug-in does not know it.</summary>
    public async Task<string?> PathAsync(string name, CancellationToken cancellation)
    {
        PluginAnswer? answer = await AsksAsync("VolumeDriver.Path", name, cancellation);
        return string.IsNullOrEmpty(answer?.Mountpoint) ? null : answer.Mountpoint;
    }

    public async Task UnmountAsync(string name, string id, CancellationToken cancellation) =>
        _ = await CallAsync("VolumeDriver.Unmount", new PluginRequest { Name = name, Id = id }, cancellation);

    public void Dispose()
    {
        _http.Dispose();
        _late.Dispose();
    }

    /// <summary>Null where the plug-in's answer is that it cannot tell.</summary>
    private async Task<PluginAnswer?> AsksAsync(string call, string name, CancellationToken cancellation)
    {
        try
        {
            return await CallAsync(call, new PluginRequest { Name = name }, cancellation);
        }
        catch (PluginException e) when (!e.MayHaveActed)
        {
            return null;
        }
    }

    private async Task<PluginAnswer> CallAsync(string call, PluginRequest? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/" + call);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(MediaType));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, PluginJson.Default.PluginRequest))
            {
                Headers = { ContentType = new MediaTypeHeaderValue(MediaType) },
            };
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(_late.Token, cancellation);
        try
        {
            using HttpResponseMessage answer = await _http.SendAsync(request, either.Token);
            return Read(call, answer, await answer.Content.ReadAsByteArrayAsync(either.Token));
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new PluginException(
                $"the plug-in at {_address.Text} did not answer {call} within {_patience.TotalSeconds:0.#} seconds: look into its log, or restart it",
                mayHaveActed: true,
                e);
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError)
        {
            throw new PluginException($"the plug-in at {_address.Text} cannot be reached ({e.InnerException?.Message ?? e.Message}): start it", inner: e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new PluginException(
                $"the plug-in at {_address.Text} gave no whole answer to {call} ({e.Message}): look into its log", mayHaveActed: true, e);
        }
    }

    private PluginAnswer Read(string call, HttpResponseMessage answer, byte[] body)
    {
        PluginAnswer? read = null;
        try
        {
            read = JsonSerializer.Deserialize(body, PluginJson.Default.PluginAnswer);
        }
        catch (JsonException)
        {
            // Told below.
        }

        if (!string.IsNullOrEmpty(read?.Error))
            throw new PluginException($"the plug-in at {_address.Text} says: {PluginText.OneLine(read.Error)}");
        if (!answer.IsSuccessStatusCode)
        {
            throw new PluginException(
                $"the plug-in at {_address.Text} answers {call} with status {(int)answer.StatusCode}: {PluginText.OneLine(Encoding.UTF8.GetString(body))}");
        }

        return read ?? throw new PluginException(
            $"the plug-in at {_address.Text} answers {call} with what is no JSON object: '{PluginText.OneLine(Encoding.UTF8.GetString(body))}'",
            mayHaveActed: true);
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        Socket socket = _address.EndPoint is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(_address.EndPoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
