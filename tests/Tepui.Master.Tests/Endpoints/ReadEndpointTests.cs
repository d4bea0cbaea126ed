using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Tepui.Internal.V1;
using Tepui.Master.Tests.Hosting;

namespace Tepui.Master.Tests.Endpoints;

public sealed class ReadEndpointTests
{
    [Theory]
    [InlineData("/health")]
    [InlineData("/master/health")]
    [InlineData("/health/?unknown=1")]
    public async Task Health_Is200_AndEmpty(string path)
    {
        await using TestMaster master = await TestMaster.StartAsync();

        HttpResponseMessage response = await master.GetAsync(path);

        ((int)response.StatusCode).ShouldBe(200);
        response.Content.Headers.ContentLength.ShouldBe(0);
    }

    [Fact]
    public async Task Version_IsThreePlainNumbers_AndTepuisOwnBesideThem()
    {
        await using TestMaster master = await TestMaster.StartAsync();

        JsonNode version = await master.GetJsonAsync("/version");

        version["version"]!.GetValue<string>().ShouldBe("1.12.0");
        version["tepui_version"]!.GetValue<string>().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Flags_ShowWhatIsSet()
    {
        await using TestMaster master = await TestMaster.StartAsync();

        JsonNode flags = (await master.GetJsonAsync("/flags"))["flags"]!;

        flags["agent_ping_timeout"]!.GetValue<string>().ShouldBe("15secs");
        flags["cluster"]!.GetValue<string>().ShouldBe("test");
        flags["offer_timeout"].ShouldBeNull();
    }

    [Theory]
    [InlineData("/state")]
    [InlineData("/state-summary")]
    [InlineData("/slaves")]
    [InlineData("/frameworks")]
    [InlineData("/tasks")]
    [InlineData("/version")]
    [InlineData("/flags")]
    [InlineData("/metrics/snapshot")]
    [InlineData("/system/stats.json")]
    public async Task Reads_WithJsonp_CallTheFunction(string path)
    {
        await using TestMaster master = await TestMaster.StartAsync();

        HttpResponseMessage response = await master.GetAsync(path + "?jsonp=show");
        string script = await response.Content.ReadAsStringAsync();

        response.Content.Headers.ContentType!.ToString().ShouldBe("text/javascript");
        script.ShouldStartWith("show({");
        script.ShouldEndWith("});");
    }

    [Theory]
    [InlineData("/redirect", 307)]
    [InlineData("/master/redirect/", 307)]
    [InlineData("/redirect/state", 404)]
    public async Task Redirect_IsToTheLeader_AndNotFromBelow(string path, int status)
    {
        await using TestMaster master = await TestMaster.StartAsync();
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });

        HttpResponseMessage response = await client.GetAsync(new System.Uri($"http://127.0.0.1:{master.Host.Port}{path}"));

