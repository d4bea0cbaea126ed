using System;
using System.Collections.Generic;
using System.Formats.Tar;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using Mesos.V1;
using Tepui.Containerizer.Fetching;
using Tepui.Testing;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Tests.Fetching;

/// <summary>A sandbox in a folder of its own, with room beside it that nothing may touch.</summary>
public abstract class FetchingTest : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("tepui-fetching-").FullName;
    private readonly CancellationTokenSource _bound = new(TimeSpan.FromSeconds(60));

    protected FetchingTest()
    {
        Directory.CreateDirectory(Sandbox);
        Directory.CreateDirectory(Outside);
        File.WriteAllText(Path.Combine(Outside, "kept"), "as it was");
    }

    protected FetcherOptions Options { get; set; } = new();

    protected VirtualTime Time { get; } = new();

    protected string Sandbox => Path.Combine(_root, "run-1");

    protected string Outside => Path.Combine(_root, "outside");

    protected CancellationToken Bound => _bound.Token;

    public void Dispose()
    {
        Directory.Delete(_root, recursive: true);
        _bound.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static CommandInfo.Types.URI Uri(string value, bool? extract = null, bool? executable = null, string? outputFile = null)
    {
        var uri = new CommandInfo.Types.URI { Value = value };
        if (extract is { } unpacks)
            uri.Extract = unpacks;
        if (executable is { } runs)
            uri.Executable = runs;
        if (outputFile is not null)
            uri.OutputFile = outputFile;
        return uri;
    }

    protected static byte[] Tar(params TarEntry[] entries)
    {
        var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, leaveOpen: true))
        {
            foreach (TarEntry entry in entries)
                writer.WriteEntry(entry);
        }

        return archive.ToArray();
    }

    protected static TarEntry Entry(string name, string content, UnixFileMode mode = UnixFileMode.UserRead) =>
        new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)), Mode = mode };

    protected static TarEntry Entry(TarEntryType type, string name, string? target = null)
    {
        var entry = new PaxTarEntry(type, name);
        if (target is not null)
            entry.LinkName = target;
        return entry;
    }

    protected static byte[] Zip(params (string Name, string Content, int Mode)[] entries)
    {
        var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, string content, int mode) in entries)
            {
                ZipArchiveEntry entry = archive.CreateEntry(name);
                entry.ExternalAttributes = mode << 16;
                using Stream stream = entry.Open();
                stream.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        return file.ToArray();
    }

    protected static byte[] Gzip(byte[] content)
    {
        var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(content);
        return file.ToArray();
    }

    /// <summary>A file of this machine, outside of the sandbox; its path is a URI.</summary>
    protected string Source(string name, byte[] content)
    {
        string path = Path.Combine(_root, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    protected string Source(string name, string content) => Source(name, Encoding.UTF8.GetBytes(content));

    protected string InSandbox(string path) => Path.Combine(Sandbox, path);

    protected string Read(string path) => File.ReadAllText(InSandbox(path));

    protected UnixFileMode ModeOf(string path) => File.GetUnixFileMode(InSandbox(path));

    protected Task FetchAsync(params CommandInfo.Types.URI[] uris) =>
        new Fetcher(Options, Time).FetchAsync(uris, Sandbox, user: null, Bound);

    protected Task FetchAsync(params string[] uris) => FetchAsync([.. uris.Select(uri => Uri(uri))]);

    /// <summary>What the task's status would say, which holds nothing but one line.</summary>
    protected async System.Threading.Tasks.Task<string> FaultAsync(params CommandInfo.Types.URI[] uris)
    {
        ContainerLaunchException e = await Should.ThrowAsync<ContainerLaunchException>(() => FetchAsync(uris));
        e.Message.ShouldStartWith("Failed to fetch all URIs for container 'run-1': ");
        e.Message.ShouldNotContain("\n");
        NothingIsLeftHalfDone();
        return e.Message;
    }

    protected System.Threading.Tasks.Task<string> FaultAsync(string uri) => FaultAsync(Uri(uri));

    protected void NothingIsLeftHalfDone() => Directory.EnumerateFileSystemEntries(Sandbox, ".fetch-*").ShouldBeEmpty();

    /// <summary>Nothing beside the sandbox changed, and no link in it leads out.</summary>
    protected void NothingOutsideIsTouched(IEnumerable<string> sources)
    {
        Directory.EnumerateFileSystemEntries(Outside).ShouldBe([Path.Combine(Outside, "kept")]);
        File.ReadAllText(Path.Combine(Outside, "kept")).ShouldBe("as it was");
        Directory.EnumerateFileSystemEntries(_root).Order().ShouldBe(sources.Concat([Sandbox, Outside]).Order());
        foreach (string link in LinksBelow(Sandbox))
        {
            if (RealPath(link) is { } real)
                (real + "/").ShouldStartWith(Sandbox + "/");
        }
    }

    /// <summary>Without going through any: two of them can make a maze.</summary>
    private static IEnumerable<string> LinksBelow(string folder)
    {
        foreach (string path in Directory.EnumerateFileSystemEntries(folder))
        {
            if (new System.IO.FileInfo(path).LinkTarget is not null)
            {
                yield return path;
            }
            else if (Directory.Exists(path))
            {
                foreach (string below in LinksBelow(path))
                    yield return below;
            }
        }
    }

    /// <summary>realpath(3), which gives up on links that go in circles; the program of that name may not.</summary>
    private static string? RealPath(string path)
    {
        byte[] real = new byte[4096];
        return RealPath(Encoding.UTF8.GetBytes(path + '\0'), real) == 0 ? null : Encoding.UTF8.GetString(real.AsSpan(0, real.AsSpan().IndexOf((byte)0)));
    }

    [DllImport("libc", EntryPoint = "realpath")]
    private static extern nint RealPath(byte[] path, byte[] resolved);
}
