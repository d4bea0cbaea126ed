using System;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

namespace Tepui.EndToEnd.Tests.Harness;

/// <summary>Plain requests, as curl would make them.</summary>
public static class Http
{
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(20) };

    // How often a condition of the outside world is looked at again; what is waited for ends the wait, not the clock.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    public static async Task<JsonNode> GetJsonAsync(string url) => JsonNode.Parse(await Client.GetStringAsync(url))!;

    public static Task<string> GetTextAsync(string url) => Client.GetStringAsync(url);

    public static async Task<(int Status, string Body)> PostAsync(string url, string contentType, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using var response = await Client.PostAsync(url, content);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public static Task WaitUntilAnswersAsync(string url, RunningProgram program) => UntilAsync(
        async () =>
        {
            if (program.HasExited)
                throw new InvalidOperationException($"It ended before it answered {url}.\n{program.Report()}");
            try
            {
                using var response = await Client.GetAsync(url);
                return response.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        },
        () => $"{url} does not answer.\n{program.Report()}");

    /// <summary>Looks until the condition holds; fails with <paramref name="otherwise"/> when patience ends.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string> otherwise)
    {
        using var timer = new System.Threading.PeriodicTimer(Pace);
        var begun = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(begun) > RunningProgram.Patience)
                throw new TimeoutException(otherwise());
            await timer.WaitForNextTickAsync();
        }
    }
}
