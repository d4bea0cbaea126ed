using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using Mesos.V1;
using Tepui.Containerizer.Fetching;
using Tepui.Containerizer.Tests.Fetching.Sources;
using Task = System.Threading.Tasks.Task;
using TaskCompletionSource = System.Threading.Tasks.TaskCompletionSource;

namespace Tepui.Containerizer.Tests.Fetching.Cache;

/// <summary>docs/fetcher-cache-internals.md with --fetcher_cache_size and --fetcher_cache_dir, against a server that counts what it is asked.</summary>
public sealed class FetcherCacheTests : FetchingTest, IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _requests = [];
    private readonly Dictionary<string, byte[]> _files = [];
    private readonly ScriptedServer _server;
    private TaskCompletionSource _gate = new();
    private int _sandboxes;

    public FetcherCacheTests()
    {
        _gate.SetResult();
        _server = new ScriptedServer(AnswerAsync);
        Options = Options with { CacheFolder = Path.Combine(Outside, "cache"), CacheBytes = 1000 };
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    [Fact]
    public async Task TenTasks_OneDownload()
    {
        _files["/a"] = "text"u8.ToArray();
        _gate = new TaskCompletionSource();
        using var fetcher = new Fetcher(Options, Time);
        string[] sandboxes = [.. Enumerable.Range(0, 10).Select(_ => NewSandbox())];
        Task[] all = [.. sandboxes.Select(sandbox => fetcher.FetchAsync([Cached("/a")], sandbox, user: null, Bound))];
        _gate.SetResult();
        await Task.WhenAll(all);

        sandboxes.ShouldAllBe(sandbox => File.ReadAllText(Path.Combine(sandbox, "a")) == "text");
        _requests.ShouldBe(["/a"]);
        fetcher.CacheBytesUsed.ShouldBe(4);
        fetcher.Succeeded.ShouldBe(10);
    }

    [Fact]
    public async Task WhatATaskDoesToItsFile_DoesNotReachTheNext()
    {
        _files["/a"] = "text"u8.ToArray();
        using var fetcher = new Fetcher(Options, Time);
        string first = await FetchAsync(fetcher, Cached("/a"));
        await File.AppendAllTextAsync(Path.Combine(first, "a"), " and more");

        (await File.ReadAllTextAsync(Path.Combine(await FetchAsync(fetcher, Cached("/a")), "a"))).ShouldBe("text");
    }

    [Fact]
    public async Task WithoutCache_IsDownloadedEachTime()
    {
        _files["/a"] = "text"u8.ToArray();
        using var fetcher = new Fetcher(Options, Time);
        await FetchAsync(fetcher, Uri($"http://{_server.Authority}/a"));
        await FetchAsync(fetcher, Uri($"http://{_server.Authority}/a"));

        _requests.Count.ShouldBe(2);
        fetcher.CacheBytesUsed.ShouldBe(0);
    }

    [Fact]
    public async Task Archive_IsUnpackedFromTheCache_AndNotCopied()
    {
        _files["/x.tar.gz"] = Gzip(Tar(Entry("folder/file", "inside")));
        using var fetcher = new Fetcher(Options, Time);
        for (int i = 0; i < 2; i++)
        {
            string sandbox = await FetchAsync(fetcher, Cached("/x.tar.gz"));
            (await File.ReadAllTextAsync(Path.Combine(sandbox, "folder/file"))).ShouldBe("inside");
            File.Exists(Path.Combine(sandbox, "x.tar.gz")).ShouldBeFalse();
        }

        _requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task OutputFileAndExecutable_AreEachTasksOwn()
    {
        _files["/a"] = "#!/bin/sh"u8.ToArray();
        using var fetcher = new Fetcher(Options, Time);
        CommandInfo.Types.URI runs = Cached("/a");
        runs.Executable = true;
        runs.OutputFile = "bin/tool";
        string sandbox = await FetchAsync(fetcher, runs);
        string plain = await FetchAsync(fetcher, Cached("/a"));

        File.GetUnixFileMode(Path.Combine(sandbox, "bin/tool")).HasFlag(UnixFileMode.UserExecute).ShouldBeTrue();
        File.GetUnixFileMode(Path.Combine(plain, "a")).HasFlag(UnixFileMode.UserExecute).ShouldBeFalse();
        _requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task NoRoom_WhatWasUsedLongestAgoGoes()
    {
        _files["/a"] = new byte[400];
        _files["/b"] = new byte[400];
        _files["/c"] = new byte[400];
        using var fetcher = new Fetcher(Options, Time);
        foreach (string path in (string[])["/a", "/b", "/a", "/c", "/a", "/b"])
            await FetchAsync(fetcher, Cached(path));

        _requests.ShouldBe(["/a", "/b", "/c", "/b"]);
        fetcher.CacheBytesUsed.ShouldBe(800);
        Directory.GetFiles(Options.CacheFolder!).Length.ShouldBe(2);
    }

    [Fact]
    public async Task TooLarge_IsFetchedPastTheCache()
    {
        _files["/a"] = new byte[1001];
        using var fetcher = new Fetcher(Options, Time);
        new System.IO.FileInfo(Path.Combine(await FetchAsync(fetcher, Cached("/a")), "a")).Length.ShouldBe(1001);

        fetcher.CacheBytesUsed.ShouldBe(0);
        Directory.GetFiles(Options.CacheFolder!).ShouldBeEmpty();
    }

    [Fact]
    public async Task NoLength_IsFetchedPastTheCache()
    {
        await using var server = ScriptedServer.Of("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\ntext");
        using var fetcher = new Fetcher(Options, Time);
        CommandInfo.Types.URI uri = Uri($"http://{server.Authority}/a");
        uri.Cache = true;

        (await File.ReadAllTextAsync(Path.Combine(await FetchAsync(fetcher, uri), "a"))).ShouldBe("text");
        fetcher.CacheBytesUsed.ShouldBe(0);
    }

    [Fact]
    public async Task FailedDownload_LetsTheOthersTry_AndIsNotKept()
    {
        int asked = 0;
        var waits = new TaskCompletionSource();
        await using var server = new ScriptedServer(async (_, stream) =>
        {
            bool first = Interlocked.Increment(ref asked) == 1;
            if (first)
                await waits.Task;
            await stream.WriteAsync(Encoding.UTF8.GetBytes(
                first ? "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" : ScriptedServer.Ok("text")));
        });
        using var fetcher = new Fetcher(Options, Time);
        CommandInfo.Types.URI uri = Uri($"http://{server.Authority}/a");
        uri.Cache = true;
        string[] sandboxes = [.. Enumerable.Range(0, 5).Select(_ => NewSandbox())];
        Task[] all = [.. sandboxes.Select(sandbox => fetcher.FetchAsync([uri], sandbox, user: null, Bound))];
        waits.SetResult();
        _ = await Task.WhenAny(Task.WhenAll(all));

        all.Count(task => task.IsFaulted).ShouldBe(1);
        all.Count(task => task.IsCompletedSuccessfully).ShouldBe(4);
        Directory.GetFiles(Options.CacheFolder!).ShouldBeEmpty();
    }

    [Fact]
    public async Task LocalFile_IsCachedToo()
    {
        string source = Source("a", "text");
        using var fetcher = new Fetcher(Options, Time);
        CommandInfo.Types.URI uri = Uri(source);
        uri.Cache = true;
        await FetchAsync(fetcher, uri);
        File.Delete(source);

        (await File.ReadAllTextAsync(Path.Combine(await FetchAsync(fetcher, uri), "a"))).ShouldBe("text");
    }

    [Fact]
    public async Task Cache_IsTheAgentsAlone_AndEmptyAtItsStart()
    {
        string left = Path.Combine(Options.CacheFolder!, "left");
        Directory.CreateDirectory(Options.CacheFolder!);
        await File.WriteAllTextAsync(left, "");
        using var fetcher = new Fetcher(Options, Time);
        fetcher.EmptyCache();

        File.Exists(left).ShouldBeFalse();
        File.GetUnixFileMode(Options.CacheFolder!).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task FolderThatIsALink_IsNotUsed()
    {
        string elsewhere = Directory.CreateDirectory(Path.Combine(Outside, "elsewhere")).FullName;
        await File.WriteAllTextAsync(Path.Combine(elsewhere, "kept"), "");
        File.CreateSymbolicLink(Options.CacheFolder!, elsewhere);
        _files["/a"] = "text"u8.ToArray();
        using var fetcher = new Fetcher(Options, Time);
        await FetchAsync(fetcher, Cached("/a"));
        await FetchAsync(fetcher, Cached("/a"));

        _requests.Count.ShouldBe(2);
        File.Exists(Path.Combine(elsewhere, "kept")).ShouldBeTrue();
    }

    private async System.Threading.Tasks.Task<string> FetchAsync(Fetcher fetcher, CommandInfo.Types.URI uri)
    {
        string sandbox = NewSandbox();
        await fetcher.FetchAsync([uri], sandbox, user: null, Bound);
        return sandbox;
    }

    private string NewSandbox() =>
        Directory.CreateDirectory(Path.Combine(Outside, "sandbox-" + Interlocked.Increment(ref _sandboxes))).FullName;

    private CommandInfo.Types.URI Cached(string path)
    {
        CommandInfo.Types.URI uri = Uri($"http://{_server.Authority}{path}");
        uri.Cache = true;
        return uri;
    }

    private async Task AnswerAsync(string head, Stream stream)
    {
        string path = head.Split(' ')[1];
        _requests.Enqueue(path);
        await _gate.Task;
        byte[] body = _files[path];
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"));
        await stream.WriteAsync(body);
    }
}
