using System;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace Tepui.Containerizer.Tests.Fetching.Archives;

public sealed class ArchiveExtractorTests : FetchingTest
{
    private const UnixFileMode Script = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherExecute;
    private const int ZipScript = 0x8000 | (int)Script;
    private const int ZipLink = 0xA1FF;

    [Theory]
    [InlineData("a.tar", "cat")]
    [InlineData("a.tar.gz", "gzip")]
    [InlineData("a.tgz", "gzip")]
    [InlineData("a.tar.bz2", "bzip2")]
    [InlineData("a.tbz2", "bzip2")]
    [InlineData("a.tar.xz", "xz")]
    [InlineData("a.txz", "xz")]
    [InlineData("a.tgz", "cat")]
    [InlineData("a.tar", "xz")]
    public async Task Tar_UnderEveryName_IsUnpackedWithModesAndLinks(string name, string compressor)
    {
        byte[] tar = Tar(
            Entry(TarEntryType.Directory, "./"),
            Entry("./bin/run", "#!/bin/sh\n", Script),
            Entry(new string('n', 120) + "/f", "long"),
            Entry(TarEntryType.SymbolicLink, "lib/link", "../bin/run"),
            Entry(TarEntryType.HardLink, "twin", "bin/run"));

        await FetchAsync(Source(name, await ThroughAsync(compressor, tar)));

        File.Exists(InSandbox(name)).ShouldBeTrue();
        Read("bin/run").ShouldBe("#!/bin/sh\n");
        ModeOf("bin/run").ShouldBe(Script);
        Read("lib/link").ShouldBe("#!/bin/sh\n");
        Read("twin").ShouldBe("#!/bin/sh\n");
        Read(new string('n', 120) + "/f").ShouldBe("long");
        Read("stderr").ShouldContain("and unpacked it");
    }

    [Fact]
    public async Task Zip_IsUnpackedWithModesAndLinks()
    {
        await FetchAsync(Source("a.zip", Zip(
            ("bin/", "", 0), ("bin/run", "text", ZipScript), ("plain", "of DOS", 0), ("link", "bin/run", ZipLink))));

        Read("bin/run").ShouldBe("text");
        ModeOf("bin/run").ShouldBe(Script);
        Read("plain").ShouldBe("of DOS");
        new FileInfo(InSandbox("link")).LinkTarget.ShouldBe("bin/run");
    }

    [Fact]
    public async Task Gz_BecomesAFileBesideIt()
    {
        await FetchAsync(Source("data.json.gz", Gzip("{}"u8.ToArray())));

        Read("data.json").ShouldBe("{}");
    }

    [Fact]
    public async Task ExtractFalse_LeavesItPacked()
    {
        await FetchAsync(Uri(Source("a.tar", Tar(Entry("f", ""))), extract: false));

        File.Exists(InSandbox("f")).ShouldBeFalse();
    }

