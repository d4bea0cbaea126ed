using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Fetching;

namespace Tepui.Containerizer.Tests.Fetching;

public sealed class FetcherTests : FetchingTest
{
    private const UnixFileMode Plain =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode Runs = Plain | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    [Theory]
    [InlineData("")]
    [InlineData("file://")]
    [InlineData("file://localhost")]
    [InlineData("  ")]
    public async Task LocalFile_ByPathOrFileUri_IsCopied(string before)
    {
        await FetchAsync(before + Source("a file", "text"));

        Read("a file").ShouldBe("text");
        ModeOf("a file").ShouldBe(Plain);
        Read("stderr").ShouldEndWith($"to '{InSandbox("a file")}'\n");
    }

    [Fact]
    public async Task RelativePath_IsRelativeToFrameworksHome()
    {
        string source = Source("a", "text");
        Options = Options with { FrameworksHome = Path.GetDirectoryName(source)! };

        await FetchAsync("a");

        Read("a").ShouldBe("text");
    }

    [Fact]
    public async Task LocalFile_ThatRuns_StaysSo()
    {
        string source = Source("run", "#!/bin/sh\n");
        File.SetUnixFileMode(source, Runs);

        await FetchAsync(source);

        ModeOf("run").ShouldBe(Runs);
    }

    [Fact]
    public async Task Executable_IsMadeSo_AndNeverUnpacked()
    {
        await FetchAsync(Uri(Source("tool.gz", Gzip([1])), executable: true));

        ModeOf("tool.gz").ShouldBe(Runs);
        File.Exists(InSandbox("tool")).ShouldBeFalse();
    }

    [Fact]
    public async Task OutputFile_MayHaveFolders_AndDecidesWhetherItIsAnArchive()
    {
        await FetchAsync(Uri(Source("x?version=2", Gzip("hello"u8.ToArray())), outputFile: "deep/er/x.gz"));

        File.Exists(InSandbox("deep/er/x.gz")).ShouldBeTrue();
        Read("x").ShouldBe("hello");
    }

    [Fact]
    public async Task TwoOfOneName_TheLaterWins()
    {
        await FetchAsync(Uri(Source("one", "1"), outputFile: "same"), Uri(Source("two", "2"), outputFile: "same"));

        Read("same").ShouldBe("2");
    }

    [Fact]
    public async Task ManyUris_AllCome()
    {
        string[] sources = [.. Enumerable.Range(0, 40).Select(i => Source("f" + i, "text " + i))];

        await FetchAsync(sources);

        sources.Select((_, i) => Read("f" + i)).ShouldBe(sources.Select((_, i) => "text " + i));
        NothingIsLeftHalfDone();
    }

    [Fact]
    public async Task AllFaults_AreToldAtOnce()
    {
        string message = await FaultAsync(
            Uri("hdfs://h/x"), Uri("s3n://b/x"), Uri("ftp://h/x"), Uri("http://host"), Uri("it's"), Uri("rel/ative"), Uri("/a/b", outputFile: "../x"),
            Uri("/a/b", outputFile: "/x"), Uri("/a/b", outputFile: ""), Uri("/a/.."), Uri("http://h/dir/"));

        message.ShouldContain("'hdfs' is not supported");
        message.ShouldContain("'s3n' is not supported");
        message.ShouldContain("'ftp' is not supported");
        message.ShouldContain("'http://host': Malformed URI (missing path)");
        message.ShouldContain("Illegal characters in URI");
        message.ShouldContain("--frameworks_home");
        message.ShouldContain("its output_file '../x' holds '..'");
        message.ShouldContain("its output_file '/x' is an absolute path");
        message.ShouldContain("its output_file '' names no file");
        message.ShouldContain("'/a/..': its last part holds '..'");
        message.ShouldContain("'http://h/dir/': it ends without a file's name");
    }

    [Fact]
    public async Task WhatCannotBeRead_IsToldWithWhatToDo_AndTheOthersAsWell()
    {
        string message = await FaultAsync(Uri("/no/such/file"), Uri(Outside), Uri("/dev/zero"), Uri(Source("there", "")));

        message.ShouldContain("'/no/such/file': cannot read it on this agent: No such file or directory; see to the path");
        message.ShouldContain($"'{Outside}': is a folder or a device");
        message.ShouldContain("'/dev/zero': is a folder or a device");
        message.ShouldNotContain("there'");
        Read("stderr").ShouldContain("Failed to fetch '/no/such/file'");
    }

