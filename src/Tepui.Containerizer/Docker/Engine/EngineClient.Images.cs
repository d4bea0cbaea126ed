using System;
using System.IO;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Containerizer.Docker.Engine;

internal sealed partial class EngineClient
{
    /// <summary>A few hundred megabytes to unpack, on a slow disk.</summary>
    private static readonly TimeSpan LoadPatience = TimeSpan.FromMinutes(10);

    /// <summary>What dockerd says of an image.</summary>
    public async Task<ImageInspection> ImageAsync(string name, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await CallAsync(
            HttpMethod.Get, $"/images/{Uri.EscapeDataString(name)}/json", null, CallPatience, cancellation);
        return Parse(await BodyAsync(answer, cancellation), EngineJson.Default.ImageInspection);
    }

    /// <summary>Loads the images of an archive; the answer is a line of JSON for every step, of which one may be an error.</summary>
    public async Task LoadAsync(Stream archive, CancellationToken cancellation)
    {
        string version = _version ?? await NegotiateAsync(cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Post, version + "/images/load?quiet=1")
        {
            Content = new StreamContent(archive) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-tar") } },
        };
        using var late = new CancellationTokenSource(LoadPatience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            using HttpResponseMessage answer = await _http.SendAsync(request, either.Token);
            byte[] body = await answer.Content.ReadAsByteArrayAsync(either.Token);
            if (!answer.IsSuccessStatusCode)
                throw new EngineRefusedException(answer.StatusCode, Message(body, answer.StatusCode));
            foreach (string line in System.Text.Encoding.UTF8.GetString(body).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                if (JsonSerializer.Deserialize(line, EngineJson.Default.PullProgress)?.Error is { } error)
                    throw new EngineRefusedException(answer.StatusCode, error);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Lost(e);
        }
    }
}
