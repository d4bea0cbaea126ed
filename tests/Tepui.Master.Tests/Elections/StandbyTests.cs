using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using Tepui.Master.Tests.Hosting;

namespace Tepui.Master.Tests.Elections;

public sealed class StandbyTests
{
    [Theory]
    [InlineData("GET", "/state", "/state")]
    [InlineData("GET", "/master/state.json?jsonp=f", "/master/state.json?jsonp=f")]
    [InlineData("GET", "/state-summary", "/state-summary")]
    [InlineData("GET", "/slaves?slave_id=a%20b", "/slaves?slave_id=a%20b")]
    [InlineData("GET", "/frameworks", "/frameworks")]
    [InlineData("GET", "/tasks?limit=1", "/tasks?limit=1")]
    [InlineData("GET", "/roles", "/roles")]
    [InlineData("GET", "/weights", "/weights")]
    [InlineData("PUT", "/weights", "/weights")]
    [InlineData("GET", "/quota", "/quota")]
    [InlineData("GET", "/maintenance/schedule", "/maintenance/schedule")]
    [InlineData("GET", "/maintenance/status", "/maintenance/status")]
    [InlineData("POST", "/machine/down", "/machine/down")]
    [InlineData("POST", "/machine/up", "/machine/up")]
    [InlineData("POST", "/reserve", "/reserve")]
    [InlineData("POST", "/unreserve", "/unreserve")]
    [InlineData("POST", "/create-volumes", "/create-volumes")]
    [InlineData("POST", "/destroy-volumes", "/destroy-volumes")]
    [InlineData("POST", "/teardown", "/teardown")]
    [InlineData("POST", "/api/v1", "/api/v1")]
    [InlineData("GET", "/api/v1", "/api/v1")]
    [InlineData("POST", "/master/api/v1/scheduler", "/master/api/v1/scheduler")]
    [InlineData("GET", "/redirect", "")]
    [InlineData("GET", "/master/redirect", "")]
    public async Task WhatOnlyTheLeaderAnswers_IsSentThere_WithItsPathAndQuery(string method, string path, string target)
    {
        await using var masters = new ElectedMasters();
        TestMaster leader = await masters.StartAsync();
        TestMaster standby = await masters.StartAsync();

        HttpResponseMessage answer = await standby.SendAsync(new HttpMethod(method), path);

        answer.StatusCode.ShouldBe(HttpStatusCode.TemporaryRedirect);
        answer.Headers.GetValues("Location").ShouldBe([$"//127.0.0.1:{leader.Host.Port}{target}"]);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/version")]
    [InlineData("/flags")]
    [InlineData("/metrics/snapshot")]
    [InlineData("/metrics")]
    [InlineData("/system/stats.json")]
    [InlineData("/logging/toggle")]
    [InlineData("/help")]
    [InlineData("/files/debug")]
    [InlineData("/registrar(1)/registry")]
    [InlineData("/")]
    public async Task WhatEachMasterKnowsOfItself_ItAnswers(string path)
    {
        await using var masters = new ElectedMasters();
        await masters.StartAsync();
        TestMaster standby = await masters.StartAsync();

        (await standby.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task BelowRedirect_NothingIsRedirected()
    {
        await using var masters = new ElectedMasters();
        await masters.StartAsync();
        TestMaster standby = await masters.StartAsync();

        (await standby.GetAsync("/redirect/state")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("POST", "/api/v1/scheduler")]
    [InlineData("GET", "/state")]
    [InlineData("GET", "/redirect")]
    public async Task WhileNobodyLeads_ItIs503(string method, string path)
    {
        await using var masters = new ElectedMasters();
        masters.Ensemble.GoDown();
        TestMaster standby = await masters.StartAsync();

        HttpResponseMessage answer = await standby.SendAsync(new HttpMethod(method), path);

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("No leader elected");
    }

    [Fact]
    public async Task AnElectedMaster_ThatHasNotReadTheRegistry_AsksForPatience()
    {
        await using var masters = new ElectedMasters();
        var held = new TaskCompletionSource();
#pragma warning disable MA0022, VSTHRD114 // No task: it is not held.
        masters.Ensemble.Hold = (operation, path) => operation == "Sync" && path.EndsWith("tepui_registry", System.StringComparison.Ordinal) ? held.Task : null;
#pragma warning restore MA0022, VSTHRD114
        TestMaster master = await masters.StartAsync();

        HttpResponseMessage answer = await master.PostAsync("/api/v1/scheduler", "application/json", Encoding.UTF8.GetBytes("{}"));

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("Master has not finished recovery");
        (await master.GetJsonAsync("/metrics/snapshot"))["master/elected"]!.GetValue<double>().ShouldBe(1);
        held.SetResult();
        (await master.GetJsonAsync("/state"))["leader"]!.GetValue<string>().ShouldBe($"master@127.0.0.1:{master.Host.Port}");
    }

    [Fact]
    public async Task RubbishInTheLeadersNode_IsOneLineThatNamesIt_AndNobodyLeads_UntilItIsGone()
    {
        await using var masters = new ElectedMasters();
        masters.Ensemble.Write("/mesos/json.info_0000000000", "rubbish");
        masters.Ensemble.Write("/mesos/log_replicas", "");
        TestMaster master = await masters.StartAsync();

        (await master.GetAsync("/state")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        master.Log.ShouldContain(static line => line.StartsWith(
            "The leader cannot be told from /mesos/json.info_0000000000 in ZooKeeper: it is no MasterInfo in JSON", System.StringComparison.Ordinal));
        masters.Ensemble.Read("/mesos/json.info_0000000000").ShouldBe("rubbish");

        masters.Ensemble.Delete("/mesos/json.info_0000000000");

        (await master.GetAsync("/state")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
