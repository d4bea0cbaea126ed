using System;
using System.Collections.Generic;
using System.Formats.Tar;
using System.IO;
using Tepui.Cli.Images;

namespace Tepui.Cli.Tests.Images;

public sealed class LayerWriterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tepui-layer-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Files_FoldersAboveComeFirstAndOnce()
    {
        Names(Layer(layer =>
        {
            layer.Text("x", "/opt/a/x");
            layer.Text("y", "/opt/a/y");
            layer.Text("again", "/opt/a/x");
            layer.Link("/bin/sh", "busybox");
        })).ShouldBe(["opt/", "opt/a/", "opt/a/x", "opt/a/y", "bin/", "bin/sh"]);
    }

    [Fact]
    public void SameFilesAtAnotherTime_GiveTheSameBytes()
    {
        string file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "content");
        byte[] first = Layer(layer => layer.File(file, "/file"));
        File.SetLastWriteTimeUtc(file, new DateTime(2001, 2, 3, 0, 0, 0, DateTimeKind.Utc));
        Layer(layer => layer.File(file, "/file")).ShouldBe(first);
    }

    [Fact]
    public void File_ExecutableStaysSoAndALinkIsFollowed()
    {
        string file = Path.Combine(_folder, "program");
        File.WriteAllText(file, "#!");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.CreateSymbolicLink(file + ".link", file);
        using var reader = new TarReader(new MemoryStream(Layer(layer => layer.File(file + ".link", "/p"))));
        TarEntry entry = reader.GetNextEntry()!;
        entry.EntryType.ShouldBe(TarEntryType.RegularFile);
        entry.Mode.HasFlag(UnixFileMode.OtherExecute).ShouldBeTrue();
        (entry.Uid, entry.Gid).ShouldBe((0, 0));
    }

    private static byte[] Layer(Action<LayerWriter> write)
    {
        var output = new MemoryStream();
        using (var layer = new LayerWriter(output))
            write(layer);
        return output.ToArray();
    }

    private static List<string> Names(byte[] tar)
    {
        using var reader = new TarReader(new MemoryStream(tar));
        var names = new List<string>();
        while (reader.GetNextEntry() is { } entry)
            names.Add(entry.Name);
        return names;
    }
}