    [Fact]
    public async Task FolderThatMayNotBeWritten_IsFilledFirst()
    {
        var folder = (PaxTarEntry)Entry(TarEntryType.Directory, "d");
        folder.Mode = UnixFileMode.UserRead | UnixFileMode.UserExecute;

        await FetchAsync(Source("a.tar", Tar(folder, Entry("d/f", "text"))));

        Read("d/f").ShouldBe("text");
        ModeOf("d").ShouldBe(folder.Mode);
        File.SetUnixFileMode(InSandbox("d"), folder.Mode | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task SetUserBits_AreNotTakenOver()
    {
        await FetchAsync(Source("a.tar", Tar(Entry("f", "", Script | UnixFileMode.SetUser | UnixFileMode.SetGroup))));

        ModeOf("f").ShouldBe(Script);
    }

    public static TheoryData<string, string> Climbing => new()
    {
        { "parent", "its entry '../outside/new' holds '..'" },
        { "inner parent", "its entry 'a/../../outside/new' holds '..'" },
        { "absolute", "is an absolute path" },
        { "link out", "its link 'link' points to '../outside', out of the sandbox" },
        { "absolute link", "its link 'link' points to '/etc', out of the sandbox" },
        { "climbing link", "its link 'two' points to 'one/..'" },
        { "through a link", "links are not followed" },
        { "hard link out", "its hard link 'h' points to '../outside/kept', which holds '..'" },
        { "hard link to a link", "'h' in the sandbox" },
        { "device", "is of type CharacterDevice" },
        { "pipe", "is of type Fifo" },
        { "zip parent", "its entry '../outside/new' holds '..'" },
        { "zip link out", "its link 'link' points to '../outside', out of the sandbox" },
        { "zip through a link", "links are not followed" },
        { "zip device", "is a device or pipe" },
    };

    [Theory]
    [MemberData(nameof(Climbing))]
    public async Task ArchiveThatLeadsOutOfTheSandbox_IsRefused(string what, string told)
    {
        byte[] archive = what switch
        {
            "parent" => Tar(Entry("../outside/new", "")),
            "inner parent" => Tar(Entry("a/../../outside/new", "")),
            "absolute" => Tar(Entry(Path.Combine(Outside, "new"), "")),
            "link out" => Tar(Entry(TarEntryType.SymbolicLink, "link", "../outside"), Entry("link/new", "")),
            "absolute link" => Tar(Entry(TarEntryType.SymbolicLink, "link", "/etc")),
            "climbing link" => Tar(Entry(TarEntryType.SymbolicLink, "one", "."), Entry(TarEntryType.SymbolicLink, "two", "one/..")),
            "through a link" => Tar(Entry(TarEntryType.Directory, "d"), Entry(TarEntryType.SymbolicLink, "link", "d"), Entry("link/new", "")),
            "hard link out" => Tar(Entry(TarEntryType.HardLink, "h", "../outside/kept")),
            "hard link to a link" => Tar(
                Entry(TarEntryType.Directory, "d/e"), Entry(TarEntryType.SymbolicLink, "d/e/l", "../.."), Entry(TarEntryType.HardLink, "h", "d/e/l")),
            "device" => Tar(Entry(TarEntryType.CharacterDevice, "null")),
            "pipe" => Tar(Entry(TarEntryType.Fifo, "pipe")),
            "zip parent" => Zip(("../outside/new", "", 0)),
            "zip link out" => Zip(("link", "../outside", ZipLink), ("link/new", "", 0)),
            "zip through a link" => Zip(("d/", "", 0), ("link", "d", ZipLink), ("link/new", "", 0)),
            _ => Zip(("null", "", 0x2000)),
        };
        string source = Source("a.tar", archive);

        string message = await FaultAsync(source);

        message.ShouldContain(what == "hard link to a link" ? "'d/e/l' in the sandbox" : told);
        NothingOutsideIsTouched([source]);
    }

    [Theory]
    [InlineData("a.tar")]
    [InlineData("a.tar.gz")]
    [InlineData("a.tar.bz2")]
    [InlineData("a.zip")]
    [InlineData("a.gz")]
    public async Task WhatIsNoArchive_IsToldWithWhatToDo(string name)
    {
        string message = await FaultAsync(Source(name, "<html>404</html>" + new string(' ', 600)));

        message.ShouldContain("it is damaged, or no archive as its name says");
        message.ShouldContain("extract false");
    }

    [Theory]
    [InlineData("a.tar", "cat")]
    [InlineData("a.tar.gz", "gzip")]
    [InlineData("a.tar.bz2", "bzip2")]
    [InlineData("a.tar.xz", "xz")]
    public async Task TruncatedArchive_IsRefused(string name, string compressor)
    {
        byte[] random = new byte[100_000];
        new Random(7).NextBytes(random);
        byte[] whole = await ThroughAsync(compressor, Tar(Entry("f", Convert.ToBase64String(random))));

        await FaultAsync(Source(name, whole[..(whole.Length / 2)]));
    }

    [Fact]
    public async Task TruncatedGz_IsRefused()
    {
        byte[] random = new byte[100_000];
        new Random(7).NextBytes(random);
        byte[] whole = Gzip(random);

        await FaultAsync(Source("a.gz", whole[..(whole.Length / 2)]));
    }

    [Theory]
    [InlineData("bomb.gz")]
    [InlineData("bomb.tar.gz")]
    [InlineData("bomb.zip")]
    public async Task Bomb_IsStopped(string name)
    {
        Options = Options with { UnpackedBytesAlwaysAllowed = 1 << 20, MaxExpansion = 10 };
        byte[] zeros = new byte[4 << 20];
        string text = new('\0', 4 << 20);
        byte[] bomb = name switch
        {
            "bomb.gz" => Gzip(zeros),
            "bomb.zip" => Zip(("f", text, 0)),
            _ => Gzip(Tar(Entry("f", text))),
        };

        string message = await FaultAsync(Source(name, bomb));

        message.ShouldContain("it unpacks to more than 1 MB, 10 times its own size: unpack it in the task itself, with extract false");
    }

    [Fact]
    public async Task MoreEntriesThanAllowed_AreRefused()
    {
        Options = Options with { MaxEntries = 10 };
        byte[] tar = Tar([.. Enumerable.Range(0, 11).Select(i => Entry("f" + i, ""))]);

        (await FaultAsync(Source("a.tar", tar))).ShouldContain("it holds more than 10 files");
    }

    [Fact]
    public async Task HeaderOfGigabytes_IsNotTakenIntoMemory()
    {
        byte[] header = Tar(Entry(TarEntryType.SymbolicLink, "x", "y"))[..512];
        header[156] = (byte)'L';
        "17777777777"u8.CopyTo(header.AsSpan(124));
        "        "u8.CopyTo(header.AsSpan(148));
        int sum = header.Sum(one => one);
        System.Text.Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header.AsSpan(148));

        string message = await FaultAsync(Source("a.tar", [.. header, .. new byte[1 << 20]]));

        message.ShouldContain("it is damaged");
    }

    private static async Task<byte[]> ThroughAsync(string program, byte[] content)
    {
        using var process = Process.Start(
            new ProcessStartInfo("/usr/bin/env", [program]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        Task writing = Task.Run(async () =>
        {
            await process.StandardInput.BaseStream.WriteAsync(content);
            process.StandardInput.Close();
        });
        var result = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(result);
        await writing;
        return result.ToArray();
    }
}
