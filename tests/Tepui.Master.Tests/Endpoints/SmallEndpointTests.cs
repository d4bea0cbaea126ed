using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Tepui.Master.Options;
using Tepui.Master.Tests.Hosting;

namespace Tepui.Master.Tests.Endpoints;

/// <summary><c>/help</c>, <c>/__processes__</c>, <c>/logging/toggle</c>, <c>/registrar(1)/registry</c>, <c>/files</c>, <c>/system/stats.json</c>.</summary>
public sealed class SmallEndpointTests
{
    [Fact]
    public async Task Help_NamesWhatMesosNames_AndHasATextForEach()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        JsonArray processes = (await master.GetJsonAsync("/help?format=json"))["processes"]!.AsArray();
        string[] names = processes.SelectMany(static process =>
            process!["endpoints"]!.AsArray().Select(endpoint => $"{process["id"]}{endpoint!["name"]}")).ToArray();

        names.ShouldContain("master/state");
        names.ShouldContain("files/read");
        names.ShouldContain("logging/toggle");
        names.ShouldContain("metrics/snapshot");
        names.ShouldContain("registrar(1)/registry");
        names.ShouldContain("version/");
        processes.SelectMany(static process => process!["endpoints"]!.AsArray())
            .Where(static endpoint => endpoint!["text"]!.GetValue<string>().EndsWith("TL;DR; ###\n\n", StringComparison.Ordinal))
            .Select(static endpoint => endpoint!["name"]!.GetValue<string>())
            .ShouldBeEmpty("MasterHelp.Texts has a sentence for every path");
    }

    [Theory]
    [InlineData("/help", 200, "* [/state](/help/master/state): ")]
    [InlineData("/help/files", 200, "### files ###")]
    [InlineData("/help/master/api/v1/scheduler", 200, ">        /api/v1/scheduler")]
    [InlineData("/help/nobody", 404, "No help available for 'nobody'.\n")]
    [InlineData("/help/files/nothing", 404, "No help available for '/files/nothing'.\n")]
    [InlineData("/logging/toggle", 200, "0\n")]
    [InlineData("/logging/toggle?level=1", 400, "Expecting 'duration=value' in query.\n")]
    [InlineData("/logging/toggle?duration=1mins", 400, "Expecting 'level=value' in query.\n")]
    [InlineData("/logging/toggle?level=x&duration=1mins", 400, "Failed to convert 'x' to number.\n")]
    [InlineData("/logging/toggle?level=-1&duration=1mins", 400, "Invalid level '-1'.\n")]
    [InlineData("/logging/toggle?level=1&duration=soon", 400, "Invalid duration 'soon'.\n")]
    [InlineData("/files/browse", 400, "Expecting 'path=value' in query.\n")]
    [InlineData("/files/browse?path=/master/log", 404, "")]
    [InlineData("/files/read?path=/etc/passwd", 404, "")]
    [InlineData("/files/debug", 200, "{}")]
    public async Task AnEndpoint_AnswersAsMesosDoes(string path, int status, string text)
    {
        await using TestMaster master = await TestMaster.StartAsync();
        HttpResponseMessage answer = await master.GetAsync(path);
        ((int)answer.StatusCode).ShouldBe(status);
        string body = await answer.Content.ReadAsStringAsync();
        if (text.StartsWith("* ", StringComparison.Ordinal) || text[..Math.Min(1, text.Length)] is "#" or ">")
        {
            body.ShouldContain(text);
        }
        else
        {
            body.ShouldBe(text);
        }
    }

    [Fact]
    public async Task LoggingToggle_RaisesTheLevel_AsTheOperatorApiSeesIt()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        (await master.GetAsync("/logging/toggle?level=2&duration=5mins")).IsSuccessStatusCode.ShouldBeTrue();

        HttpResponseMessage level = await master.PostJsonAsync("/api/v1", """{"type":"GET_LOGGING_LEVEL"}""");
        (await level.Content.ReadAsStringAsync()).ShouldBe("""{"type":"GET_LOGGING_LEVEL","get_logging_level":{"level":2}}""");
    }

    [Fact]
    public async Task Processes_AreNamed()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        JsonArray processes = (await master.GetJsonAsync("/__processes__")).AsArray();

        processes.Select(static process => process!["id"]!.GetValue<string>())
            .ShouldBe(["__processes__", "allocator", "files", "help", "logging", "master", "metrics", "registrar(1)", "system", "version"]);
        processes.ShouldAllBe(static process => process!["events"]!.AsArray().Count == 0);
    }

    [Fact]
    public async Task Registry_ShowsWhatIsDurable()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        await using TestAgent agent = await TestAgent.RegisterAsync(master);

        JsonNode registry = await master.GetJsonAsync("/registrar(1)/registry");

        registry["master"]!["info"]!["id"]!.GetValue<string>().ShouldBe(master.Host.Id);
        registry["slaves"]!["slaves"]!.AsArray().Single()!["info"]!["id"]!["value"]!.GetValue<string>().ShouldBe(agent.Id.Value);
        registry["unreachable"]!["slaves"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task TheLog_IsReadByPart_WhereThereIsOne()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("tepui-log").FullName, "master.log");
        await File.WriteAllTextAsync(path, "Log file created\nsecond line\n");
        await using TestMaster master = await TestMaster.StartAsync(new MasterOptions
        {
            Registry = RegistryKinds.InMemory,
            ExternalLogFile = path,
        });

        (await master.GetJsonAsync("/files/read?path=/master/log&offset=4&length=4")).ToJsonString().ShouldBe("""{"data":"file","offset":4}""");
        (await master.GetJsonAsync("/files/read?path=/master/log")).ToJsonString().ShouldBe("""{"data":"","offset":29}""");
        (await master.GetJsonAsync("/files/browse?path=/master/log")).ToJsonString().ShouldBe("[]");
        (await master.GetJsonAsync("/files/debug"))["/master/log"]!.GetValue<string>().ShouldBe(path);
        HttpResponseMessage download = await master.GetAsync("/files/download?path=/master/log");
        (await download.Content.ReadAsStringAsync()).ShouldBe("Log file created\nsecond line\n");
        download.Content.Headers.ContentDisposition!.FileName.ShouldBe("log");
        HttpResponseMessage read = await master.PostJsonAsync(
            "/api/v1", """{"type":"READ_FILE","read_file":{"path":"/master/log","offset":0,"length":3}}""");
        (await read.Content.ReadAsStringAsync()).ShouldBe("""{"type":"READ_FILE","read_file":{"size":29,"data":"TG9n"}}""");
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public async Task SystemStatistics_HaveMesossKeys()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        (await master.GetJsonAsync("/system/stats.json")).AsObject().Select(static pair => pair.Key).ShouldBe(
            ["avg_load_15min", "avg_load_1min", "avg_load_5min", "cpus_total", "mem_free_bytes", "mem_total_bytes"]);
    }
}
