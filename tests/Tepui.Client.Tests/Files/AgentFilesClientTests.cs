using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Tepui.Client.Files;
using Tepui.Client.Tests.Scripted;

namespace Tepui.Client.Tests.Files;

public class AgentFilesClientTests
{
    [Fact]
    public async Task FollowAsync_WaitsForTheFileReadsItAsItGrowsAndEnds()
    {
        await using var agent = new ScriptedServer();
        using var files = new AgentFilesClient(agent.Uri);
        var isComplete = false;
        var parts = new List<string>();
        var follow = Task.Run(async () =>
        {
            await foreach (var part in files.FollowAsync("/sandbox/std out", () => isComplete, TimeSpan.Zero, TimeProvider.System))
            {
                parts.Add(Encoding.UTF8.GetString(part.Data.Span));
            }
        });

        await (await agent.NextAsync()).AnswerAsync(404);
        var read = await agent.NextAsync();
        read.Line.ShouldBe("GET /files/read?path=%2Fsandbox%2Fstd%20out&offset=0&length=65536");
        await read.AnswerAsync(200, """{"data":"started\n","offset":0}""");
        read = await agent.NextAsync();
        read.Line.ShouldContain("&offset=8&");
        isComplete = true;
        await read.AnswerAsync(200, """{"data":"","offset":8}""");
        await (await agent.NextAsync()).AnswerAsync(200, """{"data":"last","offset":8}""");
        await (await agent.NextAsync()).AnswerAsync(200, """{"data":"","offset":12}""");
        await follow;
        parts.ShouldBe(["started\n", "last"]);
    }

    [Fact]
    public async Task BrowseAsync_ListsWhatMesosLists()
    {
        await using var agent = new ScriptedServer();
        using var files = new AgentFilesClient(agent.Uri);
        var browse = files.BrowseAsync("/s");
        await (await agent.NextAsync()).AnswerAsync(200,
            """
            [{"gid":"root","mode":"-rw-r--r--","mtime":1795254273.0,"nlink":1,"path":"/s/stderr","size":523,"uid":"root"},
            {"gid":"g","mode":"drwxr-xr-x","mtime":1.0,"nlink":2,"path":"/s/d","size":4096,"uid":"u"}]
            """);
        var entries = await browse;
        entries.Select(entry => (entry.Path, entry.Size, entry.IsFolder)).ShouldBe([("/s/stderr", 523L, false), ("/s/d", 4096L, true)]);
        entries[0].Modified.ToUnixTimeSeconds().ShouldBe(1795254273);
    }

    [Fact]
    public async Task DownloadAsync_GivesTheWholeFile()
    {
        await using var agent = new ScriptedServer();
        using var files = new AgentFilesClient(agent.Uri);
        var download = files.DownloadAsync("/s/out");
        await (await agent.NextAsync()).AnswerAsync(200, "all of it");
        using var reader = new StreamReader(await download);
        (await reader.ReadToEndAsync()).ShouldBe("all of it");
    }

    [Fact]
    public async Task FindSandboxAsync_FindsTheDirectoryInTheAgentsState()
    {
        await using var agent = new ScriptedServer();
        using var files = new AgentFilesClient(agent.Uri);
        foreach (var (framework, executor, expected) in new[] { ("F1", "e2", "/two"), ("F1", "e1", "/one"), ("F2", "e1", null) })
        {
            var find = files.FindSandboxAsync(framework, executor);
            await (await agent.NextAsync()).AnswerAsync(200,
                """
                {"frameworks":[{"id":"F1","executors":[{"id":"e1","directory":"/one"}],
                "completed_executors":[{"id":"e2","directory":"/two"}]}]}
                """);
            (await find).ShouldBe(expected);
        }
    }

    [Fact]
    public async Task ReadAsync_NotJson_IsAnError()
    {
        await using var agent = new ScriptedServer();
        using var files = new AgentFilesClient(agent.Uri);
        var read = files.ReadAsync("/s", 0);
        await (await agent.NextAsync()).AnswerAsync(200, "<html>");
        (await Should.ThrowAsync<MesosException>(() => read)).Message.ShouldContain("no part of a file");
    }
}
