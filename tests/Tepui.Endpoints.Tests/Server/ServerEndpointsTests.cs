using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Tepui.Endpoints.Flags;
using Tepui.Endpoints.Metrics;
using Tepui.Endpoints.Server;
using Tepui.Http.Routing;
using Tepui.Runtime.Flags;

namespace Tepui.Endpoints.Tests.Server;

public sealed class ServerEndpointsTests
{
    [Fact]
    public async Task Health_IsEmpty() => (await GetAsync("/health")).ShouldBe("");

    [Theory]
    [InlineData("/metrics/snapshot", """{"a/b":1.0,"c":0.5}""")]
    [InlineData("/metrics/snapshot.json", """{"a/b":1.0,"c":0.5}""")]
    [InlineData("/flags", """{"flags":{}}""")]
    [InlineData("/flags.json", """{"flags":{}}""")]
    public async Task Reads_AnswerWhatTheyWereGiven(string path, string body) => (await GetAsync(path)).ShouldBe(body);

    [Theory]
    [InlineData("/version", "build_date build_time build_user tepui_version version")]
    [InlineData("/system/stats.json", "avg_load_15min avg_load_1min avg_load_5min cpus_total mem_free_bytes mem_total_bytes")]
    public async Task Facts_HaveMesossNames(string path, string names)
    {
        JsonObject answer = JsonNode.Parse(await GetAsync(path))!.AsObject();

        string.Join(' ', System.Linq.Enumerable.Select(answer, static member => member.Key)).ShouldBe(names);
    }

    private static async Task<string> GetAsync(string path)
    {
        var routes = new RouteTable("test");
        var metrics = new MetricSet { ["a/b"] = 1, ["c"] = 0.5 };
        new ServerEndpoints(static () => new ShownFlags(new NoFlags()), () => Task.FromResult(metrics)).Map(routes);
        var context = new DefaultHttpContext();
        context.Response.Body = new MemoryStream();

        await routes.Find(path)!.Handler(context);

        context.Response.StatusCode.ShouldBe(200);
        return Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray());
    }

    private sealed class NoFlags : IFlags
    {
        public IEnumerable<string> Faults() => [];
    }
}