        ((int)response.StatusCode).ShouldBe(status);
        response.Headers.Location?.ToString().ShouldBe($"//127.0.0.1:{master.Host.Port}");
        (response.Headers.Location is null).ShouldBe(status == 404);
    }

    [Theory]
    [InlineData("/state")]
    [InlineData("/api/v1")]
    public async Task LongAnswers_AreCompressed_WhenTheClientTakesGzip(string path)
    {
        await using TestMaster master = await TestMaster.StartAsync();
        using var client = new HttpClient { BaseAddress = new System.Uri($"http://127.0.0.1:{master.Host.Port}") };
        using var request = new HttpRequestMessage(path == "/state" ? HttpMethod.Get : HttpMethod.Post, path);
        request.Headers.Add("Accept-Encoding", "gzip");
        if (request.Method == HttpMethod.Post)
        {
            request.Content = new StringContent("""{"type":"GET_FLAGS"}""", System.Text.Encoding.UTF8, "application/json");
        }

        HttpResponseMessage response = await client.SendAsync(request);
        await using var body = new System.IO.Compression.GZipStream(
            await response.Content.ReadAsStreamAsync(), System.IO.Compression.CompressionMode.Decompress);

        response.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        (await JsonNode.ParseAsync(body))!.AsObject().Count.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Tasks_ArePaged_AndChosenByFrameworkAndId()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        using TestScheduler scheduler = await TestScheduler.SubscribeAsync(master);
        await using TestAgent agent = await TestAgent.RegisterAsync(master);
        await TestCluster.LaunchAsync(scheduler, agent);

        (await CountAsync(master, "")).ShouldBe(1);
        (await CountAsync(master, "?limit=0")).ShouldBe(0);
        (await CountAsync(master, "?offset=1")).ShouldBe(0);
        (await CountAsync(master, "?limit=-1")).ShouldBe(1);
        (await CountAsync(master, "?limit=-1&offset=1")).ShouldBe(0);
        (await CountAsync(master, "?limit=x&offset=y&order=asc")).ShouldBe(1);
        (await CountAsync(master, "?offset=-1")).ShouldBe(0);
        (await CountAsync(master, $"?framework_id={scheduler.FrameworkId}&task_id=task:1")).ShouldBe(1);
        (await CountAsync(master, "?framework_id=nosuch")).ShouldBe(0);
        (await CountAsync(master, "?task_id=nosuch")).ShouldBe(0);
        (await CountAsync(master, "?task_id=")).ShouldBe(0);
    }

    [Fact]
    public async Task SlavesAndFrameworks_CanBeChosenById()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        using TestScheduler scheduler = await TestScheduler.SubscribeAsync(master);
        await using TestAgent agent = await TestAgent.RegisterAsync(master);

        (await master.GetJsonAsync($"/slaves?slave_id={agent.Id.Value}"))["slaves"]!.AsArray().Count.ShouldBe(1);
        (await master.GetJsonAsync("/slaves?slave_id=nosuch"))["slaves"]!.AsArray().Count.ShouldBe(0);
        (await master.GetJsonAsync($"/frameworks?framework_id={scheduler.FrameworkId}"))["frameworks"]!.AsArray().Count.ShouldBe(1);
        (await master.GetJsonAsync("/frameworks?framework_id=nosuch"))["frameworks"]!.AsArray().Count.ShouldBe(0);
    }

    [Fact]
    public async Task Resources_AreShownUsedAndOffered()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        using TestScheduler scheduler = await TestScheduler.SubscribeAsync(master);
        await using TestAgent agent = await TestAgent.RegisterAsync(master);
        RunTask run = await TestCluster.LaunchAsync(scheduler, agent);
        await scheduler.NextAsync("OFFERS");

        JsonNode slave = (await master.GetJsonAsync("/state"))["slaves"]![0]!;

        run.Task.Name.ShouldBe("one");
        slave["used_resources"]!["cpus"]!.GetValue<double>().ShouldBe(1);
        slave["offered_resources"]!["cpus"]!.GetValue<double>().ShouldBe(3);
        slave["resources"]!["ports"]!.GetValue<string>().ShouldBe("[31000-32000]");
    }

    [Fact]
    public async Task Teardown_OfAFramework_EndsIt()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        using TestScheduler scheduler = await TestScheduler.SubscribeAsync(master);

        HttpResponseMessage response = await master.PostAsync(
            "/master/teardown", "application/x-www-form-urlencoded", System.Text.Encoding.UTF8.GetBytes($"frameworkId={scheduler.FrameworkId}"));

        ((int)response.StatusCode).ShouldBe(200);
        JsonNode state = await master.GetJsonAsync("/state");
        state["frameworks"]!.AsArray().Count.ShouldBe(0);
        state["completed_frameworks"]![0]!["id"]!.GetValue<string>().ShouldBe(scheduler.FrameworkId);
    }

    [Fact]
    public async Task ThePage_ShowsAgentsFrameworksAndTasks_WithNamesEscaped()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        using TestScheduler scheduler = await TestScheduler.SubscribeAsync(master);
        await using TestAgent agent = await TestAgent.RegisterAsync(master);
        await TestCluster.LaunchAsync(scheduler, agent);

        HttpResponseMessage response = await master.GetAsync("/");
        string page = await response.Content.ReadAsStringAsync();

        response.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        page.ShouldContain(agent.Id.Value);
        page.ShouldContain("test framework");
        page.ShouldContain("task:1");
        page.ShouldContain("href=\"/state\"");
        page.ShouldNotContain("<script");
    }

    private static async Task<int> CountAsync(TestMaster master, string query) =>
        (await master.GetJsonAsync("/tasks" + query))["tasks"]!.AsArray().Count;
}
