using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Agent.Files;
using Tepui.Testing;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.Agent.Tests.Files;

public sealed class FileEndpointsTests : IAsyncLifetime
{
    private const string Id = "a:b c";
    private const string Virtual = "/frameworks/F/executors/" + Id + "/runs/latest";

    private AgentFixture _agent = null!;
    private string _sandbox = "";

    public async Task InitializeAsync()
    {
        _agent = await AgentFixture.StartAsync();
        _agent.Master.Run(Id, "echo started; mkdir dir; ln -s /etc/passwd evil; ln -s / root; ln -s stdout fine; mkfifo pipe");
        TaskStatus finished = await _agent.Master.StatusAsync(Id, TaskState.TaskFinished);
        _sandbox = Path.Combine(
            _agent.WorkDirectory, $"slaves/S0/frameworks/F/executors/{Id}/runs/{finished.ContainerStatus.ContainerId.Value}");
    }

    public async Task DisposeAsync() => await _agent.DisposeAsync();

    [Fact]
    public async Task Read_GivesDataFromAnOffset_AndTheSizeWithoutOne()
    {
        (await ReadAsync(_sandbox + "/stdout", "&offset=0&length=4096")).ShouldBe("""{"data":"started\n","offset":0}""");
        (await ReadAsync(Virtual + "/stdout", "&offset=3&length=2")).ShouldBe("""{"data":"rt","offset":3}""");
        (await ReadAsync(Virtual + "/stdout", "&offset=-1")).ShouldBe("""{"data":"","offset":8}""");
        (await ReadAsync(Virtual + "/stdout", "")).ShouldBe("""{"data":"","offset":8}""");
        (await ReadAsync(Virtual + "/stdout", "&offset=100")).ShouldBe("""{"data":"","offset":100}""");
        (await ReadAsync(Virtual + "/fine", "&offset=0&jsonp=f")).ShouldBe("""f({"data":"started\n","offset":0});""");
    }

    [Fact]
    public async Task Browse_ListsWhatMesosLists()
    {
        JsonNode recorded = JsonNode.Parse(await File.ReadAllTextAsync(
            Repository.At("tests/Tepui.Agent.Tests/Fixtures/agent-GET-files_browse_sandbox.json")))!;

        JsonArray listed = JsonNode.Parse(await _agent.GetAsync("/slave(1)/files/browse?path=" + Uri.EscapeDataString(_sandbox)))!.AsArray();

        listed.Select(file => Path.GetFileName((string)file!["path"]!))
            .ShouldBe(["dir", "evil", "fine", "pipe", "root", "stderr", "stdout"]);
        JsonObject stdout = listed[6]!.AsObject();
        stdout.Select(property => property.Key).Order().ShouldBe(recorded[1]!.AsObject().Select(property => property.Key).Order());
        ((string)stdout["mode"]!).ShouldStartWith("-rw");
        ((string)listed[0]!["mode"]!).ShouldStartWith("drwx");
        ((string)listed[1]!["mode"]!).ShouldStartWith("l");
        ((int)stdout["size"]!).ShouldBe(8);
    }

    [Fact]
    public async Task Download_GivesTheFile()
    {
        using HttpResponseMessage answer = await _agent.Http.GetAsync("/files/download?path=" + Uri.EscapeDataString(Virtual + "/stdout"));

        (await answer.Content.ReadAsStringAsync()).ShouldBe("started\n");
        answer.Content.Headers.ContentDisposition!.ToString().ShouldBe("attachment; filename=stdout");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/octet-stream");
    }

    [Theory]
    [InlineData("page.html", "text/html")]
    [InlineData("PAGE.TXT", "text/plain")]
    [InlineData("archive.tar", "application/x-tar")]
    [InlineData("picture.jpeg", "image/jpeg")]
    [InlineData("log.1", "application/octet-stream")]
    [InlineData("none", "application/octet-stream")]
    [InlineData(".txt", "application/octet-stream")]
    public void A_download_is_of_the_type_that_its_name_says(string name, string type) => FileTypes.Of(name).ShouldBe(type);

