using System;
using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using Tepui.EndToEnd.Tests.Harness;
using Tepui.Testing.ZooKeeper;

namespace Tepui.EndToEnd.Tests.Elections;

/// <summary>Masters as real processes, on a real ZooKeeper.</summary>
public sealed class ElectedMasterTests
{
    private const int Stop = 19;
    private const int Continue = 18;

    [ZooKeeperFact]
    public async Task A_standby_sends_on_and_leads_with_the_registry_when_the_leader_is_killed_or_held_up()
    {
        await using ZooKeeperServer server = await ZooKeeperServer.StartAsync();
        await using var cluster = new Cluster();
        int first = FreePort.Take();
        int second = FreePort.Take();
        RunningProgram leader = await StartAsync(cluster, server, first);
        await leader.WaitForLineAsync("Elected the leading master: json.info_");
        RunningProgram standby = await StartAsync(cluster, server, second);
        await standby.WaitForLineAsync($"Stands by: master@127.0.0.1:{first} leads (json.info_");
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        (await LocationAsync(http, second, "/state?a=b")).ShouldBe($"//127.0.0.1:{first}/state?a=b");
        (await LocationAsync(http, second, "/redirect")).ShouldBe($"//127.0.0.1:{first}");

        // What an operator decided outlives the master that was told.
        using (var weights = new StringContent("""[{"role":"ads","weight":7.5}]""", Encoding.UTF8, "application/json"))
            (await http.PutAsync($"http://127.0.0.1:{first}/weights", weights)).StatusCode.ShouldBe(HttpStatusCode.OK);
        leader.Kill();
        await standby.WaitForLineAsync("Leads, as ");
        (await Http.GetTextAsync($"http://127.0.0.1:{second}/weights")).ShouldContain("7.5");

        // The first comes back, and the one that leads now is paused for longer than its session.
        RunningProgram again = await StartAsync(cluster, server, first);
        await again.WaitForLineAsync($"Stands by: master@127.0.0.1:{second} leads (json.info_");
        standby.Signal(Stop);
        await again.WaitForLineAsync("Leads, as ");
        standby.Signal(Continue);
        (await standby.WaitForExitAsync()).ShouldBe(1, standby.Report());
        await standby.WaitForLineAsync("The master ends: this master leads no more: ");
        (await Http.GetTextAsync($"http://127.0.0.1:{first}/weights")).ShouldContain("7.5");
    }

    [ZooKeeperFact]
    public async Task Wrong_credentials_end_a_master_in_one_line_without_the_password()
    {
        await using ZooKeeperServer server = await ZooKeeperServer.StartAsync();
        await using var cluster = new Cluster();
        RunningProgram leader = Start(cluster, server, FreePort.Take(), "rightuser:rightword@");
        await leader.WaitForLineAsync("Leads, as ");

        RunningProgram other = Start(cluster, server, FreePort.Take(), "otheruser:otherword@");

        (await other.WaitForExitAsync()).ShouldBe(1, other.Report());
        await other.WaitForLineAsync(line => line.Contains("The master ends: ", StringComparison.Ordinal)
            && line.Contains("/mesos", StringComparison.Ordinal));
        other.Lines.ShouldAllBe(line => !line.Contains("otherword"));
        leader.HasExited.ShouldBeFalse();
    }

    [Fact]
    public async Task A_malformed_url_is_told_with_all_else_that_is_wrong()
    {
        await using var cluster = new Cluster();

        RunningProgram master = cluster.Start(["master", "--zk=zk://user:secretword@/mesos", "--registry=replicated_log", "--port=70000"]);

        (await master.WaitForExitAsync()).ShouldBe(64, master.Report());
        master.Lines.ShouldContain(line => line.StartsWith("tepui master: --zk: ", StringComparison.Ordinal), master.Report());
        master.Lines.ShouldContain(line => line.StartsWith("tepui master: --quorum: ", StringComparison.Ordinal), master.Report());
        master.Lines.ShouldContain(line => line.StartsWith("tepui master: --port: ", StringComparison.Ordinal), master.Report());
        master.Lines.ShouldAllBe(line => !line.Contains("secretword"));
    }

    private static async Task<RunningProgram> StartAsync(Cluster cluster, ZooKeeperServer server, int port)
    {
        RunningProgram master = Start(cluster, server, port);
        await Http.WaitUntilAnswersAsync($"http://127.0.0.1:{port}/health", master);
        return master;
    }

    private static RunningProgram Start(Cluster cluster, ZooKeeperServer server, int port, string credentials = "") => cluster.Start(
    [
        "master", "--ip=127.0.0.1", $"--port={port.ToString(CultureInfo.InvariantCulture)}", $"--work_dir={cluster.At($"master-{port}")}",
        $"--zk=zk://{credentials}{server.Address}/mesos", "--zk_session_timeout=3secs",
    ]);

    private static async Task<string> LocationAsync(HttpClient http, int port, string path)
    {
        using HttpResponseMessage answer = await http.GetAsync($"http://127.0.0.1:{port}{path}");
        answer.StatusCode.ShouldBe(HttpStatusCode.TemporaryRedirect);
        return string.Join(',', answer.Headers.GetValues("Location"));
    }
}