    [Fact]
    public async Task SecretsInAUri_AreNeitherInTheMessageNorInTheSandbox()
    {
        string message = await FaultAsync(Uri("hdfs://user:sesame@host/x?token=open"));

        message.ShouldContain("hdfs://user:***@host/x?token=***");
        message.ShouldNotContain("sesame");
    }

    [Theory]
    [InlineData("link")]
    [InlineData("link/new")]
    public async Task LinkInTheSandbox_IsNotFollowedOutOfIt(string outputFile)
    {
        File.CreateSymbolicLink(InSandbox("link"), outputFile == "link" ? Path.Combine(Outside, "kept") : Outside);
        string source = Source("a", "text");

        if (outputFile == "link")
            await FetchAsync(Uri(source, outputFile: outputFile));
        else
            (await FaultAsync(Uri(source, outputFile: outputFile))).ShouldContain("links are not followed");

        File.Exists(Path.Combine(Outside, "new")).ShouldBeFalse();
        (await File.ReadAllTextAsync(Path.Combine(Outside, "kept"))).ShouldBe("as it was");
        if (outputFile == "link")
            Read("link").ShouldBe("text");
    }

    [Fact]
    public async Task SandboxLinks_AreReplacedByStderrLinesOnlyInside()
    {
        File.CreateSymbolicLink(InSandbox("stderr"), Path.Combine(Outside, "kept"));

        await FetchAsync(Source("a", "text"));

        (await File.ReadAllTextAsync(Path.Combine(Outside, "kept"))).ShouldBe("as it was");
    }

    [Fact]
    public async Task NoUris_NothingIsDone()
    {
        await FetchAsync(Array.Empty<string>());

        Directory.EnumerateFileSystemEntries(Sandbox).ShouldBeEmpty();
    }

    [Fact]
    public async Task UnknownUser_IsToldByName()
    {
        ContainerLaunchException e = await Should.ThrowAsync<ContainerLaunchException>(() =>
            new Fetcher(Options).FetchAsync([Uri(Source("a", ""))], Sandbox, "no-such-user", Bound));

        e.Message.ShouldContain("there is no user 'no-such-user' on this machine");
    }

    [Fact]
    public async Task AnotherUser_OwnsWhatWasFetched_AndGetsNoFileThatHeMayNotRead()
    {
        if (!Environment.IsPrivilegedProcess)
            return;
        string open = Source("open.tar", Tar(Entry("d/f", "text")));
        string closed = Source("closed", "of the agent");
        File.SetUnixFileMode(closed, UnixFileMode.UserRead);
        File.SetUnixFileMode(Path.GetDirectoryName(closed)!, Runs);
        var fetcher = new Fetcher(Options, Time);

        await fetcher.FetchAsync([Uri(open)], Sandbox, "nobody", Bound);
        ContainerLaunchException e = await Should.ThrowAsync<ContainerLaunchException>(() =>
            fetcher.FetchAsync([Uri(closed)], Sandbox, "nobody", Bound));

        e.Message.ShouldContain("user 'nobody' cannot read it on this agent: Permission denied");
        foreach (string path in (string[])["", "open.tar", "d", "d/f", "stderr"])
            (await OwnerAsync(InSandbox(path))).ShouldBe("nobody", path);
        File.Exists(InSandbox("closed")).ShouldBeFalse();
        (fetcher.Succeeded, fetcher.Failed).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Cancelled_BeforeItBegins_DoesNothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() =>
            new Fetcher(Options).FetchAsync([Uri(Source("a", ""))], Sandbox, user: null, cancelled.Token));

        Directory.EnumerateFileSystemEntries(Sandbox).ShouldBeEmpty();
    }

    private static async Task<string> OwnerAsync(string path)
    {
        using var stat = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("/usr/bin/stat", ["-c", "%U", path]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        return (await stat.StandardOutput.ReadToEndAsync()).Trim();
    }
}