    [Fact]
    public async Task A_file_has_nothing_in_it_and_a_directory_is_not_downloaded()
    {
        (await _agent.GetAsync("/files/browse?path=" + Uri.EscapeDataString(Virtual + "/stdout"))).ShouldBe("[]");
        using HttpResponseMessage answer = await _agent.Http.GetAsync("/files/download.json?path=" + Uri.EscapeDataString(Virtual + "/dir"));
        (await answer.Content.ReadAsStringAsync()).ShouldBe("Cannot download a directory.\n");
    }

    [Fact]
    public async Task Debug_NamesAllThreePathsOfASandbox()
    {
        JsonObject paths = JsonNode.Parse(await _agent.GetAsync("/files/debug"))!.AsObject();

        paths.Select(path => path.Key).Order(StringComparer.Ordinal).ShouldBe(
            new[] { Virtual, Path.GetDirectoryName(_sandbox) + "/latest", _sandbox }.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("/etc/passwd", 404)]
    [InlineData("/", 404)]
    [InlineData("{sandbox}/../../../../../../../../../etc/passwd", 404)]
    [InlineData("{virtual}/../../../../../agent.log", 404)]
    [InlineData("{virtual}/./stdout", 404)]
    [InlineData("{virtual}//stdout", 404)]
    [InlineData("{virtual}/nosuch", 404)]
    [InlineData("/frameworks/../frameworks/F/executors/x/runs/latest/stdout", 404)]
    [InlineData("{work}/agent.log", 404)]
    [InlineData("{work}/slaves/S0", 404)]
    [InlineData("{virtual}/evil", 400)]
    [InlineData("{virtual}/root/etc/passwd", 400)]
    [InlineData("{virtual}/pipe", 400)]
    [InlineData("{virtual}/dir", 400)]
    public async Task Nothing_outside_a_sandbox_is_served(string path, int status)
    {
        path = path.Replace("{sandbox}", _sandbox).Replace("{virtual}", Virtual).Replace("{work}", _agent.WorkDirectory);
        foreach (string call in (string[])["read", "download"])
        {
            using HttpResponseMessage answer = await _agent.Http.GetAsync($"/files/{call}?offset=0&path={Uri.EscapeDataString(path)}");
            ((int)answer.StatusCode).ShouldBe(status, call);
            (await answer.Content.ReadAsStringAsync()).ShouldNotContain("root:");
        }
    }

    [Theory]
    [InlineData("/files/read", "Expecting 'path=value' in query.\n")]
    [InlineData("/files/browse", "Expecting 'path=value' in query.\n")]
    [InlineData("/files/read?path=x&offset=nine", "Failed to parse offset: Failed to convert 'nine' to number.\n")]
    [InlineData("/files/read?path=x&length=-2", "Negative length provided: -2.\n")]
    public async Task A_malformed_query_is_told(string query, string message)
    {
        using HttpResponseMessage answer = await _agent.Http.GetAsync(query);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldBe(message);
    }

    [Fact]
    public async Task The_operator_api_reads_and_lists_too()
    {
        (await CallAsync("""{"type":"READ_FILE","read_file":{"path":"PATH/stdout","offset":0,"length":4}}"""))
            .ShouldBe("""{"type":"READ_FILE","read_file":{"size":8,"data":"c3Rhcg=="}}""");
        JsonNode listed = JsonNode.Parse(await CallAsync("""{"type":"LIST_FILES","list_files":{"path":"PATH"}}"""))!;
        listed["list_files"]!["file_infos"]!.AsArray().Count.ShouldBe(7);
    }

    private async Task<string> ReadAsync(string path, string query) =>
        await _agent.GetAsync($"/files/read?path={Uri.EscapeDataString(path)}{query}");

    private async Task<string> CallAsync(string call)
    {
        using var content = new StringContent(call.Replace("PATH", Virtual), Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await _agent.Http.PostAsync("/slave(1)/api/v1", content);
        return await answer.Content.ReadAsStringAsync();
    }
}
