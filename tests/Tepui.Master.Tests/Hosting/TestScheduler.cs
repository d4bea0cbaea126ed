using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

namespace Tepui.Master.Tests.Hosting;

/// <summary>A scheduler that reads its events one by one, as JSON.</summary>
internal sealed class TestScheduler : IDisposable
{
    private readonly TestMaster _master;
    private readonly HttpResponseMessage _response;
    private readonly Stream _events;

    private TestScheduler(TestMaster master, HttpResponseMessage response, Stream events)
    {
        _master = master;
        _response = response;
        _events = events;
        StreamId = response.Headers.GetValues("Mesos-Stream-Id").Single();
    }

    public string StreamId { get; }

    public string FrameworkId { get; private set; } = "";

    public static async Task<TestScheduler> SubscribeAsync(TestMaster master)
    {
        HttpResponseMessage response = await master.PostJsonAsync(
            "/api/v1/scheduler",
            """{"type":"SUBSCRIBE","subscribe":{"framework_info":{"user":"root","name":"test framework","roles":["*"],"capabilities":[{"type":"MULTI_ROLE"}]}}}""");
        ((int)response.StatusCode).ShouldBe(200);
        var scheduler = new TestScheduler(master, response, await response.Content.ReadAsStreamAsync());
        JsonNode subscribed = await scheduler.NextAsync("SUBSCRIBED");
        scheduler.FrameworkId = subscribed["subscribed"]!["framework_id"]!["value"]!.GetValue<string>();
        return scheduler;
    }

    /// <summary>The next event of the type; heartbeats and others before it are skipped.</summary>
    public async Task<JsonNode> NextAsync(string type)
    {
        while (true)
        {
            JsonNode message = await ReadAsync().WaitAsync(TimeSpan.FromSeconds(20));
            if (message["type"]!.GetValue<string>() == type)
            {
                return message;
            }
        }
    }

    /// <summary>Makes a call, whose members are given without type and framework_id.</summary>
    public async Task CallAsync(string type, string members)
    {
        string separator = members.Length == 0 ? "" : ",";
        HttpResponseMessage response = await _master.PostJsonAsync(
            "/api/v1/scheduler",
            $$"""{"type":"{{type}}","framework_id":{"value":"{{FrameworkId}}"}{{separator}}{{members}}}""",
            StreamId);
        ((int)response.StatusCode).ShouldBe(202, await response.Content.ReadAsStringAsync());
    }

    public void Dispose() => _response.Dispose();

    private async Task<JsonNode> ReadAsync()
    {
        var length = new StringBuilder();
        byte[] one = new byte[1];
        while (true)
        {
            await _events.ReadExactlyAsync(one);
            if (one[0] == '\n')
            {
                break;
            }

            length.Append((char)one[0]);
        }

        byte[] record = new byte[int.Parse(length.ToString())];
        await _events.ReadExactlyAsync(record);
        return JsonNode.Parse(record)!;
    }
}
